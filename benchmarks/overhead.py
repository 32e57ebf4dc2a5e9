"""What a whole run costs over bare LightGBM and Optuna on the same search: warm, cold, in memory, and part by part.

``python -m benchmarks.overhead`` (about eight minutes at 100,000 rows, then about half an hour at a million;
``--rows 100000`` for the first alone). Bare is `benchmarks.bare`: the very search of a run, in a process that does
nothing else; it must come out the same, or nothing is written. By hand is `benchmarks.by_hand`: the same budget written
with the libraries' own means. Warm: `peel up` was called and a run was made before. Cold: no state folder, no server.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from benchmarks import made
from benchmarks.harness import Row, alternated, mid, options, publish, require_quiet
from benchmarks.process import PEEL, Usage, environment, peak_mb, timed
from benchmarks.step_log import spans_of

PARTS = {
    "Reading, cleaning and splitting": ("raw", "cleaned", "prepared", "parts", "data_record", "judged"),
    "Search and final fits": ("learned",),
    "Scoring, baselines, intervals": ("held_out", "probabilities", "candidates", "baselines", "scores", "decision"),
    "Checks of data and model": ("data_checks", "model_checks"),
    "Fairness, with its check against Fairlearn": ("policy", "assessed", "fairness", "fairness_checks"),
    "What stands behind the verdicts, and proxies": ("depth", "proxies", "mitigation"),
    "SHAP": ("explanation",),
    "Record and card": ("record", "documents", "saved"),
    "MLflow": ("mlflow", "tracked"),
}
"""Which steps of the story make up a part; steps of no part are counted with the rest."""
SMALL = 4_000
"""Rows of the table on which Prefect's share is measured: it does not depend on rows."""
SHOWN = 8


def wall_shares(spans: Sequence[tuple[str, float, float]]) -> dict[str, float]:
    """Return the share of the wall clock of every step: each moment is divided among the steps that run in it.

    The shares sum to the time in which any step ran, however many ran at a time.
    """
    shares = dict.fromkeys((name for name, _, _ in spans), 0.0)
    moments = sorted({moment for _, began, ended in spans for moment in (began, ended)})
    for before, after in pairwise(moments):
        running = [name for name, began, ended in spans if began <= before and after <= ended]
        for name in running:
            shares[name] += (after - before) / len(running)
    return shares


def imports_of(errors: str) -> dict[str, float]:
    """Return seconds of importing by package, from what ``-X importtime`` wrote."""
    seconds: dict[str, float] = defaultdict(float)
    for line in errors.splitlines():
        if line.startswith("import time:") and "self" not in line:
            own, _, name = line.removeprefix("import time:").split("|")
            seconds[name.strip().split(".")[0]] += int(own) / 1e6
    return dict(seconds)


def parts_rows(warm: list[Usage], steps: list[dict[str, float]], prefect_s: float) -> list[Row]:
    """Return the seconds of a warm run, part by part: shares of the wall clock, which sum to the whole."""
    rows = [
        Row(name, median(sum(one.get(step, 0.0) for step in names) for one in steps), "s")
        for name, names in PARTS.items()
    ]
    rows.append(Row("Prefect", prefect_s, "s"))
    rest = mid(warm, "wall_s") - sum(row.value for row in rows)
    return [*rows, Row("Interpreter, imports before the first step, end of the process", rest, "s")]


def prefect_share(scratch: Path, home: Path, times: int) -> float:
    """Return what the flow adds to a small run with the server up."""
    made.make(scratch / "small", rows=SMALL)
    env = environment(scratch / "small", home)
    command = [PEEL, "run", "made", "--trials", "1"]
    found = alternated(
        {
            "small, as a flow": lambda _: timed(command, env),
            "small, plain": lambda _: timed([*command, "--no-flow"], env),
        },
        times,
    )
    return mid(found["small, as a flow"], "wall_s") - mid(found["small, plain"], "wall_s")


def import_rows(scratch: Path, home: Path) -> list[Row]:
    """Return the packages that take longest to import in one run, wherever it imports them."""
    env = environment(scratch / "small", home)
    timed([sys.executable, "-X", "importtime", PEEL, "run", "made", "--trials", "1"], env)
    seconds = imports_of(Path(f"{home}.err").read_text())
    longest = sorted(seconds, key=lambda name: -seconds[name])[:SHOWN]
    return [
        Row("Imports in all, wherever they happen (by -X importtime, which slows them)", sum(seconds.values()), "s"),
        *(Row(f"… `{name}`", seconds[name], "s") for name in longest),
    ]


@dataclass(frozen=True)
class Size:
    """One number of rows. The bars are for `WARM_BAR`'s sizes alone."""

    rows: int
    times: int
    whole: bool
    """Cold runs, memory, parts and imports as well."""

    @property
    def on(self) -> str:
        """How a row of the table names it."""
        return f"at {self.rows:,} rows"


