"""From a part to a fitted model: search, choose, fit, calibrate, all on these rows and no others.

Here the search and the estimator meet; neither knows the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.cluster import Cluster
from peel_ml.data.folds import Fold
from peel_ml.data.parts import Part
from peel_ml.errors import BadRequest, Problem
from peel_ml.experiment.away import FarFits, SpreadFits, far
from peel_ml.experiment.laying import lay
from peel_ml.experiment.sampling_loss import measured, rounds_allowed
from peel_ml.keeping import Floats
from peel_ml.modelling.bag import FittedModel
from peel_ml.modelling.calibration import calibrate
from peel_ml.modelling.encoding import Encoder
from peel_ml.modelling.fold_fits import FoldFits
from peel_ml.modelling.objectives import OBJECTIVES
from peel_ml.modelling.space import SPACE, portfolio, regularised
from peel_ml.results.space import Params
from peel_ml.results.tuning import Trial, TuningResult
from peel_ml.tuning.declaration import Mode, Tuning
from peel_ml.tuning.search import Objective, Report, search
from peel_ml.tuning.shared import search_shared
from peel_ml.tuning.study import Study
from peel_ml.tuning.workers import Workers

REPORT_EVERY = 10
AHEAD = 2
"""Trials of a shared study asked for at a time for each thread of a cluster, so that none waits for the next."""
MIN_PER_FOLD = 5
"""Rows of either outcome that every fold must hold."""


@dataclass(frozen=True)
class Plan:
    """What a search spends.

    Parameters
    ----------
    search_rate : float
        Learning rate of trials.
    finalists : int
        Trials, best first, that are judged on the other folds.
    judging_rate, final_rate : float
        Learning rates of the finalists on the other folds and of the kept models. Where they are equal, what
        was judged is kept and nothing is fitted twice.
    race : bool
        Drop a finalist that is behind the fixed setting after two folds.
    """

    search_rate: float
    finalists: int
    judging_rate: float
    final_rate: float
    race: bool


PLANS: Mapping[Mode, Plan] = {
    "standard": Plan(search_rate=0.2, finalists=2, judging_rate=0.1, final_rate=0.1, race=True),
    "thorough": Plan(search_rate=0.2, finalists=2, judging_rate=0.05, final_rate=0.05, race=True),
}
"""What `benchmarks.frontier` measured: more trials, more finalists and a finer search bought nothing, smaller steps of
the kept models what little there is to buy: 0 to .0011 of AUC for half as much time again."""


@dataclass(frozen=True)
class Learned:
    """What learning on one part gave.

    Parameters
    ----------
    tuning : TuningResult
        The search; `best_value` is the kept models' mean objective over the folds that did not choose the setting.
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
    oof: Floats
    fold_values: dict[str, tuple[float, ...]]


