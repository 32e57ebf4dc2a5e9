"""Models made to be less unequal, fitted beside the chosen one, where a use case declares that they be looked for.

Everything happens inside the development rows: the last fold chooses settings and features, the other folds judge.
The evaluated rows are never looked at, and the chosen model is never replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from peel_ml.errors import BadRequest
from peel_ml.experiment.bench import Bench, bench_of
from peel_ml.experiment.judging import Judged
from peel_ml.experiment.learning import Learned
from peel_ml.experiment.refitting import lacking
from peel_ml.experiment.request import RunRequest
from peel_ml.experiment.work import WorkFolder
from peel_ml.modelling.fold_fits import FoldFits
from peel_ml.modelling.objectives import OBJECTIVES
from peel_ml.modelling.space import SPACE, portfolio
from peel_ml.modelling.trees import Trees
from peel_ml.modelling.weighted import RowEstimator, fit_weighted
from peel_ml.results.mitigation import Kind, Mitigation
from peel_ml.results.space import Params
from peel_ml.tuning.front import search_front
from peel_ml.tuning.workers import Workers

if TYPE_CHECKING:
    from peel_ml.fairness.groups import Grouping
    from peel_ml.fairness.policy import Policy

Floats = NDArray[np.float64]

FRONT_TRIALS = 16
"""Settings that the search for two aims tries, at most."""
FROM_THE_FRONT = 3
"""Settings of its front that are judged on the other folds."""
LEFT_OUT = 2
"""Features that repair leaves out, at most."""


@dataclass(frozen=True)
class _Way:
    """One way to fit; `fit` gives the log-odds of a fold's own rows."""

    name: str
    kind: Kind
    setting: str
    fit: Callable[[int], Floats]


def mitigation(
    request: RunRequest, judged: Judged, learned: Learned, policy: Policy, work: WorkFolder
) -> Mitigation | None:
    """Look for less unequal models; ``None`` where the use case does not declare it, and in a quick run.

    Raises
    ------
    BadRequest
        The use case selects nobody, so there is no gap to make smaller.
    """
    from peel_ml.fairness.mitigation.weighing import Proposal, nothing, weighed

    case = request.case
    if request.quick or not case.tuning.fairness_objective:
        return None
    if case.operating_point == "none" or case.decision.type == "enforcement_audit":
        raise BadRequest(
            "tuning.fairness_objective looks for models that select people less unequally, and this use case selects "
            "nobody. Leave it out, or declare an operating point."
        )
    crew = Workers(request.settings.workers)
    bench = bench_of(request, judged.development, learned, policy, crew)
    refused: list[str] = []
    chosen = _Way("chosen", "chosen", "the model of this run", lambda fold: _kept(bench, fold))
    worst = bench.worst(bench.rows([bench.last]), chosen.fit(bench.last))
    if worst is None:
        return nothing(bench.question, (), "no group is large enough in the fold that chooses")
    measure = next(one for one in bench.groupings if one.name == worst.grouping.name)
    ways = [
        chosen,
        *_trained(bench, measure, refused),
        *_repaired(bench, measure, refused),
        *_constrained(bench, work, crew),
    ]
    jobs = list(product(ways, bench.others))
    raw = list(crew.each(lambda job: job[0].fit(job[1]), jobs))
    rows, folds = bench.rows(bench.others), len(bench.others)
    proposals = [
        Proposal(
            way.name,
            way.kind,
            way.setting,
            bench.candidate(rows, np.concatenate(raw[place * folds : (place + 1) * folds])),
        )
        for place, way in enumerate(ways)
    ]
    return weighed(
        bench.part.target[rows],
        proposals,
        bench.on(rows),
        bench.part.clusters[rows],
        bench.question,
        refused,
        request.seed,
    )


def _kept(bench: Bench, fold: int) -> Floats:
    return bench.fits.raw(bench.learned.model.members[fold], fold)


