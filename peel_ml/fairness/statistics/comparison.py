"""Groups compared: difference, ratio on the adverse outcome, their intervals, and the tests behind a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.statistics.intervals import Arm, Floats, Limits, beyond, difference, exact, outer, ratio, wilson
from peel_ml.fairness.statistics.intervals import joined as joined_arms
from peel_ml.results.fairness import Tolerance

FEW_EVENTS = 10
"""With fewer ones or zeros Wilson's interval of one share can cover under 93%; the exact one takes its place."""


SURER = 0.8
"""What `within` allows for of an interval's error where the effective rows are themselves estimated, from clusters
or from a model's probabilities: at the full 2.5% an estimate that came out low said ``within`` at the limit in up to
2.8% of simulated data sets, at 2% in 2.3% (``benchmarks/fairness_correctness.py``). Plain counts need no allowance."""


@dataclass(frozen=True)
class Pairs:
    """Comparisons to make: side `a` against side `b`; k entries."""

    a: Arm
    b: Arm
    correlation: Floats

    def take(self, index: NDArray[np.int64] | NDArray[np.bool_]) -> Pairs:
        """Return some of them."""
        return Pairs(self.a.take(index), self.b.take(index), self.correlation[index])

    def swapped(self) -> Pairs:
        """Return them the other way round."""
        return Pairs(self.b, self.a, self.correlation)

    def __len__(self) -> int:
        return len(self.correlation)


def joined(pairs: list[Pairs]) -> Pairs:
    """Put several tables of comparisons one under the other."""
    return Pairs(
        joined_arms([one.a for one in pairs]),
        joined_arms([one.b for one in pairs]),
        np.concatenate([one.correlation for one in pairs]),
    )


@dataclass(frozen=True)
class Compared:
    """What the comparisons come to; arrays of shape (k,), shares of 1. A ratio is NaN where it is undefined."""

    difference: Floats
    low: Floats
    high: Floats
    ratio: Floats
    ratio_low: Floats
    ratio_high: Floats
    """Infinite where nothing bounds it."""
    p_zero: Floats
    """Of no difference, two-sided."""

    def take(self, index: slice) -> Compared:
        """Return some of them."""
        return Compared(*(getattr(self, one.name)[index] for one in fields(self)))


def own_limits(arm: Arm, tail: float) -> Limits:
    """Return the limits of each group's own figure: Wilson's, or exact where events are few."""
    # A group without rows has no share; what is divided by nothing is not shown.
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = wilson(arm, tail)
        exact_low, exact_high = exact(arm, tail)
        ones = arm.observed * arm.rows
        few = np.minimum(ones, arm.rows - ones) < FEW_EVENTS
    return (
        np.where(few, np.minimum(low, exact_low), low) - arm.expected,
        np.where(few, np.maximum(high, exact_high), high) - arm.expected,
    )


def compare(pairs: Pairs, *, worse: str, adjusted: bool, tail: float) -> Compared:
    """Compare, with an error of `tail` on each side of an interval.

    Parameters
    ----------
    pairs : Pairs
        Every side holds rows.
    worse : {"higher", "lower"}
        Which direction of the metric is adverse. With ``lower`` the adverse outcome is a zero: a search that
        ended without result, somebody missed.
    adjusted : bool
        Whether something was expected. The ratio is then (adverse observed / adverse expected) of the one side
        over that of the other: 1.1 is a tenth more adverse outcomes than expected, relative to the other side.
        Else it is the ratio of the two adverse shares.
    """
    a, b = pairs.a, pairs.b
    low, high = difference(a, b, wilson(a, tail), wilson(b, tail), pairs.correlation)
    adverse, scale = _adverse(pairs, worse=worse, adjusted=adjusted)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = adverse.a.observed / adverse.b.observed * scale
        ratio_low, ratio_high = ratio(
            adverse.a, adverse.b, wilson(adverse.a, tail), wilson(adverse.b, tail), pairs.correlation
        )
    undefined = ~np.isfinite(value)
    shift = a.gap - b.gap
    forward, zero = shift >= 0, np.zeros(len(pairs))
    p_zero = np.where(forward, _beyond(pairs, zero, forward), _beyond(pairs.swapped(), zero, ~forward))
    return Compared(
        shift,
        np.maximum(low, -1.0),
        np.minimum(high, 1.0),
        np.where(undefined, np.nan, value),
        np.where(undefined, np.nan, ratio_low * scale),
        np.where(undefined, np.nan, ratio_high * scale),
        np.minimum(2 * p_zero, 1.0),
    )


