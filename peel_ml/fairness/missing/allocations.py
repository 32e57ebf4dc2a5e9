"""What the people without a recorded group could change: every way they might be allocated.

Each of them belongs to the group or to the others (against one reference group: to it, to the group, or to
neither). For a fixed number given to the group, the gap is largest when the rows with the largest value go
to the group and those with the smallest to the others, so one sort and running sums reach the extremes over
all allocations exactly (worst-case bounds, Manski 1990), in m log m for m rows.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.statistics.intervals import Arm, Floats
from peel_ml.results.fairness import Tolerance


@dataclass(frozen=True)
class Unknown:
    """The rows without a recorded group that count for the metric; arrays of shape (m,)."""

    ones: Floats
    expected: Floats

    def at(self, index: NDArray[np.int64]) -> Unknown:
        """Return some of the rows, in this order."""
        return Unknown(self.ones[index], self.expected[index])

    def __len__(self) -> int:
        return len(self.ones)


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
        top, bottom = self.parts(np.ones(len(unknown)), unknown.ones, unknown.expected)
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
    ones, expected = (unknown.ones, unknown.expected) if forward else (unknown.ones[::-1], unknown.expected[::-1])
    top, bottom = scale.parts(np.ones(len(ones)), ones, expected)
    own_top, own_bottom = scale.parts(arm.rows, arm.rows * arm.observed, arm.rows * arm.expected)
    return scale.figure(
        own_top + np.concatenate([[0.0], np.cumsum(top)]), own_bottom + np.concatenate([[0.0], np.cumsum(bottom)])
    )


def enlarged(arm: Arm, unknown: Unknown, numbers: NDArray[np.int64], *, forward: bool) -> Arm:
    """Return the side with so many of the first (or last) rows added, as many entries as `numbers`."""
    ones, expected = (unknown.ones, unknown.expected) if forward else (unknown.ones[::-1], unknown.expected[::-1])
    more_ones = np.concatenate([[0.0], np.cumsum(ones)])[numbers]
    more_expected = np.concatenate([[0.0], np.cumsum(expected)])[numbers]
    rows = arm.rows + numbers
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
    rising = np.maximum.accumulate(_running(a, ordered, scale, forward=True))
    falling = np.minimum.accumulate(_running(b, ordered, scale, forward=False))

    def past(number: int) -> bool:
        # A ratio of nothing to nothing is no gap.
        gaps = rising[: number + 1] - falling[number::-1]
        return bool((gaps > line).any())

    low, high = 0, len(ordered)
    if not past(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if past(middle) else (middle + 1, high)
    return high / len(ordered)


def single(arm: Arm, index: int) -> Arm:
    """Return one comparison's side, shape (1,)."""
    return Arm(*(getattr(arm, one.name)[index : index + 1] for one in fields(arm)))
