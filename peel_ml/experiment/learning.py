"""From a part to a fitted model: search, choose, fit, calibrate, all on these rows and no others.

Here the search and the estimator meet; neither knows the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from peel_ml.data.folds import group_folds, time_blocks
from peel_ml.data.parts import Part
from peel_ml.errors import BadRequest, Problem
from peel_ml.modelling.bag import FittedModel
from peel_ml.modelling.calibration import calibrate
from peel_ml.modelling.encoding import Encoder, Matrix
from peel_ml.modelling.objectives import OBJECTIVES
from peel_ml.modelling.space import SPACE, always, portfolio, regularised
from peel_ml.modelling.trees import OnRound, Trees, fit_trees
from peel_ml.results.space import Params
from peel_ml.results.tuning import Trial, TuningResult
from peel_ml.tuning.declaration import Tuning
from peel_ml.tuning.search import Report, search

Folds = Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]

SEARCH_RATE = 0.1
FINAL_RATE = 0.05
"""Learning rates. Half the rate costs about twice the rounds and is a little better; trials do without, the
kept models have it."""
PATIENCE = 20
"""Rounds without a better value at the search rate; in proportion more at the final one."""
MAX_ROUNDS = 1500
REPORT_EVERY = 10
FINALISTS = 3
MIN_PER_FOLD = 5
"""Rows of either outcome that every fold must hold."""


@dataclass(frozen=True)
class Learned:
    """What learning on one part gave.

    Parameters
    ----------
    tuning : TuningResult
        The search; `best_value` is the winner's mean objective over the folds that did not choose it.
    model : FittedModel
        The winner: one model a fold, averaged and calibrated.
    fixed : FittedModel
        The same with the regularised setting that nobody searched for: what the search has to beat.
    oof : ndarray of float64, shape (n,)
        Out-of-fold calibrated probabilities of `model` on the part; NaN for rows that no fold judged.
    fold_values : dict of str to tuple of float
        For the winner (``"model"``) and the fixed setting (``"fixed"``) the final models' objective on each
        fold.
    """

    tuning: TuningResult
    model: FittedModel
    fixed: FittedModel
    oof: NDArray[np.float64]
    fold_values: dict[str, tuple[float, ...]]


@dataclass(frozen=True)
class _Bench:
    """Everything a fit needs beside its parameters."""

    matrix: Matrix
    y: NDArray[np.int8]
    folds: Folds
    objective: str
    seed: int
    threads: int

    def fit(self, params: Params, fold: int, rate: float, on_round: OnRound | None = None) -> Trees:
        train, valid = self.folds[fold]
        return fit_trees(
            self.matrix.rows(train),
            self.y[train],
            params={**always(len(train)), **params, "learning_rate": rate},
            valid=(self.matrix.rows(valid), self.y[valid]),
            max_rounds=MAX_ROUNDS,
            early_stopping=round(PATIENCE * SEARCH_RATE / rate),
            seed=self.seed,
            threads=self.threads,
            on_round=on_round,
        )

    def value(self, params: Params, fold: int, on_round: OnRound | None = None) -> float:
        """Return the objective on the fold's own rows, at the search rate."""
        trees = self.fit(params, fold, SEARCH_RATE, on_round)
        valid = self.folds[fold][1]
        return OBJECTIVES[self.objective].score(self.y[valid], trees.raw(self.matrix.rows(valid), self.threads))


def learn(
    part: Part,
    tuning: Tuning,
    *,
    seed: int,
    threads: int,
    storage: Path,
    grouped: bool,
    on_trial: Callable[[Trial, float | None], None] | None = None,
) -> Learned:
    """Search, choose, fit and calibrate on one part.

    Every trial is judged on the last fold, stopped early and pruned; the best three and the fixed
    regularised setting are then judged on the other folds. The highest mean wins, but the fixed setting stays
    unless it is beaten by more than one standard error of the paired difference. The winner's final fold
    models are kept as a bag. A row's out-of-fold score comes from the one model that was not fitted on it;
    those rows choose nothing but the number of rounds.

    Parameters
    ----------
    part : Part
        The training rows. Nothing else is looked at.
    tuning : Tuning
        Objective, number of trials, seconds, folds.
    seed : int
        Same seed, same model, unless the search is ended by time.
    threads : int
        Threads a fit may use; changes no figure.
    storage : Path
        The search's journal; a search that was cut off goes on from it.
    grouped : bool
        Keep clusters whole in one fold; otherwise folds are blocks of time.
    on_trial : callable, optional
        Called after each trial with it and the best value so far.

    Returns
    -------
    Learned

    Raises
    ------
    BadRequest
        A fold lacks one of the outcomes.
    PeelError
        Every trial failed.
    """
    folds = group_folds(part, tuning.folds) if grouped else time_blocks(part, tuning.folds)
    _check(part, folds)
    encoder = Encoder.fit(part.features)
    bench = _Bench(encoder.transform(part.features), part.target, folds, tuning.objective, seed, threads)
    found = _searched(bench, tuning, storage, grouped, on_trial)
    best, mean = _chosen(bench, found)
    model, raw, values = _bagged(bench, encoder, best)
    fixed, _, fixed_values = (
        (model, raw, values) if best == regularised(len(part)) else _bagged(bench, encoder, regularised(len(part)))
    )
    return Learned(
        replace(found, best_params=dict(best), best_value=mean),
        model,
        fixed,
        model.calibrator(raw),
        {"model": values, "fixed": fixed_values},
    )


