"""Rolling origins: every month is forecast from what was known some months before, by a method fitted before that."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from peel_ml.forecasting.series import SeriesTable

REFIT = 6
"""Months after which a method is fitted again; it forecasts every month (Tashman 2000, rolling origin)."""


class Fitted(Protocol):
    """A method fitted at one origin."""

    def forecast(self, known: SeriesTable) -> NDArray[np.float64]:
        """Return one forecast a series, from a table that ends at the origin; NaN where there is none to give."""
        ...


class Method(Protocol):
    """A way to forecast every series of a table."""

    def fit(self, known: SeriesTable, ahead: int) -> Fitted:
        """Learn from a table that ends at the origin."""
        ...


def rolled(table: SeriesTable, method: Method, first: int, last: int, ahead: int) -> NDArray[np.float64]:
    """Forecast the months numbered `first` to `last`, each `ahead` months before it.

    Returns
    -------
    ndarray of shape (series, periods)
        NaN outside these months. A method is never given a month after its origin.
    """
    made = np.full(table.counts.shape, np.nan)
    for number, month in enumerate(range(first, last + 1)):
        known = table.until(month - ahead)
        if number % REFIT == 0:
            fitted = method.fit(known, ahead)
        made[:, month] = fitted.forecast(known)
    return made
