"""From file to card at one and ten million rows of fifteen columns: time, and the memory of everything that runs.

``python -m benchmarks.scale`` writes the table (CSV) piece by piece, then makes one whole `peel run` of each size with
the same search: load, clean, check, tune, fit, evaluate, explain, compare groups, write the card. Memory is that of
the command and all its children, sampled from /proc while the clock runs; each page that processes share counts once.
It takes as long as it takes: see README.md. `--rows` tries smaller tables, which have no bars.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil, floor, log10
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from benchmarks import long_table
from benchmarks.harness import RESULTS, Row, options, publish, require_quiet
from benchmarks.process import PEEL, ROOT, environment, family, kilobytes
from benchmarks.step_log import spans_of

FIGURE = RESULTS / "figures" / "scale.svg"
SIZES = (1_000_000, 10_000_000)
TRIALS, FOLDS = 6, 3
"""The search of every size: a small one, so that what surrounds it stands out and ten million rows end today."""
SAMPLED_S = 1.0
MOST_MB = 2_500.0
MOST_GROWTH = 1.1
SHOWN_S = 1.0
"""Steps that take at least this share of a hundred of the largest run are listed."""


@dataclass(frozen=True)
class Held:
    """Memory at one moment."""

    at: float
    """Seconds since the epoch."""
    mb: float


@dataclass(frozen=True)
class Ran:
    """One run of one size."""

    rows: int
    wall_s: float
    cpu_s: float
    peak_mb: float
    steps: dict[str, float]
    """Seconds of each step."""
    peaks: dict[str, float]
    """Most memory while each step ran, in MB."""

    def __str__(self) -> str:
        return f"{self.rows:,} rows: {self.wall_s:.1f} s, {self.cpu_s:.1f} CPU s, {self.peak_mb:,.0f} MB"


class Sampler(threading.Thread):
    """Writes down how much memory a process and its children hold, until it is told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.held, self._end = pid, list[Held](), threading.Event()

    def run(self) -> None:
        while not self._end.is_set():
            kept = sum(kilobytes(pid) for pid in family(self.pid)) / 1024
            self.held.append(Held(datetime.now(UTC).timestamp(), kept))
            sleep(SAMPLED_S)

    def stop(self) -> list[Held]:
        self._end.set()
        self.join()
        return self.held


def peaks_of(steps: Sequence[tuple[str, float, float]], held: Sequence[Held]) -> dict[str, float]:
    """Return the most memory while each step ran; a step between two samples has none.

    Examples
    --------
    >>> peaks_of([("one", 0.0, 2.0), ("two", 2.0, 3.0)], [Held(0.5, 10.0), Held(1.5, 30.0)])
    {'one': 30.0}
    """
    found = {name: [one.mb for one in held if begin <= one.at <= end] for name, begin, end in steps}
    return {name: max(values) for name, values in found.items() if values}


def ran(scratch: Path, rows: int, trials: int, folds: int) -> Ran:
    """Write the table of one size, run it once, and take it away."""
    project, home = scratch / f"of-{rows}", scratch / f"home-{rows}"
    print(f"Writing {rows:,} rows …", flush=True)
    case = long_table.make(project, rows, trials=trials, folds=folds)
    print(f"  {(case / 'long.csv').stat().st_size / 1e6:,.0f} MB. Running …", flush=True)
    env = environment(project, home)
    said = Path(f"{home}.err")
    with said.open("w") as err, Path(f"{home}.out").open("w") as out:
        began = perf_counter()
        process = subprocess.Popen(
            [PEEL, "run", "long", "--no-flow"], env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=ROOT
        )
        sampler = Sampler(process.pid)
        sampler.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    held = sampler.stop()
    if process.returncode:
        sys.exit(f"peel run ended with status {process.returncode}:\n{said.read_text()[-4000:]}")
    steps = spans_of(home)
    (case / "long.csv").unlink()
    found = Ran(
        rows,
        wall,
        used.ru_utime + used.ru_stime,
        max(one.mb for one in held),
        {name: end - begin for name, begin, end in steps},
        peaks_of(steps, held),
    )
    print(f"  {found}", flush=True)
    for name, seconds in found.steps.items():
        print(f"    {name}: {seconds:.2f} s, {found.peaks.get(name, 0):,.0f} MB", flush=True)
    return found


def rows_of(runs: Sequence[Ran], *, bars: bool) -> list[Row]:
    """Return the table: the bars first, then each size, then the steps of the largest.

    Time may grow by `MOST_GROWTH` times the growth of the rows, from the first size to the last.
    """
    first, last = runs[0], runs[-1]
    found = [
        Row(
            f"Peak memory of the command and its children, {last.rows:,} rows",
            last.peak_mb,
            "MB",
            at_most=MOST_MB if bars else None,
        )
    ]
    if len(runs) > 1:
        found.append(
            Row(
                f"Time of {last.rows:,} rows over that of {first.rows:,}",
                last.wall_s / first.wall_s,
                "x",
                at_most=MOST_GROWTH * last.rows / first.rows if bars else None,
            )
        )
    for one in runs:
        found += [
            Row(f"{one.rows:,} rows: from file to card", one.wall_s, "s"),
            Row(f"{one.rows:,} rows: CPU", one.cpu_s, "s"),
            Row(f"{one.rows:,} rows: peak memory", one.peak_mb, "MB"),
        ]
    for name, seconds in sorted(last.steps.items(), key=lambda pair: -pair[1]):
        if seconds * 100 >= SHOWN_S * last.wall_s:
            found.append(Row(f"{last.rows:,} rows: `{name}`", seconds, "s"))
            if name in last.peaks:
                found.append(Row("… most memory while it ran", last.peaks[name], "MB"))
    return found