def _check(part: Part, folds: Folds) -> None:
    counts = [(int(part.target[valid].sum()), len(valid)) for _, valid in folds]
    problems = [
        Problem(f"fold {number} of {len(folds)} holds {positives} positive among {n} rows")
        for number, (positives, n) in enumerate(counts, 1)
        if min(positives, n - positives) < MIN_PER_FOLD
    ]
    if problems:
        raise BadRequest(
            f"Every fold of the part {part.name!r} needs at least {MIN_PER_FOLD} rows of either outcome. "
            "Use fewer folds (tuning.folds) or more data.",
            problems,
        )


def _searched(
    bench: _Bench,
    tuning: Tuning,
    storage: Path,
    grouped: bool,
    on_trial: Callable[[Trial, float | None], None] | None,
) -> TuningResult:
    last = len(bench.folds) - 1

    def objective(params: Params, report: Report) -> float:
        def on_round(number: int, value: float) -> None:
            if number % REPORT_EVERY == 0:
                report.step(number, value)

        return bench.value(params, last, on_round)

    kind = "groups of whole clusters" if grouped else "blocks of time"
    return search(
        objective,
        SPACE,
        fixed=portfolio(len(bench.y)),
        trials=tuning.trials,
        timeout_s=tuning.timeout_s,
        seed=bench.seed,
        storage=storage,
        study_name=f"trees/{tuning.objective}/{len(bench.folds)}",
        on_trial=on_trial,
        objective_name=tuning.objective,
        folds=f"{len(bench.folds)} {kind}: each trial is judged on the last, the best {FINALISTS} and the "
        "fixed regularised setting on the others; the fixed one stays unless it is beaten by more than one "
        "standard error",
    )


def _chosen(bench: _Bench, found: TuningResult) -> tuple[Params, float]:
    """Judge the finalists on the folds that did not choose them."""
    complete = sorted(
        (trial for trial in found.trials if trial.value is not None), key=lambda trial: -(trial.value or 0.0)
    )
    fixed = regularised(len(bench.y))
    finalists: list[Params] = [fixed]
    finalists += [trial.params for trial in complete[:FINALISTS] if trial.params != fixed]
    values = np.array([[bench.value(params, fold) for fold in range(len(bench.folds) - 1)] for params in finalists])
    best = winner(values)
    return finalists[best], float(values[best].mean())


def winner(values: NDArray[np.float64]) -> int:
    """Return the row with the highest mean, or 0 where its lead over row 0 is within one standard error.

    Parameters
    ----------
    values : ndarray, shape (settings, folds)
        The objective, higher better; row 0 is the fixed setting.

    Notes
    -----
    The one-standard-error rule of Breiman et al. (1984) on paired differences. Without it the search's winner
    was the worse one of the two on later months of real records.

    Examples
    --------
    >>> winner(np.array([[0.60, 0.61, 0.62], [0.61, 0.60, 0.63]]))
    0
    >>> winner(np.array([[0.60, 0.61], [0.70, 0.71]]))
    1
    """
    best = int(np.argmax(values.mean(axis=1)))
    lead = values[best] - values[0]
    error = float(lead.std(ddof=1)) / np.sqrt(len(lead)) if len(lead) > 1 else 0.0
    return best if lead.mean() > error else 0


def _bagged(
    bench: _Bench, encoder: Encoder, params: Params
) -> tuple[FittedModel, NDArray[np.float64], tuple[float, ...]]:
    """Fit the fold models at the final rate; calibrate on the scores of rows they were not fitted on."""
    score = OBJECTIVES[bench.objective].score
    raw = np.full(len(bench.y), np.nan)
    members, values = [], []
    for fold, (_, valid) in enumerate(bench.folds):
        trees = bench.fit(params, fold, FINAL_RATE)
        raw[valid] = trees.raw(bench.matrix.rows(valid), bench.threads)
        members.append(trees)
        values.append(score(bench.y[valid], raw[valid]))
    judged = ~np.isnan(raw)
    calibrator = calibrate(raw[judged], bench.y[judged])
    return FittedModel(encoder, tuple(members), calibrator, bench.threads), raw, tuple(values)
