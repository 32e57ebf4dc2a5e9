"""What time buys: CPU seconds against test AUC, for ways to search, over seeds, data sets and kinds of folds.

``python -m benchmarks.frontier`` judges every row of `WAYS` on every row of `CASES`. Each fit is made once and
replayed where another way asks for the same one; its CPU seconds count every time. Killed, it goes on where it was.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time
from typing import Any
from unittest.mock import patch

import numpy as np
import polars as pl
from sklearn.metrics import roc_auc_score

from benchmarks import rows
from benchmarks.harness import RESULTS, SEEDS, write
from benchmarks.machine import facts
from peel_ml.data.parts import FeatureKind, Features, Part, ProtectedFrame
from peel_ml.experiment import learning
from peel_ml.experiment.learning import Plan, learn
from peel_ml.keeping import intact, keep, kept
from peel_ml.modelling import fold_fits
from peel_ml.modelling.encoding import Matrix
from peel_ml.modelling.trees import OnRound, Trees, fit_trees
from peel_ml.results.space import Params
from peel_ml.tuning.declaration import Tuning


@dataclass(frozen=True)
class Way:
    """One way to search."""

    trials: int
    plan: Plan
    folds: int = 5


WAYS: dict[str, Way] = {
    "today": Way(30, Plan()),
    "4 trials": Way(4, Plan()),
    "12 trials": Way(12, Plan()),
    "60 trials": Way(60, Plan()),
    "3 folds": Way(30, Plan(), 3),
    "search .2": Way(30, Plan(search_rate=0.2)),
    "race .05": Way(30, Plan(judging_rate=0.05, race=True)),
    "search .2, race .05": Way(30, Plan(search_rate=0.2, judging_rate=0.05, race=True)),
    "search .2, race of 1 .05": Way(30, Plan(search_rate=0.2, judging_rate=0.05, race=True, finalists=1)),
    "search .2, race of 2 .05": Way(30, Plan(search_rate=0.2, judging_rate=0.05, race=True, finalists=2)),
    "search .2, race of 2 .1": Way(30, Plan(search_rate=0.2, judging_rate=0.1, final_rate=0.1, race=True, finalists=2)),
    "search .2, race of 2 .1, 3 folds": Way(
        30, Plan(search_rate=0.2, judging_rate=0.1, final_rate=0.1, race=True, finalists=2), 3
    ),
    "final .02": Way(30, Plan(final_rate=0.02)),
    "60 trials, 8 finalists, final .02": Way(60, Plan(finalists=8, final_rate=0.02)),
    "60 trials, race of 8, final .02": Way(60, Plan(finalists=8, judging_rate=0.1, race=True, final_rate=0.02)),
}


def arrest_rows(seed: int) -> tuple[Part, Part]:
    """Return 60% of Toronto's 5,226 arrests for possession, and the others: a small table of four features."""
    frame = pl.read_csv(rows.SHARED / "data" / "benchmarks" / "carData_Arrests.csv")
    n = frame.height
    kinds: dict[str, FeatureKind] = {
        "employed": "category",
        "citizen": "category",
        "checks": "number",
        "year": "number",
    }
    part = Part(
        "arrests",
        Features(frame.select(list(kinds)), kinds, frozenset({"colour", "age", "sex"})),
        ProtectedFrame(frame.select("colour")),
        (frame["released"] == "No").to_numpy().astype(np.int8),
        pl.Series(np.arange(n)),
        np.arange(n),
        pl.DataFrame({"year": frame["year"].cast(pl.String)}),
    )
    drawn = np.random.default_rng(seed).permutation(n)
    return part.rows(np.sort(drawn[: 6 * n // 10])), part.rows(np.sort(drawn[6 * n // 10 :]))


CASES: dict[str, tuple[Callable[[int], tuple[Part, Part]], bool]] = {
    "met, time folds": (rows.met_rows, False),
    "made, time folds": (rows.made_rows, False),
    "arrests, grouped folds": (arrest_rows, True),
    "met, grouped folds": (rows.met_rows, True),
    "made, grouped folds": (rows.made_rows, True),
}
"""Data sets and whether folds keep groups whole (else they are blocks of time)."""


@dataclass(frozen=True)
class Fit:
    """A fit that can be replayed: the loss and the CPU seconds so far after each round."""

    trees: Trees | None
    """None where the fit was broken off."""
    losses: list[float]
    seconds: list[float]


@dataclass
class Replay:
    """`fit_trees` that remembers: counts the seconds that fits cost, and those really spent."""

    folder: Path
    cost: float = 0.0
    spent: float = 0.0

    def __call__(self, train: Matrix, y: np.ndarray, *, params: Params, on_round: OnRound, **given: Any) -> Trees:
        began = process_time()
        what = {**params, **{name: value for name, value in given.items() if name != "valid"}}
        rows = train.values.tobytes() + y.tobytes()
        place = self.folder / hashlib.sha256(json.dumps(what, sort_keys=True).encode() + rows).hexdigest()[:32]
        try:
            if intact(place):
                fit: Fit = kept(place, Fit)
                for number, (loss, seconds) in enumerate(zip(fit.losses, fit.seconds, strict=True), 1):
                    self.cost += seconds
                    on_round(number, loss)
                if fit.trees is not None:
                    return fit.trees
                self.cost -= sum(fit.seconds)
            return self._made(place, train, y, params=params, on_round=on_round, **given)
        finally:
            self.spent += process_time() - began

    def _made(self, place: Path, train: Matrix, y: np.ndarray, *, on_round: OnRound, **given: Any) -> Trees:
        fit, before = Fit(None, [], []), process_time()

        def each_round(number: int, loss: float) -> None:
            nonlocal before
            fit.losses.append(loss)
            fit.seconds.append(process_time() - before)
            before = process_time()
            on_round(number, loss)

        try:
            trees = fit_trees(train, y, on_round=each_round, **given)
            fit = replace(fit, trees=trees)
            return trees
        finally:
            self.cost += sum(fit.seconds)
            keep(place, Fit, fit)


def measured(way: Way, development: Part, test: Part, grouped: bool, seed: int, memory: Path) -> dict[str, float]:
    """Search once and judge the kept models on the test rows."""
    replay, tuning = Replay(memory), Tuning(trials=way.trials, timeout_s=None, folds=way.folds)
    with (
        tempfile.TemporaryDirectory() as work,
        patch.object(fold_fits, "fit_trees", replay),
        patch.dict(learning.PLANS, standard=way.plan),
    ):
        began = process_time()
        learned = learn(development, tuning, seed=seed, threads=1, workers=1, work=Path(work), grouped=grouped)
        cpu_s = process_time() - began - replay.spent + replay.cost
    auc = {
        name: roc_auc_score(test.target, getattr(learned, name).predict(test.features)) for name in ("model", "fixed")
    }
    return {"cpu_s": round(cpu_s, 2), "auc": auc["model"], "auc_fixed": auc["fixed"]}


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU seconds against test AUC, for ways to search.")
    parser.add_argument("--memory", type=Path, help="folder where fits are kept (by default a new one)")
    given = parser.parse_args()
    write(RESULTS / "frontier.json", {"machine": facts(), "seeds": SEEDS, "given": str(given)})


if __name__ == "__main__":
    main()
