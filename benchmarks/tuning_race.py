"""How much sooner than the naive search: the search alone, and the whole command, with the same cores.

``python -m benchmarks.tuning_race`` (about eight minutes; one naive search is four of them). Whether the models are as
good is what `benchmarks.quality` says.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from benchmarks import made
from benchmarks.harness import Row, alternated, mid, options, publish, require_quiet
from benchmarks.machine import cores
from benchmarks.process import PEEL, Usage, environment, timed

PROBED = 2
"""Configurations by which the faster way for naive is found."""


def faster_way(command: list[str], env: Mapping[str, str]) -> tuple[int, dict[int, float]]:
    """Return how many LightGBM threads make naive fastest on this machine, and the seconds of each way."""
    seconds = {}
    for jobs in {1, cores()}:
        usage = timed([*command, "--jobs", str(jobs), "--trials", str(PROBED)], env)
        seconds[jobs] = json.loads(usage.output)["search_wall_s"]
    return min(seconds, key=lambda jobs: seconds[jobs]), seconds


def measure(scratch: Path, times: int, naive_times: int) -> tuple[list[Row], dict[str, object]]:
    file = str(made.make(scratch / "project") / "made.csv")
    env = environment(scratch / "project", scratch / "home")
    naive = [sys.executable, "-m", "benchmarks.naive", file, "--store", str(scratch)]
    run = [PEEL, "run", "made"]
    timed([PEEL, "up"], env)
    try:
        timed([*run, "--trials", "1"], env)
        jobs, ways = faster_way(naive, env)
        middle = {(times - naive_times + 1) // 2 + number for number in range(naive_times)}
        found = alternated(
            {
                "peel run": lambda _: timed(run, env),
                "its search alone": lambda _: timed([sys.executable, "-m", "benchmarks.bare", file], env),
                "naive": lambda n: timed([*naive, "--jobs", str(jobs)], env) if n in middle else None,
            },
            times,
        )
    finally:
        timed([PEEL, "down"], env)
    slow = [usage for usage in found["naive"] if usage is not None]
    mine = [json.loads(usage.output) for usage in found["its search alone"]]
    theirs = [json.loads(usage.output) for usage in slow]
    wall, cpu = (
        (median(one[f"search_{kind}_s"] for one in theirs), median(one[f"search_{kind}_s"] for one in mine))
        for kind in ("wall", "cpu")
    )
    whole = mid(slow, "wall_s"), mid(found["peel run"], "wall_s")
    rows = [
        Row("Search stage, times faster than naive", wall[0] / wall[1], "x", at_least=12.0),
        Row("Whole command warm, times faster than naive", whole[0] / whole[1], "x", at_least=6.0),
        Row("Search stage, processor time, naive over PEEL ML", cpu[0] / cpu[1], "x"),
        Row("Naive, search stage", wall[0], "s"),
        Row("PEEL ML, search stage", wall[1], "s"),
        Row("Naive, whole script", whole[0], "s"),
        Row("PEEL ML, whole command", whole[1], "s"),
        *(
            Row(
                f"Naive, {PROBED} configurations, LightGBM threads: {n}{' (the way taken)' if n == jobs else ''}",
                s,
                "s",
            )
            for n, s in sorted(ways.items())
        ),
    ]
    return rows, {"naive": theirs, "search": mine, "peel": [_numbers(one) for one in found["peel run"]]}


def _numbers(usage: Usage) -> dict[str, float]:
    return {"wall_s": round(usage.wall_s, 3), "cpu_s": round(usage.cpu_s, 3)}


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--times", type=int, default=3, help="rounds")
    parser.add_argument("--naive-times", type=int, default=1, help="rounds in which naive takes part")
    given = parser.parse_args()
    idle = require_quiet(given)
    with tempfile.TemporaryDirectory() as scratch:
        rows, raw = measure(Path(scratch), given.times, min(given.naive_times, given.times))
    title = f"Tuning race: the naive search over PEEL ML's ({made.ROWS:,} rows x 20 columns, 30 trials)"
    publish("tuning_race", title, rows, idle=idle, raw=raw)


if __name__ == "__main__":
    main()