def learn(
    part: Part,
    tuning: Tuning,
    *,
    seed: int,
    threads: int,
    workers: int,
    work: Path,
    grouped: bool,
    on_trial: Callable[[Trial, float | None], None] | None = None,
    cluster: Cluster | None = None,
    study: Study | None = None,
) -> Learned:
    """Search, choose, fit and calibrate on one part.

    Every trial is judged on the last fold, stopped early and pruned; the best few and the fixed regularised
    setting are then judged on the other folds, those behind it after two folds no further. The highest mean wins,
    but the fixed setting stays unless it is beaten by more than one standard error of the paired difference. The
    winner's fold models are kept as a bag. A row's out-of-fold score comes from the one model that was not fitted
    on it; those rows choose nothing but the number of rounds.

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
    workers : int
        Fits at a time; changes no figure.
    work : Path
        A folder that belongs to this part, declaration and seed; made when it does not exist. Ended trials and
        the fits outside of trials are kept in it: learning that was cut off goes on from there, and gives what
        an unbroken one gives.
    grouped : bool
        Keep clusters whole in one fold; otherwise folds are blocks of time.
    on_trial : callable, optional
        Called after each trial with it and the best value so far.
    cluster : Cluster, optional
        Make the fits there, as many at a time as it has threads; changes no figure.
    study : Study, optional
        With a cluster: search in a study that its workers share, instead of in batches. Then the search is not
        repeatable.

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
    plan, always = PLANS[tuning.mode], regularised(len(part))
    rate = plan.final_rate
    with Workers(workers if cluster is None else cluster.count) as crew:
        laid = lay(
            part,
            tuning,
            seed=seed,
            threads=threads,
            workers=workers,
            grouped=grouped,
            folder=work / "fits",
            go_on=crew.go_on,
        )
        _check(part, laid.searching.folds)
        if cluster is not None:
            laid = laid.elsewhere(lambda fits: far(fits, cluster, work / "shared"))
        fits, keeping = laid.searching, laid.keeping
        if study is None:
            # Kept whatever the search finds, so it is fitted where a worker would wait for the end of a batch.
            crew.meanwhile(lambda fold: fits.kept(always, fold, rate), range(len(fits.folds)))
        found = _searched(fits, tuning, plan, work / "trials", crew, grouped, on_trial, study)
        found = replace(found, shared=found.shared or isinstance(fits, SpreadFits))
        best = _chosen(fits, plan, found, crew)
        if laid.sampled:
            keeping = replace(keeping, max_rounds=rounds_allowed(laid, [best, always], rate))
        model, raw, values = _bagged(keeping, laid.encoder, best, rate, crew, workers)
        fixed, _, fixed_values = (
            (model, raw, values) if best == always else _bagged(keeping, laid.encoder, always, rate, crew, workers)
        )
        sampled = measured(laid, part, best, rate, raw, keeping.max_rounds) if laid.sampled else None
    scored = ~np.isnan(raw)
    oof = np.full(len(raw), np.nan)
    oof[scored] = model.calibrator(raw[scored])
    return Learned(
        replace(found, best_params=dict(best), best_value=float(np.mean(values[:-1])), sampled=sampled),
        model,
        fixed,
        oof,
        {"model": values, "fixed": fixed_values},
    )


def _check(part: Part, folds: Sequence[Fold]) -> None:
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
    fits: FoldFits,
    tuning: Tuning,
    plan: Plan,
    folder: Path,
    crew: Workers,
    grouped: bool,
    on_trial: Callable[[Trial, float | None], None] | None,
    study: Study | None,
) -> TuningResult:
    kind = "groups of whole clusters" if grouped else "blocks of time"
    asked: dict[str, Any] = dict(  # noqa: C408 - names of arguments
        fixed=portfolio(len(fits.y)),
        trials=tuning.trials,
        timeout_s=tuning.timeout_s,
        folder=folder,
        on_trial=on_trial,
        objective_name=tuning.objective,
        folds=f"{len(fits.folds)} {kind}: each trial is judged on the last, the best {plan.finalists} and the "
        f"fixed regularised setting on the others; steps of {plan.search_rate:g} while searching, {plan.final_rate:g} "
        "for the models that are kept; the fixed setting stays unless it is beaten by more than one standard error",
    )
    rate = plan.search_rate
    if not isinstance(fits, FarFits):
        return search(last_fold(fits, rate), SPACE, seed=fits.seed, workers=crew, **asked)
    if study is None:
        elsewhere = partial(fits.judged, last_fold, rate)
        return search(last_fold(fits, rate), SPACE, seed=fits.seed, workers=crew, elsewhere=elsewhere, **asked)
    many = Workers(AHEAD * crew.count)
    # An interruption reaches those that wait for a trial through the workers that wait.
    make = partial(replace(fits, go_on=many.go_on).make, last_fold, rate, study, SPACE)
    return search_shared(make, SPACE, study=study, workers=many, **asked)


def last_fold(fits: FoldFits, rate: float) -> Objective:
    """Return what a search maximises: the objective on the last fold of a fit that tells how it gets on."""
    last = len(fits.folds) - 1

    def objective(params: Params, report: Report) -> float:
        def on_round(number: int, value: float) -> None:
            if number % REPORT_EVERY == 0:
                report.step(number, value)

        return fits.score(fits.fit(params, last, rate, on_round), last)

    return objective


def _chosen(fits: FoldFits, plan: Plan, found: TuningResult, crew: Workers) -> Params:
    """Judge the finalists on the folds that did not choose them."""
    complete = sorted(
        (trial for trial in found.trials if trial.value is not None), key=lambda trial: -(trial.value or 0.0)
    )
    fixed = regularised(len(fits.y))
    settings: list[Params] = [fixed]
    settings += [trial.params for trial in complete[: plan.finalists] if trial.params != fixed]
    others = range(len(fits.folds) - 1)
    values = np.empty((len(settings), 0))
    for stage in [others[:2], others[2:]] if plan.race else [others]:
        if len(settings) == 1 or not stage:
            break
        jobs = list(product(settings, stage))
        judged = crew.each(lambda job: fits.score(fits.kept(*job, plan.judging_rate), job[1]), jobs)
        values = np.hstack([values, np.array(list(judged)).reshape(len(settings), len(stage))])
        if plan.race:
            ahead = values.mean(axis=1) > values[0].mean()
            ahead[0] = True
            settings, values = [params for params, kept in zip(settings, ahead, strict=True) if kept], values[ahead]
    return settings[winner(values)] if len(settings) > 1 else fixed


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
    fits: FoldFits, encoder: Encoder, params: Params, rate: float, crew: Workers, workers: int
) -> tuple[FittedModel, NDArray[np.float64], tuple[float, ...]]:
    """Fit the fold models at the final rate; calibrate on the scores of rows they were not fitted on."""
    score = OBJECTIVES[fits.objective].score
    # A fit that takes several cores is made alone.
    each = map if fits.threads > 1 and fits.stopping is not None else crew.each
    members = list(each(lambda fold: fits.kept(params, fold, rate), range(len(fits.folds))))
    raw = np.full(len(fits.y), np.nan)
    values = []
    for fold, (trees, (_, valid)) in enumerate(zip(members, fits.folds, strict=True)):
        raw[valid] = fits.raw(trees, fold)
        values.append(score(fits.y[valid], raw[valid]))
    judged = ~np.isnan(raw)
    calibrator = calibrate(raw[judged], fits.y[judged])
    return FittedModel(encoder, tuple(members), calibrator, workers), raw, tuple(values)