WARM_BAR = {100_000: 1.15, 1_000_000: 1.05}
"""Rows to the most that a warm run may take over bare."""


def measure(scratch: Path, size: Size) -> tuple[list[Row], dict[str, object]]:
    """Measure one size; end here where the two searches do not come out the same."""
    file = made.make(scratch / "project", rows=size.rows) / "made.csv"
    warm_home, cold_home = scratch / "warm", scratch / "cold"
    warm, cold = environment(scratch / "project", warm_home), environment(scratch / "project", cold_home)
    run = [PEEL, "run", "made", "--json"]
    shares: list[dict[str, float]] = []
    aucs: dict[str, float] = {}

    def script(name: str) -> Usage:
        usage = timed([sys.executable, "-m", f"benchmarks.{name}", str(file)], warm)
        aucs[name] = json.loads(usage.output)["auc"]
        return usage

    def warm_run(_: int) -> Usage:
        usage = timed(run, warm)
        shares.append(wall_shares(spans_of(warm_home)))
        aucs["peel"] = json.loads(usage.output)["scores"]["metrics"]["roc_auc"]["value"]
        return usage

    def cold_run(_: int) -> Usage:
        shutil.rmtree(cold_home, ignore_errors=True)
        return timed(run, cold)

    runs: dict[str, Callable[[int], Usage]] = {"bare": lambda _: script("bare"), "warm": warm_run}
    runs["by hand"] = lambda _: script("by_hand")
    if size.whole:
        runs["cold"] = cold_run
    timed([PEEL, "up"], warm)
    try:
        timed([*run, "--trials", "1"], warm)
        found = alternated(runs, size.times)
        if abs(aucs["bare"] - aucs["peel"]) > 1e-9:
            sys.exit(f"Not the same search: AUC {aucs['bare']} bare, {aucs['peel']} in a run. Nothing was written.")
        rows = [*compared(found, aucs, size)]
        if size.whole:
            peak = Row("Peak memory of a warm run and its children", peak_mb(run, warm), "MB", at_most=1000.0)
            rows += [peak, *parts_rows(found["warm"], shares, prefect_share(scratch, warm_home, size.times))]
            rows += import_rows(scratch, warm_home)
    finally:
        timed([PEEL, "down"], warm)
    raw = {
        name: [{"wall_s": round(one.wall_s, 3), "cpu_s": round(one.cpu_s, 3)} for one in several]
        for name, several in found.items()
    }
    return rows, {**raw, "shares of the wall clock": shares, "auc": aucs}


def compared(found: Mapping[str, list[Usage]], aucs: Mapping[str, float], size: Size) -> list[Row]:
    """Return the ratios of one size with their bars, then the seconds."""
    wall = {name: mid(several, "wall_s") for name, several in found.items()}
    base = wall["bare"]
    bar = WARM_BAR.get(size.rows)
    rows = [Row(f"Whole run warm over bare, the very same search, {size.on}", wall["warm"] / base, "x", at_most=bar)]
    rows.append(Row(f"Whole run warm over a search written by hand, {size.on}", wall["warm"] / wall["by hand"], "x"))
    if "cold" in wall:
        rows.append(
            Row(f"Whole run cold, beyond 1.15 times bare, {size.on}", wall["cold"] - 1.15 * base, "s", at_most=6.0)
        )
    rows.append(Row(f"AUC of the run less that by hand, {size.on}", aucs["peel"] - aucs["by_hand"], "AUC"))
    for name, several in found.items():
        rows.append(Row(f"{name.capitalize()}, {size.on}", wall[name], "s"))
        rows.append(Row(f"{name.capitalize()}, CPU, {size.on}", mid(several, "cpu_s"), "s"))
    return rows


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--times", type=int, default=3, help="rounds of bare, warm, by hand, cold")
    parser.add_argument("--times-large", type=int, default=2, help="rounds of bare, warm, by hand from a million rows")
    parser.add_argument("--rows", type=int, nargs="+", default=list(WARM_BAR), help="one or several numbers of rows")
    given = parser.parse_args()
    idle = require_quiet(given)
    for number in given.rows:
        large = number >= max(WARM_BAR)
        size = Size(number, given.times_large if large else given.times, whole=not large)
        with tempfile.TemporaryDirectory() as scratch:
            rows, raw = measure(Path(scratch), size)
        # A result each: the hour of one size is not lost where the other fails.
        title = f"Overhead: a whole run over bare LightGBM and Optuna ({number:,} rows x 20 columns, 30 trials)"
        publish("overhead_large" if large else "overhead", title, rows, idle=idle, raw=raw)


if __name__ == "__main__":
    main()
