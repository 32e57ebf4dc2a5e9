"""How far a whole distribution moved, and whether that is more than months do; see `peel_ml.monitoring.usual`."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, fdtrc, stdtr

from peel_ml.evaluation.intervals import Z
from peel_ml.monitoring.limits import ENOUGH_MONTHS
from peel_ml.monitoring.usual import Floats


@dataclass(frozen=True)
class Spread:
    """How far a whole distribution moved."""

    moved: float
    """Total variation: half the sum of the absolute differences of shares, 0 to 1."""
    reach: float
    """How far it may have moved, by chance: the end of a 95% interval."""
    p: float
    """The chance of as much in a month like the others."""


def distribution_change(before: Floats, after: Floats, clustered: float = 1.0) -> Spread:
    """Compare the shares of all levels of a column at once.

    The p-value is the larger of two: an F-test of homogeneity widened by the months' swing (Rao and Scott 1981, first
    order), and, with enough months, a prediction test on how far each month of the reference lies from the others, in
    multiples of chance, which also holds where single levels swing more than the rest.

    Parameters
    ----------
    before : ndarray of shape (months, levels)
        Rows of each level in each month of the reference.
    after : ndarray of shape (levels,)
        New rows of each level.

    Examples
    --------
    >>> before = np.tile([50.0, 30.0, 20.0], (12, 1)) * 10
    >>> distribution_change(before, np.array([500.0, 300.0, 200.0])).p
    1.0
    >>> distribution_change(before, np.array([300.0, 300.0, 400.0])).moved
    0.2
    """
    before = before[before.sum(1) > 0]
    moved, chance, error = _total_variation(before.sum(0), after, clustered)
    reach = moved + Z * error
    table, new = _without_rare(before, after)
    free = table.shape[1] - 1
    if free < 1:
        return Spread(moved, reach, 1.0)
    statistic = _pearson(np.vstack([table.sum(0), new]))
    if len(before) < ENOUGH_MONTHS:
        return Spread(moved, reach, float(chdtrc(free, statistic / clustered)))
    df = (len(before) - 1) * free
    times = max(clustered, _pearson(table) / df)
    # The swing is a new month's whatever its size; chance is the smaller the more rows it has.
    size = after.sum() / (before.sum() / len(before))
    widened = clustered + (times - clustered) * size
    p = float(fdtrc(free, df, statistic / free / widened))
    usual = _among_months(before, moved / chance / math.sqrt(widened / times), clustered)
    return Spread(moved, reach, max(p, usual))


def _among_months(before: Floats, now: float, clustered: float) -> float:
    """Return how unusual the distance of new rows is among the distances of each month from the other months."""
    whole = before.sum(0)
    distances = [_total_variation(whole - month, month, clustered) for month in before]
    each = [math.log(max(moved / chance, 1e-6)) if chance else 0.0 for moved, chance, _ in distances]
    spread = float(np.std(each, ddof=1)) * math.sqrt(1 + 1 / len(each))
    beyond = math.log(max(now, 1e-6)) - float(np.mean(each))
    if spread == 0.0:
        return 0.0 if beyond > 0 else 1.0
    return float(stdtr(len(each) - 1, -beyond / spread))


def _total_variation(first: Floats, second: Floats, clustered: float) -> tuple[float, float, float]:
    """Return how far two samples lie apart, how far two of one distribution would, and by how much that varies."""
    n, m = first.sum(), second.sum()
    both = (first + second) / (n + m)
    errors = np.sqrt(clustered * both * (1 - both) * (1 / n + 1 / m))
    moved = round(float(np.abs(first / n - second / m).sum()) / 2, 12)
    chance = math.sqrt(2 / math.pi) * float(errors.sum()) / 2
    # Of the absolute value of a normal deviate; levels are taken as independent, which errs on the wide side.
    return moved, chance, math.sqrt((1 - 2 / math.pi) * float((errors**2).sum())) / 2


RARE = 5.0
"""Levels of which fewer new rows are expected are taken together."""


def _without_rare(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    both = before.sum(0) + after
    rare = both * after.sum() / both.sum() < RARE
    if not rare.any():
        return before, after
    table = np.column_stack([before[:, ~rare], before[:, rare].sum(1)])
    new = np.append(after[~rare], after[rare].sum())
    kept = table.sum(0) + new > 0
    return table[:, kept], new[kept]


def _pearson(table: Floats) -> float:
    expected = np.outer(table.sum(1), table.sum(0)) / table.sum()
    there = expected > 0
    return float(((table - expected)[there] ** 2 / expected[there]).sum())
