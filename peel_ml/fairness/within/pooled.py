"""Partial pooling: a small group's difference drawn towards the others as far as its own rows are few.

Differences of the groups of one intersection are taken as drawn from one normal distribution, whose variance
is estimated by moments (DerSimonian and Laird 1986, Control Clin Trials 7:177); each is then weighed against
their mean (Morris 1983, JASA 78:47). The interval allows for the estimated mean and variance (Prasad and Rao
1990, JASA 85:163). That groups share the people they are compared with is left aside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

from peel_ml.fairness.metrics import Floats
from peel_ml.fairness.within.plain import Plain
from peel_ml.results.within_groups import PooledRow

FEWEST = 3
"""Fewer groups do not tell how much groups differ."""


@dataclass(frozen=True)
class Shrunk:
    """Estimates drawn together, with their 95% intervals; shape (k,)."""

    value: Floats
    low: Floats
    high: Floats
    between: float
    """Estimated variance of the true differences."""


def shrunk(value: Floats, variance: Floats) -> Shrunk:
    """Draw estimates towards their common mean.

    Parameters
    ----------
    value, variance : ndarray of shape (k,)
        At least three estimates, and their sampling variances.

    Examples
    --------
    >>> found = shrunk(np.array([-0.1, 0.0, 0.1]), np.array([0.04, 0.04, 0.04]))
    >>> found.between, found.value.round(3).tolist()
    (0.0, [0.0, 0.0, 0.0])
    """
    k, weight = len(value), 1 / variance
    mean = (weight * value).sum() / weight.sum()
    scale = weight.sum() - (weight**2).sum() / weight.sum()
    between = max(0.0, float(((weight * (value - mean) ** 2).sum() - (k - 1)) / scale))
    total = variance + between
    mean = (value / total).sum() / (1 / total).sum()
    drawn = variance / total
    # Of the estimated variance between groups.
    doubt = 2 * (weight**2 * total**2).sum() / scale**2
    error = between * drawn + drawn**2 / (1 / total).sum() + 2 * variance**2 / total**3 * doubt
    # Never wider than without the others.
    half = np.minimum(stdtrit(k - 1, 0.975) * np.sqrt(error), ndtri(0.975) * np.sqrt(variance))
    pooled = value + drawn * (mean - value)
    return Shrunk(pooled, pooled - half, pooled + half, between)


def pooled_rows(plain: Plain, confidence: float) -> tuple[PooledRow, ...]:
    """Return the groups of one intersection; none where fewer than three are large enough to be shown."""
    found = [plain.differences.estimate(at) for at in range(len(plain.differences.codes))]
    kept = [
        (str(plain.grouping.levels[code]), one.value, one.low, one.high)
        for code, one in zip(plain.differences.codes, found, strict=True)
        if one.value is not None and one.low is not None and one.high is not None and one.high > one.low
    ]
    if len(kept) < FEWEST:
        return ()
    value, low, high = (np.array([one[at] for one in kept], dtype=np.float64) for at in (1, 2, 3))
    # The engine's interval stands for the error: at a rate of 0 it still has a width.
    error = (high - low) / 2 / ndtri((1 + confidence) / 2)
    drawn = shrunk(value, error**2)
    return tuple(
        PooledRow(
            plain.grouping.name, name, float(raw), *(float(one[at]) for one in (drawn.value, drawn.low, drawn.high))
        )
        for at, (name, raw, _, _) in enumerate(kept)
    )
