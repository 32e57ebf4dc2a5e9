"""Counts of events and their ratios, with intervals that are exact for few events and hold for clustered ones.

- A count: Garwood's exact Poisson interval (Garwood 1936).
- A ratio of two counts over known residents: given their sum, the one is binomial, so the exact limits of its
  share (Clopper and Pearson 1934) give those of the ratio (Przyborowski and Wilenski 1940).
- Records that come in clusters (people stopped in one event) are worth fewer independent ones: counts are divided
  by a design effect, and the exact limits continued to fractional numbers (Korn and Graubard 1998).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Clustering:
    """How much clustering raises the variance of a sum over rows, and how many clusters tell so."""

    effect: float
    """At least 1, which is independent rows."""
    clusters: int


def clustering(influence: Floats, clusters: Codes) -> Clustering:
    """Return the design effect of a sum of `influence` over rows.

    With clusters that arrive on their own and independently, the variance of a sum is estimated by the squares of
    the clusters' sums, and without clusters by the squares of the rows' (a compound Poisson process).

    Parameters
    ----------
    influence : ndarray of shape (n,)
        What each row adds to the estimate, to first order; rows that add nothing are not counted.
    clusters : ndarray of shape (n,)
        Rows with one number belong together.

    Examples
    --------
    >>> clustering(np.ones(4), np.array([0, 0, 1, 1]))
    Clustering(effect=2.0, clusters=2)
    """
    counted = influence != 0
    influence = influence[counted]
    numbers, codes = np.unique(clusters[counted], return_inverse=True)
    alone = float((influence**2).sum())
    together = float((np.bincount(codes, influence) ** 2).sum())
    return Clustering(max(1.0, together / alone) if alone else 1.0, len(numbers))


def count_limits(count: float, effect: float, tail: float) -> tuple[float, float]:
    """Return the limits of an expected count, with an error of `tail` on each side.

    Examples
    --------
    >>> low, high = count_limits(10, 1.0, 0.025)
    >>> round(low, 3), round(high, 3)
    (4.795, 18.39)
    """
    worth = count / effect
    low = float(special.gammaincinv(worth, tail)) if count else 0.0
    return effect * low, effect * float(special.gammainccinv(worth + 1, tail))


def ratio_limits(ratio: float, first: float, second: float, variance: float, tail: float) -> tuple[float, float]:
    """Return the limits of a ratio of two rates that `first` and `second` records stand behind.

    Parameters
    ----------
    ratio : float
        The estimate, crude or pooled over areas.
    first, second : float
        Records of the group and of the reference group, both above 0.
    variance : float
        Of the logarithm of the ratio. Its inverse is what the share of the first among both is worth in
        independent records; for a crude ratio without clusters that is their number.

    Returns
    -------
    (float, float)
        The upper limit is infinite where nothing bounds it.

    Examples
    --------
    >>> low, high = ratio_limits(2.0, 20, 10, 1 / 20 + 1 / 10, 0.025)
    >>> round(low, 3), round(high, 3)
    (0.894, 4.785)
    """
    share = first / (first + second)
    worth = 1 / (variance * share * (1 - share))
    ones, others = share * worth, (1 - share) * worth
    scale = ratio / (share / (1 - share))
    low = float(special.betaincinv(ones, others + 1, tail))
    high = float(special.betainccinv(ones + 1, others, tail))
    return scale * low / (1 - low), scale * high / (1 - high) if high < 1 else float("inf")


def pooled_ratio(first: Floats, second: Floats, residents: Floats, others: Floats) -> tuple[float, float]:
    """Return the Mantel-Haenszel ratio of two rates over areas, and the variance of its logarithm.

    Mantel and Haenszel (1959) for rates, with the variance of Greenland and Robins (1985). With one area it is the
    crude ratio, and the variance 1/first + 1/second.

    Parameters
    ----------
    first, second : ndarray of shape (areas,)
        Records of the group and of the reference group; both have some.
    residents, others : ndarray of shape (areas,)
        Residents of the group and of the reference group.

    Examples
    --------
    >>> areas = np.array([10.0, 90.0]), np.array([40.0, 30.0]), np.array([1e3, 3e3]), np.array([4e3, 1e3])
    >>> round(pooled_ratio(*areas)[0], 3)
    1.0
    """
    lived = residents + others > 0
    first, second, residents, others = first[lived], second[lived], residents[lived], others[lived]
    everybody = residents + others
    top, bottom = (first * others / everybody).sum(), (second * residents / everybody).sum()
    spread = ((first + second) * residents * others / everybody**2).sum()
    return float(top / bottom), float(spread / (top * bottom))


def pooled_influence(
    first: NDArray[np.bool_], second: NDArray[np.bool_], area: Codes, residents: Floats, others: Floats
) -> Floats:
    """Return what each row adds to the logarithm of the pooled ratio, to first order; shape (n,).

    Parameters
    ----------
    first, second : ndarray of shape (n,)
        Whether the row is of the group, or of the reference group.
    area : ndarray of shape (n,)
        Index into `residents` and `others`.
    """
    everybody = np.maximum(residents + others, 1.0)
    up, down = first * (others / everybody)[area], second * (residents / everybody)[area]
    found: Floats = up / up.sum() - down / down.sum()
    return found