def _trained(bench: Bench, grouping: Grouping, refused: list[str]) -> Iterator[_Way]:
    """Yield the methods that read the groups in training, and never after."""
    from peel_ml.fairness.mitigation.groups import pooled
    from peel_ml.fairness.mitigation.reduction import reduced, why_not
    from peel_ml.fairness.mitigation.reweighing import reweighed

    fits, plan = bench.fits, bench.plan
    measure = bench.question.names[grouping.name]

    def reweigh(fold: int) -> Floats:
        fits.go_on()
        train, _ = fits.folds[fold]
        y = fits.y[train]
        trees = fit_weighted(
            fits.matrix.rows(train),
            y,
            reweighed(y, pooled(grouping, train, bench.within)),
            params=bench.settings(fold, plan.final_rate),
            rounds=bench.learned.model.members[fold].best_round,
            seed=fits.seed,
            threads=fits.threads,
        )
        return fits.raw(trees, fold)

    def reduce(fold: int) -> Floats:
        fits.go_on()
        train, valid = fits.folds[fold]
        # Fitted some fifteen times: larger steps, and as many fewer.
        rounds = max(1, round(bench.learned.model.members[fold].best_round * plan.final_rate / plan.search_rate))
        estimator = RowEstimator(fits.whole, bench.settings(fold, plan.search_rate), rounds, fits.seed, fits.threads)
        groups = pooled(grouping, train, bench.within)
        mixture = reduced(estimator, train, fits.y[train], groups, bench.question.primary, bench.threshold)
        return np.asarray(logit(np.clip(mixture.share(valid), 1e-6, 1 - 1e-6)), np.float64)

    yield _Way(
        "reweighing",
        "reweighing",
        f"training rows weighted so that {measure} and the outcome are independent (Kamiran and Calders 2012)",
        reweigh,
    )
    reason = why_not(bench.question.primary)
    if reason is not None:
        refused.append(reason)
        return
    yield _Way(
        "reduction",
        "reduction",
        f"exponentiated gradient against the difference in {bench.question.primary.replace('_', ' ')} by {measure} "
        "(Agarwal et al. 2018), probabilities averaged",
        reduce,
    )


def _repaired(bench: Bench, grouping: Grouping, refused: list[str]) -> Iterator[_Way]:
    """Yield models without the features that give the groups away most, as the fold that chooses shows."""
    from peel_ml.fairness.mitigation.repair import giving_away

    rows = bench.rows([bench.last])
    found = giving_away(
        bench.part.features,
        grouping,
        bench.part.clusters,
        rows,
        smallest=bench.question.fewest,
        most=LEFT_OUT,
        seed=bench.fits.seed,
    )
    if not found:
        refused.append("Feature repair: no feature is shown to give the groups away in the fold that chooses.")
    for count in range(1, len(found) + 1):
        without = found[:count]
        fits = replace(bench.fits, matrix=lacking(bench.fits.whole, without))
        yield _Way(
            "without " + " and ".join(without),
            "feature_repair",
            f"the chosen setting without {', '.join(f'“{name}”' for name in without)}",
            _plainly(fits, bench.params, bench.plan.final_rate),
        )


def _plainly(fits: FoldFits, params: Params, rate: float) -> Callable[[int], Floats]:
    def fit(fold: int) -> Floats:
        trees: Trees = fits.fit(params, fold, rate)
        return fits.raw(trees, fold)

    return fit


def _constrained(bench: Bench, work: WorkFolder, crew: Workers) -> Iterator[_Way]:
    """Yield settings on the front of performance and gap, found on the fold that chooses."""
    fits, last = bench.fits, bench.last
    rows = bench.rows([last])

    def both(params: Params) -> tuple[float, float]:
        raw = fits.raw(fits.fit(params, last, bench.plan.search_rate), last)
        worst = bench.worst(rows, raw)
        if worst is None:
            raise ValueError("no group is large enough to compare")
        return OBJECTIVES[fits.objective].score(fits.y[rows], raw), abs(worst.difference)

    front = search_front(
        both,
        SPACE,
        fixed=portfolio(len(fits.y)),
        trials=FRONT_TRIALS,
        seed=fits.seed,
        folder=work.path / "front",
        workers=crew,
    )
    new = [one for one in front if dict(one.params) != dict(bench.params)]
    # Evenly along the front, both ends included.
    places = np.unique(np.linspace(0, len(new) - 1, min(FROM_THE_FRONT, len(new))).round().astype(int))
    for place in places.tolist():
        one = new[place]
        yield _Way(
            f"setting {one.number}",
            "constrained_choice",
            "another setting of the same model: "
            + ", ".join(
                f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}"
                for name, value in sorted(one.params.items())
            ),
            _plainly(fits, one.params, bench.plan.final_rate),
        )
