"""Test AUC and time of each way to learn, over seeds and data sets, on the rows of `benchmarks.quality`.

Every figure is kept and made again only where its rows, its script or its budget changed: killed, it goes on.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.harness import RESULTS, Row, write
from benchmarks.peers import handed
from benchmarks.peers.commands import learn_command, script_digest
from benchmarks.peers.watched import watched
from benchmarks.quality import CODE, difference, figures_of, rows_digest
from peel_ml.data.parts import Part

KEPT = RESULTS / "figures" / "peers"
WITHIN = -0.002


@dataclass(frozen=True)
class Learner:
    """One way to learn. `tool` is the peer, or ``peel``."""

    tool: str
    way: str
    name: str


PEEL = (
    Learner("peel", "one trial", "PEEL ML, one trial"),
    Learner("peel", "standard", "PEEL ML"),
    Learner("peel", "thorough", "PEEL ML, thorough"),
    Learner("peel", "budget", "PEEL ML, at FLAML's budget"),
)
FLAML = Learner("flaml", "", "FLAML")
MLJAR = Learner("mljar", "lightgbm", "mljar, LightGBM")
NAIVE = Learner("naive", "", "Naive")


@dataclass(frozen=True)
class Learnt:
    """What one way found on one draw of one data set."""

    auc: float
    wall_s: float
    cpu_s: float


def kept_or_made(
    learner: Learner, data: str, seed: int, of: str, make: Callable[[], tuple[Learnt, Mapping[str, object]]], busy: bool
) -> Learnt:
    """Return a kept figure of the same rows and code, measured on a quiet machine where this one is; else make it."""
    name = "-".join(filter(None, (learner.tool, learner.way.replace(" ", "_"), data, str(seed))))
    path = KEPT / f"{name}.json"
    found = json.loads(path.read_text()) if path.is_file() else {}
    if found.get("of") != of or (found["busy"] and not busy):
        learnt, notes = make()
        found = {**asdict(learnt), "notes": notes, "of": of, "busy": busy}
        write(path, found)
    return Learnt(found["auc"], found["wall_s"], found["cpu_s"])


def over_seeds(
    learners: Sequence[Learner],
    data_sets: Mapping[str, Callable[[int], tuple[Part, Part]]],
    seeds: Sequence[int],
    pythons: Mapping[str, Path],
    budget: int,
    busy: bool,
) -> dict[str, dict[str, dict[int, Learnt]]]:
    """Return what every way found, by data set, way and seed; naive's figures are those of `benchmarks.quality`."""
    found: dict[str, dict[str, dict[int, Learnt]]] = {}
    for data, rows in data_sets.items():
        ways = found.setdefault(data, {})
        for seed in seeds:
            development, test = rows(seed)
            naive = figures_of("naive", data, seed, development, test)
            cpu = float(naive["cpu_s"])
            ways.setdefault(NAIVE.name, {})[seed] = Learnt(float(naive["auc"]), cpu, cpu)
            digest = rows_digest(development, test)
            with tempfile.TemporaryDirectory() as scratch:
                for learner in learners:
                    of = f"{digest} {CODE if learner.tool == 'peel' else script_digest(learner.tool)} {budget}"

                    def make(learner: Learner = learner, folder: Path = Path(scratch)) -> tuple[Learnt, dict]:
                        if not (folder / "rows").is_dir():
                            handed.write_parts(folder / "rows", development, test)  # noqa: B023
                        return learnt(learner, folder, test.target, seed, pythons, budget)  # noqa: B023

                    one = kept_or_made(learner, data, seed, of, make, busy)
                    ways.setdefault(learner.name, {})[seed] = one
                    print(f"  {data}, seed {seed}, {learner.name}: {one.auc:.4f}, {one.cpu_s:.0f} CPU s", flush=True)
    return found


def learnt(
    learner: Learner, scratch: Path, outcome: np.ndarray, seed: int, pythons: Mapping[str, Path], budget: int
) -> tuple[Learnt, dict[str, object]]:
    """Let one way learn, in a process of its own, and judge its predictions here."""
    with tempfile.TemporaryDirectory(dir=scratch) as out:
        command, env = learn_command(learner.tool, learner.way, scratch / "rows", Path(out), seed, pythons, budget)
        usage = watched(command, env, scratch / "log")
        if usage.status:
            raise SystemExit(
                f"{learner.name} ended with status {usage.status}:\n{(scratch / 'log').read_text()[-3000:]}"
            )
        said = json.loads((Path(out) / "stages.json").read_text())
        auc = float(roc_auc_score(outcome, np.load(Path(out) / "predicted.npy")))
    spent = next(one for name, one in said["stages"].items() if name.startswith("learning"))
    notes = {"whole command": asdict(usage), "trials": said["notes"].get("trials", said["notes"].get("configurations"))}
    return Learnt(auc, spent["wall_s"], spent["cpu_s"]), notes


def auc_rows(found: Mapping[str, Mapping[str, Mapping[int, Learnt]]]) -> list[Row]:
    """Return the paired differences to FLAML that are held to a bar, and the seconds of both."""
    rows = []
    for data, ways in found.items():
        if FLAML.name not in ways:
            continue
        theirs = ways[FLAML.name]
        for name, mine in ways.items():
            if name == FLAML.name or len(mine) < 2:
                continue
            bar = WITHIN if name in ("PEEL ML", "PEEL ML, at FLAML's budget") else None
            seconds = f"{mean_of(mine, 'cpu_s'):.0f} CPU s against {mean_of(theirs, 'cpu_s'):.0f}"
            ahead = [mine[seed].auc - theirs[seed].auc for seed in sorted(mine) if seed in theirs]
            rows.append(difference(f"{data}: {name} minus FLAML, {len(ahead)} seeds ({seconds})", ahead, bar))
    return rows


def mean_of(learnt: Mapping[int, Learnt], name: str) -> float:
    """Return the mean of one figure over the seeds."""
    return float(np.mean([getattr(one, name) for one in learnt.values()]))


def raw_of(found: Mapping[str, Mapping[str, Mapping[int, Learnt]]]) -> dict[str, object]:
    """Return every figure as JSON takes it."""
    return {
        data: {way: {str(seed): asdict(one) for seed, one in by.items()} for way, by in ways.items()}
        for data, ways in found.items()
    }
