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
from scipy.optimize import elementwise

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SMALLEST = 1e-15
"""Error rates below this are not told apart."""
ALMOST_HALF = 0.4999
"""Above this error rate an interval is a point."""


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

    def columns(self) -> tuple[Floats, ...]:
        """Return the arrays in the order of the fields."""
        return tuple(getattr(self, one.name) for one in fields(self))

    def take(self, index: NDArray[np.int64] | NDArray[np.bool_]) -> Arm:
        """Return some of the comparisons."""
        return Arm(*(column[index] for column in self.columns()))

    @property
    def gap(self) -> Floats:
        """Observed minus expected."""
        return self.observed - self.expected

    def turned(self) -> Arm:
        """Return the same rows with zeros counted in place of ones."""
        return Arm(self.rows, 1 - self.observed, 1 - self.expected, self.effective, self.freedom, self.clusters)


def unevenness(rows: Floats, ones: Floats, expected: Floats, spread: Floats, squares: Floats) -> Floats:
    """Return the variance of rows whose chances differ, relative to rows that all have the mean chance.

    Parameters
    ----------
    rows, ones, expected : ndarray of shape (k,)
        Numbers of rows, of ones, and of expected ones.
    spread : ndarray of shape (k,)
        Sum of expected x (1 - expected): what the model says.
    squares : ndarray of shape (k,)
        Sum of (observed - expected) squared: what the rows say. Where the model is wrong for a group its own chances
        can promise too narrow an interval (coverage of 92% in place of 95%), while this sum errs on the wide side only.

    Returns
    -------
    ndarray of shape (k,)
        0.05 to 1, the larger of both; 1 for a rate of a decision, and where every outcome is the same.

    Examples
    --------
    >>> calibrated = (np.array([x]) for x in (100.0, 50.0, 50.0, 9.0, 9.0))
    >>> unevenness(*calibrated).round(3).tolist()
    [0.36]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        observed, due = ones / rows, expected / rows
        even, seen = due * (1 - due), observed * (1 - observed)
        model = np.where(even > 0, spread / rows / even, 1.0)
        residual = np.where(seen > 0, (squares / rows - (observed - due) ** 2) / seen, 1.0)
    larger: Floats = np.clip(np.fmax(model, residual), 0.05, 1.0)
    return larger


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
        # In far tails two sides that move together leave nothing to divide by: then nothing bounds the ratio.
        bounded = (middle > 0) & ~first_is_zero(pa, la)
        low = np.where(bounded, first / (middle + np.sqrt(np.maximum(middle**2 - first * second, 0.0))), 0.0)
        first, second = ua * (2 * pa - ua), lb * (2 * pb - lb)
        middle = pa * pb - correlation * (ua - pa) * (pb - lb)
        high = (middle + np.sqrt(np.maximum(middle**2 - first * second, 0.0))) / second
    # The upper limit divides by a share that may be 0.
    return low, np.where((second > 0) & (middle > 0), high, np.inf)


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

    def room(z: Floats, *given: Floats) -> Floats:
        first, second, (shared, line) = Arm(*given[:6]), Arm(*given[6:12]), given[12:]
        tail = special.ndtr(z)
        short: Floats = combine(first, second, outer(first, tail), outer(second, tail), shared)[0] - line
        # A ratio that cannot be computed leaves nothing out.
        return np.where(np.isnan(short), -1.0, short)

    least, most = (np.full(len(limit), special.ndtri(end)) for end in (SMALLEST, ALMOST_HALF))
    given = (*a.columns(), *b.columns(), correlation, limit)
    found = elementwise.find_root(room, (least, most), args=given, tolerances={"xatol": 1e-8, "xrtol": 1e-8})
    # Without a change of sign every error rate leaves the hypothesis out, or none does.
    certain = np.where(room(least, *given) > 0, SMALLEST, 0.5)
    p_value: Floats = np.where(found.success, special.ndtr(found.x), certain)
    return p_value
