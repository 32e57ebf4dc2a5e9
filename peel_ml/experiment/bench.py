"""The development rows, laid out to fit alternatives on: the last fold chooses, the other folds judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from peel_ml.data.parts import Part
from peel_ml.evaluation.operating_point import choose
from peel_ml.experiment.laying import lay
from peel_ml.experiment.learning import PLANS, Learned, Plan
from peel_ml.experiment.request import RunRequest
from peel_ml.modelling.calibration import calibrate
from peel_ml.modelling.fold_fits import FoldFits
from peel_ml.modelling.space import always
from peel_ml.results.space import Params
from peel_ml.tuning.workers import Workers

if TYPE_CHECKING:
    from peel_ml.fairness.groups import Grouping
    from peel_ml.fairness.mitigation.weighing import Question
    from peel_ml.fairness.paired import Candidate, Worst
    from peel_ml.fairness.policy import Policy

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Bench:
    """The development rows, divided into those that choose and those that judge."""

    part: Part
    fits: FoldFits
    learned: Learned
    plan: Plan
    groupings: tuple[Grouping, ...]
    selected: float
    """Share of rows that the chosen model's operating point selects."""
    threshold: float
    question: Question
    within: int
    """Rows a group needs for a training method to be told of it."""

    @property
    def last(self) -> int:
        """The fold that chooses."""
        return len(self.fits.folds) - 1

    @property
    def others(self) -> range:
        """The folds that judge."""
        return range(self.last)

    @property
    def params(self) -> Params:
        """The chosen setting."""
        return self.learned.tuning.best_params

    def rows(self, folds: Sequence[int]) -> Codes:
        """Return the rows of these folds, fold after fold."""
        return np.concatenate([self.fits.folds[fold][1] for fold in folds])

    def settings(self, fold: int, rate: float) -> dict[str, float | int | str | bool]:
        """Return LightGBM's parameters for a fit of the chosen setting on a fold."""
        return {**always(len(self.fits.folds[fold][0])), **self.params, "learning_rate": rate}

    def on(self, rows: Codes) -> list[Grouping]:
        """Return the headline measures on some rows."""
        return [
            replace(one, codes=one.codes[rows], all_codes=one.all_codes[rows], parts=one.parts[rows])
            for one in self.groupings
        ]

    def candidate(self, rows: Codes, raw: Floats) -> Candidate:
        """Return what log-odds come to as probabilities, selecting as many as the chosen model does."""
        from peel_ml.fairness.paired import Candidate, selecting

        expected = calibrate(raw, self.part.target[rows])(raw)
        return Candidate(expected, selecting(raw, round(self.selected * len(rows))))

    def worst(self, rows: Codes, raw: Floats) -> Worst | None:
        """Return the group that differs most."""
        from peel_ml.fairness.metrics import values_of
        from peel_ml.fairness.paired import worst_group

        one = self.candidate(rows, raw)
        values = values_of(self.question.primary, self.part.target[rows], one.expected, one.decision)
        return worst_group(values, self.on(rows), self.question.fewest)


def bench_of(request: RunRequest, part: Part, learned: Learned, policy: Policy, crew: Workers) -> Bench:
    """Lay out the development rows for a run.

    Parameters
    ----------
    part : Part
        The development rows.
    crew : Workers
        Who fits; told to stop when one of them fails.
    """
    from peel_ml.fairness.groups import groupings
    from peel_ml.fairness.mitigation.weighing import Question

    case, tuning = request.case, request.case.tuning
    assert case.operating_point != "none"
    # Fits of alternatives are not kept one by one: the step that asks for them is kept as a whole.
    fits = lay(
        part,
        tuning,
        seed=request.seed,
        threads=request.settings.threads,
        workers=request.settings.workers,
        grouped=case.split.kind != "time",
        folder=request.settings.work,
        go_on=crew.go_on,
    ).keeping
    divided = fits.folds
    scored = ~np.isnan(learned.oof)
    probabilities = learned.oof[scored]
    threshold = choose(case.operating_point, (part.target[scored].astype(np.float64), probabilities))
    measures = [one for one in groupings(case.protected, part.protected) if one.parts.shape[1] == 1]
    judging = len(divided) - 1
    return Bench(
        part,
        fits,
        learned,
        PLANS[tuning.mode],
        tuple([one for one in measures if one.headline] or measures),
        float((probabilities >= threshold).mean()),
        min(max(threshold, 0.01), 0.99),
        Question(
            case.fairness.primary,
            tuning.objective,
            {name: measure.name or name for name, measure in case.protected.measured.items()},
            policy.reliability.shown,
            f"{judging} of the {len(divided)} folds of the development rows, which chose no alternative",
            case.decision.units,
        ),
        policy.reliability.within,
    )
