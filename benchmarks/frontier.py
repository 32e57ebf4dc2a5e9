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
from itertools import product
from pathlib import Path
from statistics import mean, stdev
from time import process_time
from typing import Any
from unittest.mock import patch

import numpy as np
import polars as pl
from scipy import stats
from sklearn.metrics import roc_auc_score

from benchmarks import rows
from benchmarks.harness import SEEDS, Row, publish
from benchmarks.quality import rows_digest
from peel_ml.data.parts import FeatureKind, Features, Part, ProtectedFrame
from peel_ml.experiment import learning
from peel_ml.experiment.learning import PLANS, Plan, learn
from peel_ml.keeping import intact, keep, kept
from peel_ml.modelling import fold_fits
from peel_ml.modelling.trees import OnRound, Trees, boosted
from peel_ml.results.space import Params
from peel_ml.tuning.declaration import Tuning


@dataclass(frozen=True)
class Way:
    """One way to search."""

    trials: int
    plan: Plan
    folds: int = 5


STEADY = Plan(search_rate=0.1, finalists=3, judging_rate=0.1, final_rate=0.05, race=False)
"""Searching and judging at .1, models kept at .05, nothing raced: what the others are compared with."""
QUICKER = PLANS["standard"]

WAYS: dict[str, Way] = {
    "steady": Way(30, STEADY),
    "steady, 4 trials": Way(4, STEADY),
    "steady, 12 trials": Way(12, STEADY),
    "steady, 60 trials": Way(60, STEADY),
    "steady, 3 folds": Way(30, STEADY, 3),
    "steady, kept at .02": Way(30, replace(STEADY, final_rate=0.02)),
    "steady, 60 trials, 8 finalists, kept at .02": Way(60, replace(STEADY, finalists=8, final_rate=0.02)),
    "searched at .2": Way(30, replace(STEADY, search_rate=0.2)),
    "raced at .05": Way(30, replace(STEADY, judging_rate=0.05, race=True)),
    "searched at .2, raced at .05, 3 finalists": Way(
        30, replace(QUICKER, finalists=3, judging_rate=0.05, final_rate=0.05)
    ),
    "searched at .2, raced at .05, 1 finalist": Way(
        30, replace(QUICKER, finalists=1, judging_rate=0.05, final_rate=0.05)
    ),
    "standard": Way(30, QUICKER),
    "standard, 3 folds": Way(30, QUICKER, 3),
    "thorough": Way(30, PLANS["thorough"]),
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
    """`boosted` that remembers: counts the seconds that fits cost, and those really spent."""

    folder: Path
    part: str
    """Names the rows of which a fit's rows are some."""
    cost: float = 0.0
    spent: float = 0.0

    def __call__(self, data: Any, valid: Any, *, params: Params, on_round: OnRound, **given: Any) -> Trees:
        began = process_time()
        what = {**params, **given, "part": self.part}
        rows = b"".join(side.used_indices.tobytes() for side in (data, valid))
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
            return self._made(place, data, valid, params=params, on_round=on_round, **given)
        finally:
            self.spent += process_time() - began

    def _made(self, place: Path, data: Any, valid: Any, *, on_round: OnRound, **given: Any) -> Trees:
        fit, before = Fit(None, [], []), process_time()

        def each_round(number: int, loss: float) -> None:
            nonlocal before
            fit.losses.append(loss)
            fit.seconds.append(process_time() - before)
            before = process_time()
            on_round(number, loss)

        try:
            trees = boosted(data, valid, on_round=each_round, **given)
            fit = replace(fit, trees=trees)
            return trees
        finally:
            self.cost += sum(fit.seconds)
            keep(place, Fit, fit)


def measured(way: Way, development: Part, test: Part, grouped: bool, seed: int, memory: Path) -> dict[str, float]:
    """Search once and judge the kept models on the test rows."""
    replay, tuning = (
        Replay(memory, rows_digest(development)),
        Tuning(trials=way.trials, timeout_s=None, folds=way.folds),
    )
    with (
        tempfile.TemporaryDirectory() as work,
        patch.object(fold_fits, "boosted", replay),
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
    parser.add_argument("--memory", type=Path, required=True, help="folder where fits and figures are kept")
    parser.add_argument("--cases", nargs="*", choices=list(CASES), default=list(CASES))
    parser.add_argument("--ways", nargs="*", choices=list(WAYS), default=list(WAYS))
    parser.add_argument("--seeds", type=int, default=len(SEEDS), help="draws of each data set")
    given = parser.parse_args()
    for case, seed in product(given.cases, range(given.seeds)):
        rows_of, grouped = CASES[case]
        places = {way: given.memory / "figures" / f"{case}, {seed}, {way}.json" for way in given.ways}
        if all(place.is_file() for place in places.values()):
            continue
        development, test = rows_of(seed)
        for way, place in places.items():
            if not place.is_file():
                figures = measured(WAYS[way], development, test, grouped, seed, given.memory / "fits")
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(json.dumps(figures))
                print(case, seed, way, figures, flush=True)
    found = summary(given.memory / "figures")
    publish(
        "frontier",
        "Frontier: test AUC of ways to search, less that of the first way on the same rows",
        table(found),
        raw={"ways": found},
    )


def table(found: list[dict[str, Any]]) -> list[Row]:
    """Return a row a case and way."""
    rows = []
    for one in found:
        half = one["over_first_half_width"] or 0.0
        what = f"{one['case']}: {one['way']} ({one['cpu_s']} CPU s, {one['seeds']} draws)"
        rows.append(Row(what, one["over_first"], "AUC", one["over_first"] - half, one["over_first"] + half))
    return rows


def summary(folder: Path) -> list[dict[str, Any]]:
    """Return for each case and way the mean CPU seconds, AUC, and its paired difference to the first way."""
    found = []
    for case in CASES:
        first: dict[int, float] = {}
        for way in WAYS:
            figures = {
                int(path.name.removeprefix(f"{case}, ").split(",")[0]): json.loads(path.read_text())
                for path in folder.glob(f"{case}, *, {way}.json")
            }
            if len(figures) < len(SEEDS):
                continue  # too few to say anything
            aucs = {seed: one["auc"] for seed, one in figures.items()}
            first = first or aucs
            gains = [auc - first[seed] for seed, auc in aucs.items() if seed in first]
            found.append(
                {
                    "case": case,
                    "way": way,
                    "seeds": len(figures),
                    "cpu_s": round(mean(one["cpu_s"] for one in figures.values()), 1),
                    "auc": round(mean(aucs.values()), 5),
                    "over_first": round(mean(gains), 5) if gains else None,
                    "over_first_half_width": half_width(gains),
                    "over_fixed": round(mean(one["auc"] - one["auc_fixed"] for one in figures.values()), 5),
                }
            )
    return found


def half_width(values: list[float]) -> float | None:
    """Return half the 95% interval of the mean (Student's t), nothing for a single value."""
    n = len(values)
    return round(float(stats.t.ppf(0.975, n - 1)) * stdev(values) / n**0.5, 5) if n > 1 else None


if __name__ == "__main__":
    main()
