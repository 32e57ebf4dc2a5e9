"""What the problem book costs on the real public data, and what it finds there: one function a use case.

``python -m benchmarks.problem_book NAME --data ../shared/data`` measures one of `PARTS` (one a process, so that
its peak memory is its own) and writes ``results/problem_book_NAME.json``.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.harness import Row, options, publish, require_quiet
from benchmarks.problem_book_all import book
from peel_ml.results.estimate import Estimate

MINUTES, GIGABYTES = 10.0, 4.0
JUDGED, WARDS, MONTHS, OFFENCES = 24, 679, 179, 30


def forecast(data: Path) -> tuple[list[Row], dict[str, Any]]:
    """Backtest 679 wards x 179 months x 30 offence groups over the last 24 months, refitted every six.

    Wards add up to boroughs. Exponential smoothing runs on the totals of boroughs only. Everything that a run of the
    use case does with the rows is in the time: reading, cleaning, ranges, measures, comparison of areas, explanation.
    """
    from benchmarks.problem_book_forecast import borough_totals, ward_study

    started, cpu = perf_counter(), process_time()
    outcome, shape = ward_study(data, JUDGED)
    wards_s = perf_counter() - started
    smoothing = borough_totals(data, JUDGED)
    wall, spent = perf_counter() - started, process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    mine, lift = outcome.scores.metrics, outcome.scores.lift
    best = outcome.scores.baselines[lift.baseline]
    rows = [
        Row("wards", shape[0], "", at_least=WARDS),
        Row("months", shape[1], "", at_least=MONTHS),
        Row("offence groups", shape[2], "", at_least=OFFENCES),
        Row("all of it", wall, "s", at_most=60 * MINUTES),
        Row("processor time", spent, "s"),
        Row("peak memory", peak, "MB", at_most=1000 * GIGABYTES),
        *(_figure(f"{name} by ward, model", one) for name, one in mine.items()),
        *(_figure(f"{name} by ward, {lift.baseline}", one) for name, one in best.items()),
        Row(f"MASE gained by ward over {lift.baseline}", lift.value, "figure", lift.low, lift.high),
        *(Row(f"MAPE of borough totals, {name}", value, "figure") for name, value in smoothing.items()),
    ]
    raw = {
        "wall_s": wall,
        "cpu_s": spent,
        "wards_s": wards_s,
        "peak_mb": peak,
        "series": outcome.detail.series,
        "left_out": [[one.reason, one.series] for one in outcome.detail.left_out],
        "baselines": {
            name: {metric: one.value for metric, one in figures.items()}
            for name, figures in outcome.scores.baselines.items()
        },
        "coverage_by_group": {
            f"{row.characteristic}: {row.group}": row.estimate
            for row in outcome.assessment.rows
            if row.metric == "interval_coverage"
        },
    }
    return rows, raw


def _figure(what: str, one: Estimate) -> Row:
    return Row(what, one.value if one.value is not None else float("nan"), "figure", one.low, one.high)


PARTS: Mapping[str, tuple[str, Callable[[Path], tuple[list[Row], dict[str, Any]]]]] = {
    "forecast": ("recorded-crime-forecast: every ward, month and offence group", forecast),
    "all": ("The problem book on the real public data, held-out periods opened", book),
}
"""By name: the title, and the function from the folder of public data to rows and raw figures."""


def main() -> None:
    """Measure one part."""
    parser = options(__doc__)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    given = parser.parse_args()
    idle = require_quiet(given)
    title, part = PARTS[given.part]
    rows, raw = part(given.data)
    publish(f"problem_book_{given.part}", title, rows, raw=raw, idle=idle)


if __name__ == "__main__":
    main()
