"""What a whole run costs over bare LightGBM and Optuna on the same search: warm, cold, in memory, and part by part.

``python -m benchmarks.overhead`` (about six minutes). Bare is `benchmarks.bare`. Warm: `peel up` was called and a run
was made before. Cold: no state folder, no server. The search must come out the same, or nothing is written.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

from benchmarks import made
from benchmarks.harness import Row, alternated, mid, options, publish, require_quiet
from benchmarks.process import PEEL, Usage, environment, peak_mb, timed

PARTS = {
    "Reading, cleaning and splitting": ("raw", "cleaned", "prepared", "parts", "data_record", "judged"),
    "Search and final fits": ("learned",),
    "Scoring, baselines, intervals": ("held_out", "probabilities", "baselines", "scores", "decision"),
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


def steps_of(home: Path) -> dict[str, float]:
    """Return the seconds of every step of the last run, from its log."""
    newest = max((home / "logs").glob("*-run-*.jsonl"))
    events = [json.loads(line) for line in newest.read_text().splitlines()]
    return {event["step"]: event["seconds"] for event in events if event["event"] == "step_finished"}


def imports_of(errors: str) -> dict[str, float]:
    """Return seconds of importing by package, from what ``-X importtime`` wrote."""
    seconds: dict[str, float] = defaultdict(float)
    for line in errors.splitlines():
        if line.startswith("import time:") and "self" not in line:
            own, _, name = line.removeprefix("import time:").split("|")
            seconds[name.strip().split(".")[0]] += int(own) / 1e6
    return dict(seconds)


def parts_rows(warm: list[Usage], steps: list[dict[str, float]], prefect_s: float) -> list[Row]:
    """Return the seconds of a warm run, part by part."""
    rows = [
        Row(name, median(sum(one.get(step, 0.0) for step in names) for one in steps), "s")
        for name, names in PARTS.items()
    ]
    rows.append(Row("Prefect", prefect_s, "s"))
    rest = mid(warm, "wall_s") - sum(row.value for row in rows)
    return [*rows, Row("Interpreter, imports before the first step, keeping finished steps", rest, "s")]


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


def measure(scratch: Path, times: int) -> tuple[list[Row], dict[str, object]]:
    file = made.make(scratch / "project") / "made.csv"
    warm_home, cold_home = scratch / "warm", scratch / "cold"
    warm, cold = environment(scratch / "project", warm_home), environment(scratch / "project", cold_home)
    run = [PEEL, "run", "made", "--json"]
    steps: list[dict[str, float]] = []
    aucs: dict[str, float] = {}

    def bare(_: int) -> Usage:
        usage = timed([sys.executable, "-m", "benchmarks.bare", str(file)], warm)
        aucs["bare"] = json.loads(usage.output)["auc"]
        return usage

    def warm_run(_: int) -> Usage:
        usage = timed(run, warm)
        steps.append(steps_of(warm_home))
        aucs["peel"] = json.loads(usage.output)["scores"]["metrics"]["roc_auc"]["value"]
        return usage

    def cold_run(_: int) -> Usage:
        shutil.rmtree(cold_home, ignore_errors=True)
        return timed(run, cold)

    timed([PEEL, "up"], warm)
    try:
        timed([*run, "--trials", "1"], warm)
        found = alternated({"bare": bare, "warm": warm_run, "cold": cold_run}, times)
        prefect_s = prefect_share(scratch, warm_home, times)
        imports = import_rows(scratch, warm_home)
        peak = peak_mb(run, warm)
    finally:
        timed([PEEL, "down"], warm)
    if abs(aucs["bare"] - aucs["peel"]) > 1e-9:
        sys.exit(f"Not the same search: AUC {aucs['bare']} bare, {aucs['peel']} in a run. Nothing was written.")
    base, hot, new = (mid(found[name], "wall_s") for name in ("bare", "warm", "cold"))
    rows = [
        Row("Whole run warm over bare", hot / base, "x", at_most=1.3),
        Row("Whole run cold, beyond 1.15 times bare", new - 1.15 * base, "s", at_most=6.0),
        Row("Peak memory of a warm run and its children", peak, "MB", at_most=1000.0),
        Row("Bare", base, "s"),
        Row("Warm", hot, "s"),
        Row("Cold", new, "s"),
        Row("Bare, CPU", mid(found["bare"], "cpu_s"), "s"),
        Row("Warm, CPU", mid(found["warm"], "cpu_s"), "s"),
        Row("Cold, CPU", mid(found["cold"], "cpu_s"), "s"),
        *parts_rows(found["warm"], steps, prefect_s),
        *imports,
    ]
    raw = {
        name: [{"wall_s": round(one.wall_s, 3), "cpu_s": round(one.cpu_s, 3)} for one in several]
        for name, several in found.items()
    }
    return rows, {**raw, "steps": steps}


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--times", type=int, default=3, help="rounds of bare, warm, cold")
    given = parser.parse_args()
    idle = require_quiet(given)
    with tempfile.TemporaryDirectory() as scratch:
        rows, raw = measure(Path(scratch), given.times)
    title = f"Overhead: a whole run over bare LightGBM and Optuna ({made.ROWS:,} rows x 20 columns, 30 trials)"
    publish("overhead", title, rows, idle=idle, raw=raw)


if __name__ == "__main__":
    main()
