"""Predictions from rolling origins: for every period a new fit, on what was known when its window began."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from peel_ml.panels.grid import Floats, Grid
from peel_ml.panels.known import known
from peel_ml.panels.methods import METHODS, Past

FEWEST_PERIODS = 2
"""Past periods with a known value and known inputs before anything is learnt from them."""


def predictable(panel: Grid) -> NDArray[np.int64]:
    """Return the periods that have enough past to be predicted."""
    usable = np.isfinite(known(panel)["last_value"]) & (panel.weights > 0)
    there = np.asarray(usable.any(axis=0))
    enough = [
        t
        for t in range(len(panel.periods))
        if there[t] and int(there[: max(t - panel.embargo + 1, 0)].sum()) >= FEWEST_PERIODS
    ]
    return np.array(enough, np.int64)


def predictions(panel: Grid, methods: Iterable[str], periods: Iterable[int], seed: int) -> dict[str, Floats]:
    """Predict the values of some periods by every method.

    Returns
    -------
    dict of str to ndarray of shape (series, periods)
        NaN where a period was not asked for, or nothing was known of the series.
    """
    inputs = known(panel)
    usable = np.isfinite(inputs["last_value"]) & (panel.weights > 0)
    made = {name: np.full(panel.values.shape, np.nan) for name in methods}
    for t in periods:
        # Learnt from: rows whose own value ends before the window of this one begins.
        learn = usable.copy()
        learn[:, max(t - panel.embargo + 1, 0) :] = False
        rows = np.isfinite(inputs["last_value"][:, t])
        past = Past({name: each[learn] for name, each in inputs.items()}, panel.values[learn], panel.weights[learn])
        now = {name: each[rows, t] for name, each in inputs.items()}
        for name, table in made.items():
            table[rows, t] = METHODS[name](past, now, seed)
    return made
