"""What the people without a recorded group could change: every way they might be allocated.

Each of them belongs to the group or to the others (against one reference group: to it, to the group, or to
neither). For a fixed number given to the group, the gap is largest when the rows with the largest value go
to the group and those with the smallest to the others, so one sort and running sums reach the extremes over
all allocations exactly (worst-case bounds, Manski 1990), in m log m for m rows. Where they are very many, rows next
to each other in that order are moved together (`coarse`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.statistics.intervals import Arm, Floats
from peel_ml.results.fairness import Tolerance

STEP = 1e-3
"""Of many rows at most this share of those already moved is moved at once."""
SINGLY = int(2 / STEP)
"""So many rows from either end each is moved on its own."""


@dataclass(frozen=True)
class Unknown:
    """The rows without a recorded group that count for the metric, or blocks of them; arrays of shape (m,)."""

    ones: Floats
    """Ones in each block."""
    expected: Floats
    count: Floats | None = None
    """Rows in each block; ``None`` for one."""

    @property
    def rows(self) -> Floats:
        """Return the rows in each block."""
        return np.ones(len(self.ones)) if self.count is None else self.count

    def at(self, index: NDArray[np.int64]) -> Unknown:
        """Return some of the blocks, in this order."""
        return Unknown(self.ones[index], self.expected[index], None if self.count is None else self.count[index])

    def turned(self) -> Unknown:
        """Return the blocks in the opposite order."""
        return Unknown(self.ones[::-1], self.expected[::-1], None if self.count is None else self.count[::-1])

    def __len__(self) -> int:
        return len(self.ones)


def coarse(ordered: Unknown) -> Unknown:
    """Return the rows in blocks that are moved together, in the same order.

    The first and last `SINGLY` rows are blocks of one. Further in, a block holds at most `STEP` of the rows before it,
    and of those after it, so that the figure of a side that has taken as many changes by less than `STEP` within a
    block, however small the group is: bounds are off by less than 2 x `STEP`, 0.2 points. They are not off at all
    where nothing was expected: then the extremes lie where zeros follow on ones, and a block ends there.

    Examples
    --------
    >>> whole = Unknown(np.array([3.0, 0.0]), np.zeros(2), np.array([3.0, 2.0]))
    >>> coarse(whole).rows.tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0]
    """
    total = int(ordered.rows.sum())
    ends = np.concatenate([[0.0], np.cumsum(ordered.rows)])
    if total <= 2 * SINGLY:
        if len(ordered) == total:
            return ordered
        at = np.arange(total + 1, dtype=np.float64)
    else:
        growing = SINGLY * np.exp(np.arange(0, np.log(total / 2 / SINGLY) + STEP / 2, STEP / 2))
        from_end = np.concatenate([np.arange(SINGLY), np.minimum(np.floor(growing), total // 2)])
        # Few kinds of rows: no block reaches from one to the next.
        kinds = ends if len(ordered) <= SINGLY else ends[:1]
        # In order but for the kinds, which is quickly sorted.
        at = np.sort(np.concatenate([from_end, (total - from_end)[::-1], kinds]), kind="stable")
        at = at[np.diff(at, prepend=-1.0) > 0]
    # Rows of one block are alike, or one: a share of its sum is what a share of its rows holds.
    ones, expected = (
        np.diff(np.interp(at, ends, np.concatenate([[0.0], np.cumsum(value)])))
        for value in (ordered.ones, ordered.expected)
    )
    return Unknown(ones, expected, np.diff(at))


@dataclass(frozen=True)
class Scale:
    """What a gap is measured on: the difference of figures, or the ratio on the adverse outcome, as a logarithm."""

    kind: str
    worse: str
    adjusted: bool
    limit: float
    """In the scale's own unit: a share of 1, or the logarithm of a ratio above 1."""

    @classmethod
    def of(cls, tolerance: Tolerance, worse: str, *, adjusted: bool) -> Scale:
        """Return the scale of a tolerance."""
        limit = tolerance.limit if tolerance.scale == "difference" else abs(float(np.log(tolerance.limit)))
        return cls(tolerance.scale, worse, adjusted, limit)

    def parts(self, rows: Floats, ones: Floats, expected: Floats) -> tuple[Floats, Floats]:
        """Return numerator and denominator of the figure, from numbers of rows, ones and expected ones."""
        if self.kind == "difference":
            return ones - expected, rows
        counted = rows - ones if self.worse == "lower" else ones
        due = rows - expected if self.worse == "lower" else expected
        return counted, due if self.adjusted else rows

    def figure(self, top: Floats, bottom: Floats) -> Floats:
        """Return the figure; a ratio's logarithm is minus infinity where nobody had the adverse outcome."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return top / bottom if self.kind == "difference" else np.log(top / bottom)

    def order(self, unknown: Unknown) -> NDArray[np.int64]:
        """Return the order of the rows in which the first raise a group's figure most."""
        top, bottom = self.parts(np.ones(len(unknown)), unknown.ones / unknown.rows, unknown.expected / unknown.rows)
        return np.argsort(-top, kind="stable") if self.kind == "difference" else np.lexsort((bottom, -top))


@dataclass(frozen=True)
class Bound:
    """The allocations that push the gap furthest one way, one for each number given to the group."""

    given: NDArray[np.int64]
    """How many of the first rows go to side a."""
    taken: NDArray[np.int64]
    """How many of the last rows go to side b."""
    gaps: Floats


