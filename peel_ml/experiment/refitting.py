"""The model fitted again without some of its features, so that what they do can be measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from peel_ml.data.folds import Fold, group_folds, time_blocks
from peel_ml.data.parts import Part
from peel_ml.experiment.drawing import drawn, few
from peel_ml.experiment.judging import Judged
from peel_ml.experiment.learning import PLANS, Learned
from peel_ml.experiment.request import RunRequest
from peel_ml.modelling.calibration import calibrate
from peel_ml.modelling.encoding import Matrix
from peel_ml.modelling.fold_fits import FoldFits
from peel_ml.results.proxies import Proxies
from peel_ml.results.space import Params

if TYPE_CHECKING:
    from peel_ml.fairness.assessed import Assessed

ROWS = 60_000
"""Development rows a model is fitted again on: enough to see what a feature does, not to win with."""


SCORED = 50_000
"""Evaluated rows such a model is scored and compared on at most, whole clusters drawn at random."""


@dataclass(frozen=True)
class Refit:
    """Fits the chosen setting again, once, without the features named; returns probabilities of the evaluated rows.

    A model with all features is fitted in the same way (``refit(())``): compared with that one, and not with the
    chosen model, a difference is the features' and not the averaging's.

    Parameters
    ----------
    judged : Judged
        The rows to fit on and the rows to score.
    learned : Learned
        Names the setting and how features become numbers.
    folds : int
        The last of so many folds chooses the number of rounds and calibrates; the others are fitted on.
    rate : float
        Learning rate.
    grouped : bool
        As in `peel_ml.experiment.learning.learn`.
    """

    judged: Judged
    learned: Learned
    objective: str
    folds: int
    rate: float
    grouped: bool
    seed: int
    threads: int

    def __call__(self, without: tuple[str, ...]) -> NDArray[np.float64]:
        """Return calibrated probabilities of the evaluated rows, shape (n,).

        Raises
        ------
        ValueError
            A name is no feature of the model, or none would be left.
        """
        part, matrix, fold = self._ready
        unknown = set(without) - set(matrix.names)
        if unknown or set(matrix.names) <= set(without):
            raise ValueError(f"cannot leave out {', '.join(sorted(unknown or without))} of {', '.join(matrix.names)}")
        fits = FoldFits(
            lacking(matrix, without),
            part.target,
            (fold,),
            self.objective,
            self.seed,
            self.threads,
            Path(),
            lambda: None,
        )
        trees = fits.fit(self._params, 0, self.rate)
        calibrator = calibrate(fits.raw(trees, 0), part.target[fold[1]])
        evaluated = self.learned.model.encoder.transform(self.judged.evaluated.features)
        return calibrator(trees.raw(lacking(evaluated, without), self.threads))

    @property
    def _params(self) -> Params:
        return self.learned.tuning.best_params

    @cached_property
    def _ready(self) -> tuple[Part, Matrix, Fold]:
        part = few(self.judged.development, ROWS, self.seed)
        divided = (group_folds if self.grouped else time_blocks)(part, self.folds)
        return part, self.learned.model.encoder.transform(part.features), divided[-1]


def lacking(matrix: Matrix, without: tuple[str, ...]) -> Matrix:
    """Return the matrix without these columns.

    Examples
    --------
    >>> lacking(Matrix(np.zeros((1, 3), np.float32), ("a", "b", "c"), (1, 2)), ("b",))
    Matrix(values=array([[0., 0.]], dtype=float32), names=('a', 'c'), categorical=(1,))
    """
    kept = [index for index, name in enumerate(matrix.names) if name not in without]
    return Matrix(
        matrix.values[:, kept],
        tuple(matrix.names[index] for index in kept),
        tuple(place for place, index in enumerate(kept) if index in matrix.categorical),
    )


def proxies(request: RunRequest, judged: Judged, learned: Learned, assessed: Assessed) -> Proxies:
    """Measure how far features give protected characteristics away, and what leaving the strongest out would do."""
    from peel_ml.fairness.proxies import proxies as measured

    tuning = request.case.tuning
    # A sentence about each refit says how many rows it was scored on.
    scored = drawn(judged.evaluated.clusters, SCORED, request.seed)
    all_of_them = len(scored) == len(judged.evaluated)
    refit = Refit(
        judged if all_of_them else replace(judged, evaluated=judged.evaluated.rows(scored)),
        learned,
        tuning.objective,
        tuning.folds,
        PLANS[tuning.mode].final_rate,
        request.case.split.kind != "time",
        request.seed,
        request.settings.threads,
    )
    return measured(
        assessed,
        judged.evaluated.features,
        # The inner loop looks at what gives groups away, and fits nothing again.
        None if request.quick else refit,
        seed=request.seed,
        performance=tuning.objective,
        refitted=None if all_of_them else assessed.rows(scored),
    )
