"""One model for all series: boosted trees on what was known at each origin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.errors import BadRequest, Problem
from peel_ml.forecasting.lags import FEWEST, Known, known_at
from peel_ml.forecasting.rolling import Fitted
from peel_ml.forecasting.series import SeriesTable
from peel_ml.modelling.count_trees import fit_counts
from peel_ml.modelling.encoding import Matrix
from peel_ml.modelling.trees import Trees

ROUNDS = 100
"""Chosen on 2018 to 2023 of recorded crime by borough: more rounds forecast three months ahead worse."""
MOST_ROWS = 1_500_000
"""Rows it learns from at the most; the latest are kept."""


@dataclass(frozen=True)
class FittedTrees:
    """Trees with how far ahead they forecast."""

    trees: Trees
    ahead: int

    def forecast(self, known: SeriesTable) -> NDArray[np.float64]:
        """Return the expected counts."""
        return self.of(known_at(known, len(known.periods) - 1, self.ahead))

    def of(self, known: Known) -> NDArray[np.float64]:
        """Return the expected counts of rows of features."""
        return np.asarray(known.expected * np.exp(self.trees.raw(known.matrix)))


@dataclass(frozen=True)
class CountTrees:
    """LightGBM on lagged features (`peel_ml.forecasting.lags`), Poisson deviance around the mean of twelve months."""

    rounds: int = ROUNDS
    seed: int = 0

    def fit(self, known: SeriesTable, ahead: int) -> Fitted:
        """Fit to every month whose count and whose features are known at the origin.

        Raises
        ------
        BadRequest
            There are too few months.
        """
        return self.fitted(known, ahead)

    def fitted(self, known: SeriesTable, ahead: int) -> FittedTrees:
        """Do the same, typed as what it is."""
        origins = range(FEWEST - 1, len(known.periods) - ahead)
        if not origins:
            what = f"{len(known.periods)} months are known, {FEWEST + ahead} are needed"
            raise BadRequest("There is too little to learn from.", [Problem(what, "Use a longer history.")])
        latest = origins[-max(1, MOST_ROWS // len(known)) :]
        values, counts, expected = [], [], []
        for origin in latest:
            at, came = known_at(known, origin, ahead), known.counts[:, origin + ahead]
            told = ~np.isnan(came)
            values.append(at.matrix.values[told])
            counts.append(came[told])
            expected.append(at.expected[told])
        rows = Matrix(np.concatenate(values), at.matrix.names, at.matrix.categorical)
        del values
        trees = fit_counts(rows, np.concatenate(counts), np.concatenate(expected), rounds=self.rounds, seed=self.seed)
        return FittedTrees(trees, ahead)