def furthest(a: Arm, b: Arm, unknown: Unknown, scale: Scale, *, third_place: bool) -> Bound:
    """Return the largest gap a - b for each number of rows given to a.

    Parameters
    ----------
    a, b : Arm
        One comparison (shape (1,)), recorded rows only.
    unknown : Unknown
        Ordered by `scale`.
    third_place : bool
        Whether a row may belong to neither side.
    """
    number = len(unknown)
    rising = _running(a, unknown, scale, forward=True)
    falling = _running(b, unknown, scale, forward=False)
    given = np.arange(number + 1)
    if not third_place:
        taken = number - given
        return Bound(given, taken, rising - falling[taken])
    # Of the rows left over, b takes as many of the last as lower its own figure most.
    lowest = np.minimum.accumulate(falling)
    where = np.maximum.accumulate(np.where(falling <= lowest, given, 0))
    taken = where[number - given]
    return Bound(given, taken, rising - falling[taken])


def _running(arm: Arm, unknown: Unknown, scale: Scale, *, forward: bool) -> Floats:
    moved = unknown if forward else unknown.turned()
    top, bottom = scale.parts(moved.rows, moved.ones, moved.expected)
    own_top, own_bottom = scale.parts(arm.rows, arm.rows * arm.observed, arm.rows * arm.expected)
    return scale.figure(
        own_top + np.concatenate([[0.0], np.cumsum(top)]), own_bottom + np.concatenate([[0.0], np.cumsum(bottom)])
    )


def enlarged(arm: Arm, unknown: Unknown, numbers: NDArray[np.int64], *, forward: bool) -> Arm:
    """Return the side with so many of the first (or last) blocks added, as many entries as `numbers`."""
    moved = unknown if forward else unknown.turned()
    more, more_ones, more_expected = (
        np.concatenate([[0.0], np.cumsum(value)])[numbers] for value in (moved.rows, moved.ones, moved.expected)
    )
    rows = arm.rows + more
    return Arm(
        rows,
        np.clip((arm.rows * arm.observed + more_ones) / rows, 0.0, 1.0),
        (arm.rows * arm.expected + more_expected) / rows,
        rows * (arm.effective / arm.rows),
        arm.freedom,
        arm.clusters,
    )


def difference_bounds(a: Arm, b: Arm, unknown: Unknown, *, third_place: bool = False) -> tuple[float, float]:
    """Return the smallest and the largest difference a - b over every allocation.

    Parameters
    ----------
    a, b : Arm
        One comparison, shape (1,).
    unknown : Unknown
        In any order.

    Examples
    --------
    >>> half = Arm(*(np.array([x]) for x in (2.0, 0.5, 0.0, 2.0, np.inf, 2.0)))
    >>> low, high = difference_bounds(half, half, Unknown(np.array([1.0, 0.0]), np.zeros(2)))
    >>> round(low, 3), round(high, 3)
    (-0.333, 0.333)
    """
    scale = Scale("difference", "higher", True, 1.0)
    ordered = unknown.at(scale.order(unknown))
    up = furthest(a, b, ordered, scale, third_place=third_place).gaps.max()
    down = furthest(b, a, ordered, scale, third_place=third_place).gaps.max()
    return -float(down), float(up)


def share_that_flips(a: Arm, b: Arm, ordered: Unknown, scale: Scale, line: float) -> float | None:
    """Return the smallest share of the rows that can take the gap a - b past `line`, the others left out.

    Returns
    -------
    float or None
        0 to 1; ``None`` where not even all of them can.
    """
    if not len(ordered):
        return None
    given = np.concatenate([[0.0], np.cumsum(ordered.rows)])
    taken = np.concatenate([[0.0], np.cumsum(ordered.rows[::-1])])
    rising = np.maximum.accumulate(_running(a, ordered, scale, forward=True))
    falling = np.minimum.accumulate(_running(b, ordered, scale, forward=False))
    # For so many given to a, the fewest that b must take: its figure only falls.
    fewest = np.searchsorted(-falling, line - rising, side="right")
    possible = fewest < len(falling)
    fewest = np.where(possible, fewest, 0)
    needed = given + taken[fewest]
    # A ratio of nothing to nothing is no gap.
    possible &= (rising - falling[fewest] > line) & (needed <= given[-1])
    return float(needed[possible].min() / given[-1]) if possible.any() else None


def changing_share(
    a: Arm, b: Arm, ordered: Unknown, scale: Scale, found: tuple[float, float, float], *, outside: bool
) -> float:
    """Return the smallest share of the rows that could change an answer; 0 where nobody has to be placed for it.

    Parameters
    ----------
    found : tuple of float
        The gap and its interval, which keeps its width while rows are moved: (gap, low, high).
    outside : bool
        Whether the answer is "outside the limit"; else it is "within".
    """
    gap, low, high = found
    above, below = high - gap, gap - low
    if outside:
        tried = [(b, a, -scale.limit - below)] if gap > 0 else [(a, b, -scale.limit - above)]
    else:
        tried = [(a, b, scale.limit - above), (b, a, scale.limit - below)]
    shares = [share_that_flips(first, second, ordered, scale, line) for first, second, line in tried]
    return min((share for share in shares if share is not None), default=0.0)


def single(arm: Arm, index: int) -> Arm:
    """Return one comparison's side, shape (1,)."""
    return Arm(*(getattr(arm, one.name)[index : index + 1] for one in fields(arm)))
