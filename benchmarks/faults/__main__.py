"""Everything that can break beneath a run, at random moments: ``python -m benchmarks.faults [NAME…] [--tries 10]``.

Each try is a run of a small made table in a state folder of its own, as a flow in Prefect and tracked in MLflow. A
moment is drawn, the fault strikes there, it is put right, and the same command is given again. It times nothing, so it
may run beside other work. All rows with ten tries each took an hour and a half on two cores that did other work too.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import traceback
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import made
from benchmarks.faults.others import OTHER_SEED
from benchmarks.faults.table import FAULTS
from benchmarks.faults.trying import BARS, Tried, Undisturbed, new_place, tried, undisturbed
from benchmarks.harness import RESULTS, Row, publish, write

ROWS, TRIALS = 4_000, 8
KEPT = RESULTS / "figures" / "faults"
MISSES = 5
"""Tries for every one that counts before a row is given up: a moment may come too late to strike anything."""


def row(name: str, project: Path, scratch: Path, tries: int, seed: int, held: Undisturbed) -> list[Tried]:
    """Try one fault until it struck often enough."""
    fault = FAULTS[name]()
    found: list[Tried] = []
    scratch.mkdir()
    with fault.ready(scratch):
        if fault.options:
            held = undisturbed(scratch, project, TRIALS, [fault.options])
        for number in range(MISSES * tries):
            rng = np.random.default_rng([seed, list(FAULTS).index(name), number])
            moment = held.timeline.moment(rng, fault.within)
            place = new_place(scratch / f"{number}", project, TRIALS, held.folder, rng)
            one = tried(fault, number, place, moment, held)
            if one is None:
                print(f"  {name}: nothing to strike {moment}", flush=True)
                continue
            found.append(one)
            fell = "; ".join(f"{bar}: {getattr(one, bar)}" for bar in one.short) or "every bar reached"
            print(
                f"  {name} {len(found)} of {tries}, {moment}: status {one.status}, {fell}\n    {one.told}", flush=True
            )
            if len(found) == tries:
                break
    return found


def rows(results: dict[str, list[Tried]], missing: dict[str, str], asked: int) -> list[Row]:
    """Return a row for each fault, and for each bar over all of them."""
    found = [
        Row(
            f"{FAULTS[name].title} (struck {len(tries)} times): tries that fell short of any bar",
            sum(bool(one.short) for one in tries),
            "",
            at_most=0.0,
        )
        for name, tries in results.items()
    ]
    every = [one for tries in results.values() for one in tries]
    found += [
        Row(
            f"Of all {len(every)} tries, in which {words}",
            sum(bool(getattr(one, bar)) for one in every),
            "",
            at_most=0.0,
        )
        for bar, words in BARS.items()
    ]
    fewer = sum(len(tries) < asked for tries in results.values())
    found.append(Row(f"Faults that struck fewer than {asked} times", fewer, "", at_most=0.0))
    return found + [Row(f"{FAULTS[name].title}: not tried, {why}", 0.0, "") for name, why in missing.items()]


def keep(name: str, tries: list[Tried], seed: int) -> None:
    """Keep the tries of one fault, so that the rows can be tried one after another, on different days."""
    document = {"tries": [asdict(one) for one in tries], "seed": seed, "measured": date.today().isoformat()}
    write(KEPT / f"{name}.json", document)


def kept() -> dict[str, list[Tried]]:
    """Return the newest tries of every fault, in the order of the table."""
    found = {name: KEPT / f"{name}.json" for name in FAULTS}
    return {
        name: [Tried(**one) for one in json.loads(path.read_text())["tries"]]
        for name, path in found.items()
        if path.is_file()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Break what is beneath a run at random moments.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(FAULTS)}; by default all")
    parser.add_argument("--tries", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-publish", action="store_true", help="only print; the published results stay")
    given = parser.parse_args()
    if unknown := sorted(set(given.names) - set(FAULTS)):
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(FAULTS)}")
    results: dict[str, list[Tried]] = {}
    missing: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="peel-faults-") as folder:
        scratch = Path(folder)
        made.make(project := scratch / "project", rows=ROWS)
        held = undisturbed(scratch, project, TRIALS, [(), OTHER_SEED])
        for name in given.names or FAULTS:
            if why := FAULTS[name]().cannot():
                missing[name] = why
                print(f"  {name}: not tried, {why}", flush=True)
                continue
            print(f"{FAULTS[name].title}", flush=True)
            try:
                results[name] = row(name, project, scratch / name, given.tries, given.seed, held)
            except Exception as error:  # of the benchmark itself: the other rows are worth their hour
                traceback.print_exc()
                missing[name] = f"the benchmark itself failed ({type(error).__name__})"
            if not given.no_publish and name in results:
                keep(name, results[name], given.seed)
    if given.no_publish:
        print("\n".join(f"{one.what}: {one.value:g}" for one in rows(results, missing, given.tries)))
        return
    results = kept()
    raw: dict[str, Any] = {name: [asdict(one) for one in tries] for name, tries in results.items()}
    title = "Faults: at random moments of `peel run`, then the same command again"
    publish("faults", title, rows(results, missing, given.tries), raw={"tries": raw})


if __name__ == "__main__":
    main()
