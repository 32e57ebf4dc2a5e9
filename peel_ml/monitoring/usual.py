"""How much a figure swings by itself, and whether new data lies beyond that.

Months differ by more than chance: seasons, operations, staff. The variance between the months of the reference beyond
chance is estimated by moments (DerSimonian and Laird 1986), never below zero, and a new month has it once more;
Student's t and F allow for its having been estimated from few months. Chance is that of clusters as if the rows of one
were alike. With fewer than `ENOUGH_MONTHS` months chance alone is allowed for.

The interval of a change is that of chance: how far these rows lie from those before. The p-value allows for the months
as well: whether that is more than months differ by.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, stdtr

from peel_ml.evaluation.intervals import Z
from peel_ml.monitoring.limits import ENOUGH_MONTHS

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Change:
    """A figure before and now, the 95% interval of the change, and the chance of as much in a month like the others."""

    before: float
    now: float
    change: float
    low: float
    high: float
    p: float
    variance: float
    """Of the change in a month like the others: by chance and by the months' swing."""

    @property
    def reach(self) -> float:
        """The largest change, up or down, that the interval holds."""
        return max(abs(self.low), abs(self.high))


@dataclass(frozen=True)
class Swing:
    """The variance of a month's figure beyond chance, and on how many degrees of freedom it is known."""

    variance: float
    df: float
    months: int

    @property
    def between(self) -> float:
        """Return the variance between a new month and the mean of those before, beyond chance."""
        return self.variance * (1 + 1 / self.months) if self.months else 0.0


NO_MONTHS = Swing(0.0, math.inf, 0)


def swing(each: Floats, chance: Floats) -> Swing:
    """Return how much a figure swings from month to month.

    Parameters
    ----------
    each : ndarray of shape (months,)
        The figure of each month of the reference.
    chance : ndarray of shape (months,)
        Its variance by chance.

    Examples
    --------
    >>> swing(np.array([0.1, 0.3] * 3), np.full(6, 0.0001)).variance
    0.0119
    """
    if len(each) < ENOUGH_MONTHS:
        return NO_MONTHS
    weight = 1 / chance
    centre = (weight * each).sum() / weight.sum()
    beyond = (weight * (each - centre) ** 2).sum() - (len(each) - 1)
    scale = weight.sum() - (weight**2).sum() / weight.sum()
    return Swing(round(max(0.0, float(beyond / scale)), 12), float(len(each) - 1), len(each))


def share_swing(ones: Floats, rows: Floats, clustered: float) -> Swing:
    """Return the swing of a share, from the rows with the value and the rows of each month."""
    there = rows > 0
    share = ones.sum() / rows.sum()
    if share in (0.0, 1.0):
        return Swing(0.0, float(there.sum() - 1), int(there.sum())) if there.sum() >= ENOUGH_MONTHS else NO_MONTHS
    return swing(ones[there] / rows[there], clustered * share * (1 - share) / rows[there])


def share_change(ones: Floats, rows: Floats, now: float, of: float, clustered: float = 1.0) -> Change:
    """Compare a share in new rows with the months before.

    The p-value is a t-test's. Where hardly any row has the value, or lacks it, it is no smaller than that of the exact
    conditional test of the rarer outcome on effective counts.

    Parameters
    ----------
    ones, rows : ndarray of shape (months,)
        Rows with the value, and rows, of each month.
    now, of : float
        New rows with the value, and new rows.
    clustered : float
        Design effect of the clusters.

    Examples
    --------
    >>> months = np.full(12, 1000.0)
    >>> same, moved = (share_change(months * 0.3, months, now, 1000.0) for now in (300.0, 400.0))
    >>> same.p, moved.p < 1e-4
    (1.0, True)
    """
    total, base = float(rows.sum()), float(ones.sum())
    pooled = (base + now + 0.5) / (total + of + 1.0)
    plain = pooled * (1 - pooled) * (1 / total + 1 / of)
    found = changed(base / total, now / of, clustered * plain, share_swing(ones, rows, clustered))
    if min(pooled, 1 - pooled) * min(of, total) >= RARER:
        return found
    return replace(found, p=max(found.p, _exact(base, total, now, of, found.variance / plain)))


RARER = 30.0
"""With as many rows expected of the rarer outcome the normal distribution describes its share."""


def changed(before: float, now: float, chance: float, months: Swing) -> Change:
    """Return a change with its interval by chance, and its p-value with the months' swing.

    Examples
    --------
    >>> changed(0.2, 0.3, 0.05**2, NO_MONTHS).p < 0.05
    True
    """
    change, half, variance = now - before, Z * math.sqrt(chance), chance + months.between
    p = _two_sided(change / math.sqrt(variance), months.df)
    return Change(before, now, change, change - half, change + half, p, variance)


def _two_sided(z: float, df: float) -> float:
    if math.isfinite(df):
        return float(2 * stdtr(df, -abs(z)))
    return math.erfc(abs(z) / math.sqrt(2))


def _exact(base: float, total: float, now: float, of: float, times: float) -> float:
    """Return the conditional test of two counts of the rarer outcome (Przyborowski and Wilenski 1940)."""
    if base + now > (total + of) / 2:
        base, now = total - base, of - now
    base, now, part = base / times, now / times, of / (total + of)
    more = float(betainc(now, base + 1, part)) if now > 0 else 1.0
    fewer = 1.0 - float(betainc(now + 1, base, part)) if base > 0 else 1.0
    return min(1.0, 2 * min(more, fewer))
