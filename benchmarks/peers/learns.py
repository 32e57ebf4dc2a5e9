"""PEEL ML's search alone, as a process: `python -m benchmarks.peers.learns ROWS OUT --way standard`.

What `peel run` calls (`learn`), on the rows that the peers are handed: its predictions, wall and CPU seconds.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from benchmarks.machine import cores
from benchmarks.peers import handed
from benchmarks.peers.reading import asked
from benchmarks.peers.stages import Stages
from peel_ml.data.parts import Part
from peel_ml.experiment.learning import learn
from peel_ml.keeping import kept
from peel_ml.tuning.declaration import Tuning

ENOUGH = 10_000
"""Trials that no budget reaches."""


def plan(way: str, budget: int) -> Tuning:
    """Return what is declared for a way: ``standard``, ``thorough``, ``one trial`` or ``budget``."""
    if way == "budget":
        # Fits of the finalists and of the kept models come after the last trial: they count too.
        return Tuning(mode="thorough", trials=ENOUGH, timeout_s=max(1, budget * 2 // 3))
    if way == "one trial":
        return Tuning(trials=1, timeout_s=None)
    return Tuning(mode="thorough" if way == "thorough" else "standard", timeout_s=None)


def main() -> None:
    given, stages = asked(), Stages()
    with stages.stage("reading"):
        development, test = (kept(given.rows / name, Part) for name in handed.KEPT)
    with stages.stage("learning"), tempfile.TemporaryDirectory() as work:
        found = learn(
            development,
            plan(given.way, given.budget),
            seed=given.seed,
            threads=1,
            workers=cores(),
            work=Path(work),
            grouped=False,
        )
        scores = found.model.predict(test.features)
    np.save(given.out / "predicted.npy", scores)
    stages.notes = {"trials": found.tuning.completed + found.tuning.pruned}
    stages.write(given.out)


if __name__ == "__main__":
    main()
