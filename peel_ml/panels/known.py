"""What was known when a value is predicted: everything up to the embargo, and nothing inside it.

For the value of period t the newest known period is t - embargo. Each table below is of that period, moved to the
column of t, so that a change inside the embargo can reach no prediction.
"""

from __future__ import annotations

import numpy as np

from peel_ml.panels.grid import Floats, Grid


def last_known(values: Floats) -> Floats:
    """Carry the last value of each series forward over gaps.

    Examples
    --------
    >>> last_known(np.array([[1.0, np.nan, 3.0, np.nan]])).tolist()
    [[1.0, 1.0, 3.0, 3.0]]
    """
    places = np.where(np.isfinite(values), np.arange(values.shape[1]), 0)
    newest = np.maximum.accumulate(places, axis=1)
    return np.asarray(np.take_along_axis(values, newest, axis=1))


def mean_so_far(values: Floats) -> Floats:
    """Return the mean of each series over every period up to each.

    Examples
    --------
    >>> mean_so_far(np.array([[1.0, np.nan, 3.0]])).tolist()
    [[1.0, 1.0, 2.0]]
    """
    there = np.isfinite(values)
    count = np.cumsum(there, axis=1)
    total = np.cumsum(np.where(there, values, 0.0), axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def over_areas(values: Floats, weights: Floats) -> Floats:
    """Return for each period the weighted mean over all series, on every row."""
    weight = np.where(np.isfinite(values), weights, 0.0)
    total = weight.sum(axis=0)
    mean = np.where(total > 0, (np.where(np.isfinite(values), values, 0.0) * weight).sum(axis=0), np.nan)
    return np.broadcast_to(mean / np.where(total > 0, total, 1.0), values.shape).copy()


def moved(values: Floats, periods: int) -> Floats:
    """Move every column `periods` to the right; the first columns are unknown."""
    made = np.full(values.shape, np.nan)
    if periods < values.shape[1]:
        made[:, periods:] = values[:, : values.shape[1] - periods]
    return made


def known(panel: Grid) -> dict[str, Floats]:
    """Return every input of a prediction by name, each of shape (series, periods).

    The first four are made of the measure itself: the last value, the mean of the series so far, the mean over all
    series, and the change over the year before. The rest are the declared features.
    """
    values = panel.values
    year = max(1, 12 // panel.step)
    last = last_known(values)
    mine = {
        "last_value": last,
        "series_mean": mean_so_far(values),
        "all_areas": last_known(over_areas(values, panel.weights)),
        "year_change": last - moved(last, year),
    }
    facts = {name: last_known(each) for name, each in panel.facts.items()}
    return {name: moved(each, panel.embargo) for name, each in {**mine, **facts}.items()}