def _adverse(pairs: Pairs, *, worse: str, adjusted: bool) -> tuple[Pairs, Floats]:
    a, b = (pairs.a.turned(), pairs.b.turned()) if worse == "lower" else (pairs.a, pairs.b)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = b.expected / a.expected if adjusted else np.ones(len(pairs))
    return Pairs(a, b, pairs.correlation), scale


def _beyond(pairs: Pairs, limit: Floats, where: NDArray[np.bool_], *, scale: str = "difference") -> Floats:
    """Return `beyond` where it is asked, else 1."""
    found = np.ones(len(pairs))
    if where.any():
        some = pairs.take(where)
        found[where] = beyond(some.a, some.b, some.correlation, limit[where], scale=scale)
    return found


def error_of_within(a: Arm, b: Arm, tail: float, *, adjusted: bool) -> Floats:
    """Return the error on each side of the interval that ``within`` rests on."""
    plain = np.isinf(a.freedom) & np.isinf(b.freedom) & (not adjusted)
    return np.where(plain, tail, SURER * tail)


@dataclass(frozen=True)
class Judged:
    """The comparisons against the limit; arrays of shape (k,)."""

    p_limit: Floats
    """Of "the gap is no larger than the limit": the chance, were it exactly the limit, of a gap this far
    out on either side."""
    inside: NDArray[np.bool_]
    """Whether the whole interval, the wider of both kinds and at `error_of_within`, is inside the limit."""
    apart: NDArray[np.bool_]
    """Whether the whole interval is outside the limit."""


def inside(pairs: Pairs, tolerance: Tolerance, *, worse: str, adjusted: bool, tail: float) -> NDArray[np.bool_]:
    """Tell where the whole interval is inside the limit; parameters as `judge`."""
    on, stretch, combine, (lower, upper) = _on_scale(pairs, tolerance, worse=worse, adjusted=adjusted)
    error = error_of_within(on.a, on.b, tail, adjusted=adjusted)
    found = np.ones(len(pairs), dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        for kind, size in ((wilson, tail), (outer, error)):
            low, high = combine(on.a, on.b, kind(on.a, size), kind(on.b, size), on.correlation)
            # nan compares as False: what cannot be computed is not inside.
            found &= (lower < low * stretch) & (high * stretch < upper)
    return found


def _on_scale(
    pairs: Pairs, tolerance: Tolerance, *, worse: str, adjusted: bool
) -> tuple[Pairs, Floats, Callable[..., Limits], Limits]:
    """Return the sides, what a ratio is multiplied by, how limits are combined, and the two ends of the tolerance."""
    ends = np.full(len(pairs), tolerance.limit)
    if tolerance.scale == "difference":
        return pairs, np.ones(len(pairs)), difference, (-ends, ends)
    on, stretch = _adverse(pairs, worse=worse, adjusted=adjusted)
    upper = np.maximum(ends, 1 / ends)
    return on, stretch, ratio, (1 / upper, upper)


def judge(pairs: Pairs, compared: Compared, tolerance: Tolerance, *, worse: str, adjusted: bool, tail: float) -> Judged:
    """Hold every comparison to the limit; a ratio limit of 1.25 allows 0.8 to 1.25."""
    on, stretch, _, (lower, upper) = _on_scale(pairs, tolerance, worse=worse, adjusted=adjusted)
    if tolerance.scale == "difference":
        value, low, high = compared.difference, compared.low, compared.high
        turned = (-lower, -upper)
    else:
        value, low, high = compared.ratio, compared.ratio_low, compared.ratio_high
        turned = (1 / lower, 1 / upper)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = (low > upper) | (high < lower)
        above, below = value > upper, value < lower
        p_above = sum(_beyond(on, bound / stretch, above, scale=tolerance.scale) for bound in (upper, lower))
        p_below = sum(_beyond(on.swapped(), bound * stretch, below, scale=tolerance.scale) for bound in turned)
    p_limit = np.where(above, p_above, np.where(below, p_below, 1.0))
    within = inside(pairs, tolerance, worse=worse, adjusted=adjusted, tail=tail)
    return Judged(np.minimum(p_limit, 1.0), within, apart)
