"""How many independent observations the rows of a panel are worth.

Rows of one area resemble each other, and values of overlapping windows share interviews. Where areas are compared,
the design effect is Kish's (1965, 8.2): the variance of a mean over areas divided by what as many independent rows
would have, 1 + (T - 1) x the intraclass correlation. It is measured as T x (variance of the areas' means) /
(variance of rows within a period), so that every kind of dependence over time is in it, and never taken to be less
than overlapping windows alone make it. Where a change over time is asked about, areas move together: periods count,
inflated by their first-order autocorrelation (Bartlett 1946), again no less than by the windows.
"""

from __future__ import annotations

import numpy as np

from peel_ml.panels.grid import Floats
from peel_ml.results.studies.panel import EffectiveSize


def ar1_inflation(correlation: float, periods: int) -> float:
    """Return by how much autocorrelation inflates the variance of a mean over time.

    Examples
    --------
    >>> ar1_inflation(0.0, 30), round(ar1_inflation(1.0, 30), 6)
    (1.0, 30.0)
    """
    lags = np.arange(1, periods)
    return float(1 + 2 * np.sum((1 - lags / periods) * correlation**lags))


def window_inflation(window: int, periods: int) -> float:
    """Return the inflation of values whose windows of `window` periods overlap: correlation 1 - k / window at lag k.

    Examples
    --------
    >>> window_inflation(1, 30), round(window_inflation(4, 30), 2)
    (1.0, 3.83)
    """
    lags = np.arange(1, min(window, periods))
    return float(1 + 2 * np.sum((1 - lags / periods) * (1 - lags / window)))


def autocorrelation(values: Floats) -> float:
    """Return the first-order autocorrelation of rows of deviations, without its small-sample bias, from 0 to 1.

    A series that has its own mean taken away correlates by about -(1 + r) / (T - 1) too little (Nickell 1981).
    """
    periods = values.shape[1]
    below = float(np.sum(values**2)) / periods
    if below <= 0:
        return 0.0
    raw = float(np.sum(values[:, 1:] * values[:, :-1])) / (periods - 1) / below
    return float(np.clip((raw * (periods - 1) + 1) / (periods - 2), 0.0, 1.0))


def effective_size(values: Floats, window: int, rows: int) -> EffectiveSize:
    """Return what the values of areas by period are worth.

    Parameters
    ----------
    values : ndarray of shape (areas, periods)
        NaN where unknown: such a value is taken to be its period's mean and its area's distance from it.
    window : int
        Periods that one value is measured over; 1 for none.
    rows : int
        Rows that the table was made of.

    Examples
    --------
    >>> constant = np.repeat(np.arange(8.0)[:, None], 12, axis=1)
    >>> effective_size(constant, 1, 96).between_areas
    8.0
    """
    keep = np.isfinite(values).mean(axis=1) >= 0.5
    values = values[keep][:, np.isfinite(values[keep]).any(axis=0)]
    areas, periods = values.shape
    windows = (periods - 1 + window) / window
    if areas < 3 or periods < 4:
        said = f"{areas} areas and {periods} periods are too few to tell"
        return EffectiveSize(rows, areas, periods, None, None, None, None, windows, said)
    apart = values - np.nanmean(values, axis=0)
    own = np.nanmean(apart, axis=1, keepdims=True)
    apart = np.where(np.isfinite(apart), apart, own)
    total = float(np.sum(apart**2)) / ((areas - 1) * periods)
    if total <= 0:
        return EffectiveSize(
            rows, areas, periods, None, None, None, None, windows, "all areas have the same value in every period"
        )
    means = apart.mean(axis=1)
    overlap = window_inflation(window, periods)
    effect = max(periods * float(np.sum(means**2)) / (areas - 1) / total, overlap, 1.0)
    level = np.nanmean(values, axis=0)
    moves = (level - level.mean())[None, :]
    time = max(ar1_inflation(autocorrelation(moves), periods), overlap)
    return EffectiveSize(
        rows=rows,
        areas=areas,
        periods=periods,
        between_areas=areas * periods / effect,
        over_time=periods / time,
        area_correlation=(effect - 1) / (periods - 1),
        autocorrelation=autocorrelation(apart - means[:, None]),
        windows=windows,
    )