def figure(runs: Sequence[Ran]) -> str:
    """Return time and memory against rows, both scales logarithmic, as a drawing of two panels."""
    panels = [
        _panel(20, "Seconds from file to card", [(one.rows, one.wall_s) for one in runs], MOST_GROWTH),
        _panel(360, "Peak memory, MB", [(one.rows, one.peak_mb) for one in runs], None),
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 280" font-family="system-ui, sans-serif" '
        'font-size="12" fill="#1d2b36" role="img"><title>Time and memory against rows, both scales logarithmic</title>'
        f"<rect width='700' height='280' fill='#fff'/>{''.join(panels)}</svg>\n"
    )


def _panel(left: float, title: str, points: Sequence[tuple[int, float]], bar: float | None) -> str:
    """Draw one panel; a bar is the line of so much more than linear growth from the first point."""
    top, width, height = 40.0, 300.0, 190.0
    xs, ys = [log10(x) for x, _ in points], [log10(y) for _, y in points]
    line = [] if bar is None else [ys[0], ys[-1] if len(ys) == 1 else ys[0] + xs[-1] - xs[0] + log10(bar)]
    low, high = floor(min(ys)), max(ceil(max([*ys, *line])), floor(min(ys)) + 1)
    first, last = min(xs), max(max(xs), min(xs) + 0.1)

    def at(x: float, y: float) -> str:
        across = left + 62 + (x - first) / (last - first) * (width - 100)
        return f"{across:.1f},{top + (high - y) / (high - low) * height:.1f}"

    drawn = [f'<text x="{left}" y="20" font-weight="600">{title}</text>']
    for power in range(low, high + 1):
        line_at = float(at(first, power).split(",")[1])
        drawn.append(f'<path d="M{left + 44:.1f},{line_at:.1f}H{left + width - 10:.1f}" stroke="#d5dde3"/>')
        drawn.append(f'<text x="{left + 38:.1f}" y="{line_at + 4:.1f}" text-anchor="end">{10**power:,}</text>')
    if line:
        drawn.append(f'<path d="M{at(xs[0], line[0])}L{at(xs[-1], line[1])}" stroke="#9b5b00" stroke-dasharray="5 4"/>')
    drawn.append(
        f'<path d="M{"L".join(at(x, y) for x, y in zip(xs, ys, strict=True))}" fill="none" stroke="#1f5f8b" '
        'stroke-width="2"/>'
    )
    for (rows, value), x, y in zip(points, xs, ys, strict=True):
        place, height_of = at(x, y).split(",")
        drawn.append(f'<circle cx="{place}" cy="{height_of}" r="4" fill="#1f5f8b"/>')
        drawn.append(f'<text x="{place}" y="{float(height_of) - 9:.1f}" text-anchor="middle">{value:,.0f}</text>')
        drawn.append(f'<text x="{place}" y="{top + height + 22:.1f}" text-anchor="middle">{rows:,}</text>')
    return "".join(drawn)


def raw_of(run: Ran) -> dict[str, Any]:
    """Return every figure of a run, rounded."""
    return {
        "rows": run.rows,
        "wall_s": round(run.wall_s, 2),
        "cpu_s": round(run.cpu_s, 2),
        "peak_mb": round(run.peak_mb),
        "steps_s": {name: round(seconds, 2) for name, seconds in run.steps.items()},
        "peaks_mb": {name: round(mb) for name, mb in run.peaks.items()},
    }


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=list(SIZES), help="sizes of the table, smallest first")
    parser.add_argument("--trials", type=int, default=TRIALS)
    parser.add_argument("--folds", type=int, default=FOLDS)
    parser.add_argument("--scratch", type=Path, help="where the table and the runs go (default: a temporary folder)")
    parser.add_argument("--no-result", action="store_true", help="print the figures and write nothing")
    given = parser.parse_args()
    idle = require_quiet(given)
    with tempfile.TemporaryDirectory(dir=given.scratch) as scratch:
        runs = [ran(Path(scratch), rows, given.trials, given.folds) for rows in sorted(given.rows)]
    if given.no_result:
        return
    title = (
        f"Scale: from file to card at {' and '.join(f'{one.rows:,}' for one in runs)} rows x 15 columns "
        f"({given.trials} trials, {given.folds} folds at every size)"
    )
    rows = rows_of(runs, bars=tuple(one.rows for one in runs) == SIZES)
    FIGURE.parent.mkdir(parents=True, exist_ok=True)
    FIGURE.write_text(figure(runs))
    publish("scale", title, rows, idle=idle, raw={"runs": [raw_of(one) for one in runs]})


if __name__ == "__main__":
    main()
