"""Shares, differences to everyone else and largest gaps, of one table of counts or of a thousand drawn ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.statistics.draws import Floats

Numbers = NDArray[Any]
Gap = Literal["worst", "spread"]


FEWEST = 30
"""Rows in a metric's denominator that a group needs to count for a largest gap: a handful of people is all noise."""


@dataclass(frozen=True)
class Interval:
    """A figure with the percentile interval of its draws; NaN where it is undefined. Arrays or single figures."""

    value: Floats
    low: Floats
    high: Floats


def percentiles(value: Floats, draws: Floats, confidence: float = 0.95) -> Interval:
    """Return the percentile interval over the first axis; draws in which a figure is undefined are left out."""
    tail = (1 - confidence) / 2
    empty = np.isnan(draws).all(axis=0)
    low, high = np.nanquantile(np.where(empty, 0.0, draws), [tail, 1 - tail], axis=0)
    return Interval(
        np.asarray(value),
        np.where(empty, np.nan, low).astype(np.float64),
        np.where(empty, np.nan, high).astype(np.float64),
    )


def figures(top: Numbers, bottom: Numbers) -> Floats:
    """Return shares from numerators and denominators; NaN where nothing counts."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.true_divide(top, bottom)
    return found


def to_the_rest(top: Numbers, bottom: Numbers) -> Floats:
    """Return each group's figure less everyone else's, over the last axis; NaN where either side is empty.

    Examples
    --------
    >>> to_the_rest(np.array([5, 1]), np.array([10, 10])).tolist()
    [0.4, -0.4]
    """
    return figures(top, bottom) - figures(
        top.sum(axis=-1, keepdims=True) - top, bottom.sum(axis=-1, keepdims=True) - bottom
    )


def largest_gap(top: Numbers, bottom: Numbers, counted: NDArray[np.bool_], kind: Gap) -> Floats:
    """Return the largest gap over the last axis; NaN where no group counts.

    Parameters
    ----------
    counted : ndarray of shape (groups,)
        The groups that count.
    kind : {"worst", "spread"}
        The largest difference of any group to everyone else, either way; or the largest figure less the smallest.
    """
    if kind == "worst":
        return _largest(np.where(counted, np.abs(to_the_rest(top, bottom)), np.nan))
    found = np.where(counted, figures(top, bottom), np.nan)
    return _largest(found) + _largest(-found)


def _largest(values: Floats) -> Floats:
    found = np.where(np.isnan(values), -np.inf, values).max(axis=-1, initial=-np.inf)
    answer: Floats = np.where(np.isfinite(found), found, np.nan)
    return answer
