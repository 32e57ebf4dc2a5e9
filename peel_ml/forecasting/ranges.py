"""Ranges that hold as often as they say: split conformal on the errors of earlier origins, adapted as they come in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WINDOW = 12
"""Months of errors that a range is made from: one of every season."""
STEP = 0.02
"""How fast the tails follow what was missed (gamma of Gibbs and Candès 2021)."""
LEVELS: Floats = np.round(np.arange(0.05, 1.0, 0.05), 2)
"""Quantiles that stand for the whole forecast."""
_PRIOR = 12.0
_LEAST = 0.1
_A_BIN = 2000
_MOST_BINS = 20


@dataclass(frozen=True)
class Ranges:
    """Ranges of one method.

    Parameters
    ----------
    low, high : ndarray of shape (series, months)
        Ends, at least 0.
    quantiles : ndarray of float32, shape (levels, series, months)
        At `LEVELS`.
    """

    low: Floats
    high: Floats
    quantiles: NDArray[np.float32]


def ranges(counts: Floats, forecasts: Floats, first: int, last: int, ahead: int, coverage: float) -> Ranges:
    """Return the ranges of the months numbered `first` to `last`.

    Parameters
    ----------
    counts, forecasts : ndarray of shape (series, periods)
        Forecasts of the `WINDOW` months before the origin of `first` are needed as well.
    ahead : int
        A range uses errors of months up to its origin only.
    coverage : float
        Share that the ranges are to hold.

    Notes
    -----
    Errors are divided by the square root of the forecast times a dispersion of the series (Pearson's, drawn to that of
    all), and their quantiles taken among forecasts of like size, with the correction of split conformal prediction
    (Lei et al. 2018). Months share shocks, so that errors are not exchangeable: the share beyond each end is adapted
    month by month.
    """
    tails = np.full(2, (1 - coverage) / 2)
    months = last - first + 1
    low, high = np.full((2, len(counts), months), np.nan)
    quantiles = np.full((len(LEVELS), len(counts), months), np.nan, np.float32)
    for number, month in enumerate(range(first, last + 1)):
        known = month - ahead
        seen = known - first
        if seen >= 0:
            came = counts[:, known]
            told = ~np.isnan(came) & ~np.isnan(low[:, seen])
            missed = [(came < low[:, seen])[told].mean(), (came > high[:, seen])[told].mean()] if told.any() else tails
            tails = np.clip(tails + STEP * ((1 - coverage) / 2 - np.array(missed)), 0.001, 0.5)
        window = slice(known - WINDOW + 1, known + 1)
        ends = np.array([tails[0], 1 - tails[1], *LEVELS])
        made = _one(counts[:, window], forecasts[:, window], forecasts[:, month], ends)
        low[:, number], high[:, number] = made[0], made[1]
        quantiles[:, :, number] = made[2:]
    return Ranges(low, high, quantiles)


def _one(came: Floats, said: Floats, forecast: Floats, levels: Floats) -> Floats:
    """Return quantiles of one month, shape (levels, series)."""
    size = np.maximum(said, _LEAST)
    squares = (came - said) ** 2 / size
    told = ~np.isnan(squares)
    months = told.sum(1)
    sums = np.where(told, squares, 0).sum(1)
    # The geometric mean: a few wild series must not widen all others.
    typical = np.exp(np.mean(np.log(np.maximum(sums[months > 0] / months[months > 0], 1e-3)))) if told.any() else np.nan
    spread = np.sqrt((sums + _PRIOR * typical) / (months + _PRIOR))
    # An error is divided by what the other months say of its series, as a new month's will be; divided by a spread that
    # it is part of, errors look smaller than they are, and ranges held 88% to 89% instead of 90%.
    others = (sums[:, None] - np.where(told, squares, 0) + _PRIOR * typical) / (months[:, None] - 1 + _PRIOR)
    scores = ((came - said) / np.sqrt(size * others))[told]
    sizes = size[told]
    made = np.full((len(levels), len(forecast)), np.nan)
    bins = int(np.clip(len(scores) // _A_BIN, 1, _MOST_BINS))
    edges = np.unique(np.quantile(sizes, np.linspace(0, 1, bins + 1)[1:-1])) if bins > 1 else np.empty(0)
    of_scores, of_rows = np.searchsorted(edges, sizes), np.searchsorted(edges, np.maximum(forecast, _LEAST))
    for number in range(len(edges) + 1):
        here, rows = np.sort(scores[of_scores == number]), of_rows == number
        if not len(here) or not rows.any():
            continue
        wide = np.sqrt(np.maximum(forecast[rows], _LEAST)) * spread[rows]
        made[:, rows] = np.maximum(forecast[rows] + wide * _ranked(here, levels)[:, None], 0.0)
    return made


def _ranked(ordered: Floats, levels: Floats) -> Floats:
    """Return conformal quantiles: the rank among n + 1, outwards in both tails."""
    n = len(ordered)
    up = np.ceil(levels * (n + 1)) - 1
    down = np.floor(levels * (n + 1)) - 1
    rank = np.where(levels < 0.5, down, up)
    return np.asarray(ordered[np.clip(rank, 0, n - 1).astype(int)])
