"""Intervals and tests for a share, a difference and a ratio that hold for small groups and extreme rates.

Everything works on arrays, one entry a comparison, and takes fractional numbers of rows, because clustered
rows count for less than their number (`peel_ml.fairness.statistics.clusters`).

- One share: Wilson's score interval (Wilson 1927).
- A difference: the square-and-add method (MOVER; Newcombe 1998, method 10), with the correlation of the two
  sides where they share clusters (Zou and Donner 2008).
- A ratio: MOVER-R (Donner and Zou 2012).
- Tests turn the same intervals round: the p-value is the smallest error rate at which the interval leaves the
  hypothesis out. They use the wider of Wilson's and the exact limits (Clopper and Pearson 1934; with clusters
  Korn and Graubard 1998), since score limits are too narrow in the far tails that a correction over many
  comparisons reaches. A bootstrap has no such tails to give.

Expected shares are taken as fixed, so they only shift a difference and scale a ratio.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

SMALLEST = 1e-15
"""Error rates below this are not told apart."""


@dataclass(frozen=True)
class Arm:
    """One side of each comparison; arrays of shape (k,)."""

    rows: Floats
    """Rows that count for the metric."""
    observed: Floats
    """Share of ones among them; NaN where there are none."""
    expected: Floats
    """Mean expected share; 0 for rates of a decision."""
    effective: Floats
    """Independent rows they are worth."""
    freedom: Floats
    """Degrees of freedom of Student's t; infinite for independent rows."""
    clusters: Floats
    """Clusters they fall into."""

    def take(self, index: NDArray[np.int64] | NDArray[np.bool_]) -> Arm:
        """Return some of the comparisons."""
        return Arm(*(getattr(self, one.name)[index] for one in fields(self)))

    @property
    def gap(self) -> Floats:
        """Observed minus expected."""
        return self.observed - self.expected

    def turned(self) -> Arm:
        """Return the same rows with zeros counted in place of ones."""
        return Arm(self.rows, 1 - self.observed, 1 - self.expected, self.effective, self.freedom, self.clusters)


def joined(arms: list[Arm]) -> Arm:
    """Put several tables of comparisons one under the other."""
    return Arm(*(np.concatenate([getattr(arm, one.name) for arm in arms]) for one in fields(Arm)))


def wilson(arm: Arm, tail: Floats | float) -> tuple[Floats, Floats]:
    """Return Wilson's limits with an error of `tail` on each side.

    Examples
    --------
    >>> one = Arm(*(np.array([x]) for x in (30.0, 0.0, 0.0, 30.0, np.inf, 30.0)))
    >>> low, high = wilson(one, 0.025)
    >>> round(float(low[0]), 3), round(float(high[0]), 3)
    (0.0, 0.114)
    """
    share = arm.observed
    spread = special.stdtrit(arm.freedom, 1 - np.asarray(tail)) ** 2 / arm.effective
    centre = (share + spread / 2) / (1 + spread)
    half = np.sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread)
    return np.clip(centre - half, 0.0, share), np.clip(centre + half, share, 1.0)


def exact(arm: Arm, tail: Floats | float) -> tuple[Floats, Floats]:
    """Return the Clopper-Pearson limits, continued to fractional numbers (Korn and Graubard 1998)."""
    tail = np.broadcast_to(np.asarray(tail, dtype=np.float64), arm.observed.shape)
    # Student's t in place of the normal is the same as fewer rows.
    rows = arm.effective * (special.ndtri(tail) / special.stdtrit(arm.freedom, tail)) ** 2
    rows = np.where(np.isfinite(rows), rows, arm.effective)
    ones = arm.observed * rows
    some, others = ones > 0, rows - ones > 0
    low = np.where(some, special.betaincinv(np.where(some, ones, 1.0), rows - ones + 1, tail), 0.0)
    high = np.where(others, special.betainccinv(ones + 1, np.where(others, rows - ones, 1.0), tail), 1.0)
    return np.minimum(low, arm.observed), np.maximum(high, arm.observed)


def outer(arm: Arm, tail: Floats | float) -> tuple[Floats, Floats]:
    """Return the wider of both kinds of limit: what tests and the verdict ``within`` use."""
    (a, b), (c, d) = wilson(arm, tail), exact(arm, tail)
    return np.minimum(a, c), np.maximum(b, d)


Limits = tuple[Floats, Floats]


def difference(a: Arm, b: Arm, of_a: Limits, of_b: Limits, correlation: Floats | float = 0.0) -> Limits:
    """Return the limits of gap(a) - gap(b) from the limits of the two observed shares."""
    down, up = a.observed - of_a[0], of_a[1] - a.observed
    other_down, other_up = b.observed - of_b[0], of_b[1] - b.observed
    middle = a.gap - b.gap
    low = middle - np.sqrt(np.maximum(down**2 + other_up**2 - 2 * correlation * down * other_up, 0.0))
    high = middle + np.sqrt(np.maximum(up**2 + other_down**2 - 2 * correlation * up * other_down, 0.0))
    return low, high


def ratio(a: Arm, b: Arm, of_a: Limits, of_b: Limits, correlation: Floats | float = 0.0) -> Limits:
    """Return the limits of the ratio of the two *observed* shares; infinite where nothing bounds it above."""
    (la, ua), (lb, ub) = of_a, of_b
    pa, pb = a.observed, b.observed
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = la * (2 * pa - la), ub * (2 * pb - ub)
        middle = pa * pb - correlation * (pa - la) * (ub - pb)
        low = first / (middle + np.sqrt(np.maximum(middle**2 - first * second, 0.0)))
        first, second = ua * (2 * pa - ua), lb * (2 * pb - lb)
        middle = pa * pb - correlation * (ua - pa) * (pb - lb)
        high = (middle + np.sqrt(np.maximum(middle**2 - first * second, 0.0))) / second
    # A lower limit of 0 / 0 is a share of 0; an upper one divides by a share that may be 0.
    return np.where(first_is_zero(pa, la), 0.0, low), np.where(second > 0, high, np.inf)


def first_is_zero(share: Floats, low: Floats) -> NDArray[np.bool_]:
    """Tell where a share's lower limit is 0, and with it a ratio's."""
    return (share <= 0) | (low <= 0)


def beyond(a: Arm, b: Arm, correlation: Floats, limit: Floats, *, scale: str = "difference") -> Floats:
    """Return the one-sided p-values of "gap(a) - gap(b) is at most `limit`" (or the ratio of the shares).

    Parameters
    ----------
    a, b : Arm
        k comparisons.
    correlation, limit : ndarray of shape (k,)
        A ratio is that of the observed shares: a limit on a standardised ratio is scaled before.

    Returns
    -------
    ndarray of shape (k,)
        Between 1e-15 and 0.5; 0.5 also stands for everything larger.
    """
    combine = difference if scale == "difference" else ratio
    low, high = np.full(len(limit), np.log(SMALLEST)), np.full(len(limit), np.log(0.5))
    for _ in range(26):
        tried = (low + high) / 2
        tail = np.exp(tried)
        excluded = combine(a, b, outer(a, tail), outer(b, tail), correlation)[0] > limit
        high, low = np.where(excluded, tried, high), np.where(excluded, low, tried)
    found: Floats = np.exp(high)
    return found
