"""Simple methods that a model has to beat."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.forecasting.lags import FEWEST, YEAR
from peel_ml.forecasting.rolling import Fitted, Method
from peel_ml.forecasting.series import SeriesTable

MOST_FOR_ETS = 400
"""Series beyond which exponential smoothing is left out: it is fitted to each by itself, about a tenth of a second."""
_MEMORY = 84
"""Months that exponential smoothing looks back."""


@dataclass(frozen=True)
class SeasonalNaive:
    """The same month of the last year that is wholly known."""

    ahead: int = 1

    def fit(self, known: SeriesTable, ahead: int) -> Fitted:
        """Remember how far ahead it forecasts."""
        return SeasonalNaive(ahead)

    def forecast(self, known: SeriesTable) -> NDArray[np.float64]:
        """Return the count of that month."""
        back = YEAR * -(-self.ahead // YEAR) - self.ahead
        counts = known.counts
        return counts[:, -1 - back].astype(float) if back < counts.shape[1] else np.full(len(counts), np.nan)


@dataclass(frozen=True)
class LastValue:
    """The last count known."""

    def fit(self, known: SeriesTable, ahead: int) -> Fitted:
        """Nothing is learnt."""
        return self

    def forecast(self, known: SeriesTable) -> NDArray[np.float64]:
        """Return it."""
        return known.counts[:, -1].astype(float)


@dataclass(frozen=True)
class MeanOfYear:
    """The mean of the last twelve months; none where one of them is missing."""

    def fit(self, known: SeriesTable, ahead: int) -> Fitted:
        """Nothing is learnt."""
        return self

    def forecast(self, known: SeriesTable) -> NDArray[np.float64]:
        """Return it."""
        return np.asarray(known.counts[:, -YEAR:].mean(1, dtype=float))


@dataclass(frozen=True)
class Smoothing:
    """Exponential smoothing, its form chosen by AICc for each series (AutoETS, Hyndman and Khandakar 2008)."""

    ahead: int = 1
    models: tuple[Any, ...] = ()
    """One fitted model a series; none where its history has a gap or holds nothing but zeros."""

    def fit(self, known: SeriesTable, ahead: int) -> Fitted:
        """Fit every series by itself."""
        from statsforecast.models import AutoETS

        models = []
        for counts in known.counts[:, -_MEMORY:]:
            told = counts[np.maximum.accumulate(~np.isnan(counts))]
            fits = len(told) >= FEWEST and not np.isnan(told).any() and told.any()
            with warnings.catch_warnings():
                # statsforecast divides by zero while it tries forms that a series does not allow.
                warnings.simplefilter("ignore", RuntimeWarning)
                models.append(AutoETS(season_length=YEAR).fit(told.astype(np.float64)) if fits else None)
        return Smoothing(ahead, tuple(models))

    def forecast(self, known: SeriesTable) -> NDArray[np.float64]:
        """Return the mean `ahead` months on, never below 0."""
        made = np.full(len(known), np.nan)
        for place, (model, counts) in enumerate(zip(self.models, known.counts[:, -_MEMORY:], strict=True)):
            told = counts[np.maximum.accumulate(~np.isnan(counts))].astype(np.float64)
            if model is not None and not np.isnan(told).any():
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", RuntimeWarning)
                    made[place] = max(model.forward(y=told, h=self.ahead)["mean"][-1], 0.0)
        return made


SIMPLE: Mapping[str, Method] = {
    "seasonal_naive": SeasonalNaive(),
    "last_value": LastValue(),
    "mean_12": MeanOfYear(),
    "auto_ets": Smoothing(),
}
"""By the name a use case declares."""
