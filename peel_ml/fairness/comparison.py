"""Two sets of rows compared: difference, ratio, their intervals, and the tests behind a verdict.

A figure is the mean of 0/1 values less the mean expected there, the expected share taken as fixed. Its
interval is Wilson's on the observed share; a difference combines two of them (Newcombe 1998, method 10, the
square-and-add method), a ratio likewise (Donner and Zou 2012). Both hold for small groups and extreme rates,
where a bootstrap of the difference does not. Rows that belong together (one event) count for less than their
number: n is divided by the design effect, the linearised between-cluster variance over the one that
independent rows would have (Kish 1965), never below 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from peel_ml.evaluation.intervals import wilson
from peel_ml.fairness.metrics import Values

FEW_EVENTS = 1e-12


@dataclass(frozen=True)
class Side:
    """One set of rows: sums over those that count for the metric."""

    n: int
    observed: float
    """Mean value."""
    expected: float
    """Mean expected; 0 for rates of a decision."""
    clusters: int

    @property
    def gap(self) -> float:
        """Observed minus expected."""
        return self.observed - self.expected


@dataclass(frozen=True)
class Compared:
    """A group against others: all shares of 1."""

    group: Side
    others: Side
    difference: float
    low: float
    high: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    group_low: float
    group_high: float
    p_zero: float
    """Of no difference, two-sided."""
    p_limit: float
    """Of a gap no larger than the limit."""


def side(values: Values, mask: NDArray[np.bool_], clusters: NDArray[np.int64]) -> Side:
    """Sum up the eligible rows of a mask."""
    rows = mask & values.eligible
    n = int(rows.sum())
    if n == 0:
        return Side(0, math.nan, math.nan, 0)
    return Side(
        n, float(values.value[rows].mean()), float(values.expected[rows].mean()), len(np.unique(clusters[rows]))
    )


def design_effect(
    values: Values, first: NDArray[np.bool_], second: NDArray[np.bool_] | None, clusters: NDArray[np.int64]
) -> float:
    """Return the design effect of a figure, or of the difference of two, for rows that cluster; at least 1.

    Clusters that hold rows of both sides count once, with their covariance.
    """
    rows = values.eligible & (first if second is None else first | second)
    own = clusters[rows]
    if len(np.unique(own)) == len(own):
        return 1.0
    influence = np.zeros(len(values.value))
    for mask, sign in ((first, 1.0), (second, -1.0)):
        if mask is None:
            continue
        part = mask & values.eligible
        n = int(part.sum())
        residual = values.value[part] - values.expected[part]
        influence[part] = sign * (residual - residual.mean()) / n
    _, codes = np.unique(own, return_inverse=True)
    sums = np.bincount(codes, weights=influence[rows])
    independent = float(np.square(influence[rows]).sum())
    if independent <= 0.0:
        return 1.0
    count = len(sums)
    between = float(np.square(sums).sum()) * (count / (count - 1) if count > 1 else 1.0)
    return max(1.0, between / independent)


def compare(
    values: Values,
    group: NDArray[np.bool_],
    others: NDArray[np.bool_],
    clusters: NDArray[np.int64],
    *,
    scale: str,
    limit: float,
    worse: str,
) -> Compared | None:
    """Compare the rows of `group` with those of `others`; ``None`` where either has no row that counts.

    Parameters
    ----------
    values : Values
        The metric on every row.
    group, others : ndarray of bool, shape (n,)
        Disjoint masks.
    clusters : ndarray of shape (n,)
        Rows with one number belong together.
    scale : {"difference", "ratio"}
        What `limit` is on; a ratio limit is above 1 and bounds the ratio from both sides.
    worse : {"higher", "lower"}
        Which direction is adverse: ratios are on the adverse outcome.
    """
    a, b = side(values, group, clusters), side(values, others, clusters)
    if a.n == 0 or b.n == 0:
        return None
    effect = design_effect(values, group, others, clusters)
    na, nb = a.n / effect, b.n / effect
    (la, ua), (lb, ub) = wilson(a.observed, na), wilson(b.observed, nb)
    difference = a.gap - b.gap
    low = difference - math.hypot(a.observed - la, ub - b.observed)
    high = difference + math.hypot(ua - a.observed, b.observed - lb)
    own = a.n / design_effect(values, group, None, clusters)
    group_low, group_high = (bound - a.expected for bound in wilson(a.observed, own))
    ratio, ratio_low, ratio_high = _ratio(a, b, na, nb, worse)
    p_limit = (
        _p_beyond(a, b, na, nb, math.copysign(limit, difference))
        if scale == "difference"
        else _p_ratio_beyond(a, b, na, nb, limit, worse)
    )
    return Compared(
        a,
        b,
        difference,
        max(-1.0, low),
        min(1.0, high),
        ratio,
        ratio_low,
        ratio_high,
        group_low,
        group_high,
        _p_zero(a, b, na, nb),
        p_limit,
    )


def _adverse(one: Side, worse: str) -> tuple[float, float]:
    """Return the adverse share and what it is measured against: 1, or the expected adverse share."""
    if worse == "higher":
        return one.observed, one.expected if one.expected > 0 else 1.0
    return 1.0 - one.observed, 1.0 - one.expected if one.expected > 0 else 1.0


def _ratio(a: Side, b: Side, na: float, nb: float, worse: str) -> tuple[float | None, float | None, float | None]:
    (pa, ea), (pb, eb) = _adverse(a, worse), _adverse(b, worse)
    if pb <= 0 or ea <= 0 or eb <= 0:
        return None, None, None
    (la, ua), (lb, ub) = wilson(pa, na), wilson(pb, nb)
    product = pa * pb
    low = (
        (product - math.sqrt(max(0.0, product**2 - la * ub * (2 * pa - la) * (2 * pb - ub)))) / (ub * (2 * pb - ub))
        if 2 * pb > ub
        else 0.0
    )
    high = (
        (product + math.sqrt(max(0.0, product**2 - ua * lb * (2 * pa - ua) * (2 * pb - lb)))) / (lb * (2 * pb - lb))
        if lb > 0
        else None
    )
    scaled = eb / ea
    return pa / pb * scaled, max(0.0, low) * scaled, None if high is None else high * scaled


def _tails(x: float, n: float, p: float) -> tuple[float, float]:
    """Return P(X <= x) and P(X >= x) for a binomial count, continued to fractional n (incomplete beta)."""
    p = min(max(p, 1e-12), 1 - 1e-12)
    below = 1.0 if x >= n else float(special.betainc(n - x, x + 1, 1 - p))
    above = 1.0 if x <= 0 else float(special.betainc(x, n - x + 1, p))
    return below, above


def _null_error(a: Side, b: Side, na: float, nb: float, gap: float) -> float:
    """Return the standard error of the difference if its true value were `gap`."""
    shared = (na * (a.gap - gap) + nb * b.gap) / (na + nb)
    pa = min(max(a.expected + shared + gap, 0.0), 1.0)
    pb = min(max(b.expected + shared, 0.0), 1.0)
    return math.sqrt(pa * (1 - pa) / na + pb * (1 - pb) / nb)


def _exact(a: Side, b: Side, na: float, nb: float, gap: float) -> tuple[float, float]:
    """Return the binomial tails of the smaller side, lower difference first, were the true difference `gap`.

    The larger side's own gap is taken as known: that is too certain where both are of a size, and there the
    score test, of which the larger p-value is taken, is the better of the two.
    """
    below, above = _tails(a.observed * na, na, a.expected + b.gap + gap)
    under, over = _tails(b.observed * nb, nb, b.expected + a.gap - gap)
    if na == nb:
        # Neither side is the smaller one: the less certain of the two, so that the order of the sides is nothing.
        return max(below, over), max(above, under)
    return (below, above) if na < nb else (over, under)


def _p_zero(a: Side, b: Side, na: float, nb: float) -> float:
    """Two-sided score test of no difference, never more certain than the exact binomial tail of either side.

    The normal approximation fails where a small group expects only a few events; the tail holds there.
    """
    error = _null_error(a, b, na, nb, 0.0)
    difference = a.gap - b.gap
    if error <= 0:
        return 1.0 if abs(difference) < FEW_EVENTS else 0.0
    score = 2 * float(special.ndtr(-abs(difference) / error))
    return max(score, min(1.0, 2 * min(_exact(a, b, na, nb, 0.0))))


def _p_beyond(a: Side, b: Side, na: float, nb: float, limit: float) -> float:
    """One-sided test of "the gap is no larger than the limit", on the side where the gap lies."""
    difference = a.gap - b.gap
    if abs(difference) <= abs(limit):
        return 1.0
    error = _null_error(a, b, na, nb, limit)
    if error <= 0:
        return 0.0
    score = float(special.ndtr(-abs(difference - limit) / error))
    below, above = _exact(a, b, na, nb, limit)
    return max(score, above if limit > 0 else below)


def _p_ratio_beyond(a: Side, b: Side, na: float, nb: float, limit: float, worse: str) -> float:
    """One-sided test of "the ratio is no further from 1 than the limit" (Fieller's form)."""
    (pa, ea), (pb, eb) = _adverse(a, worse), _adverse(b, worse)
    ra, rb = pa / ea, pb / eb
    va, vb = pa * (1 - pa) / na / ea**2, pb * (1 - pb) / nb / eb**2
    if ra >= rb:
        excess, error = ra - limit * rb, math.sqrt(va + limit**2 * vb)
    else:
        excess, error = rb - limit * ra, math.sqrt(vb + limit**2 * va)
    if excess <= 0 or error <= 0:
        return 1.0
    return float(special.ndtr(-excess / error))
