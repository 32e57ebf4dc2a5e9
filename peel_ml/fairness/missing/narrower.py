"""Narrower bounds: those without a recorded group are allocated much, but not exactly, like the recorded ones.

Worst-case bounds allow that everybody without a recorded group belongs to one group. Here it is assumed that,
among people with the same outcome in the same area, the odds of having no recorded group differ between a group
and everyone else by at most a factor of `FACTOR`. By Bayes' rule the odds that somebody without a record belongs
to the group then differ from the recorded odds by at most that factor. This is the sensitivity model of
Robins, Rotnitzky and Scharfstein (2000) with the bounded odds ratio of Rosenbaum (2002, ch. 4) and Tan (2006,
J. Am. Stat. Assoc. 101:1619). A factor of 1 says that records are missing at random within outcome and area; an
unlimited one gives back the worst case. *Which* of the people belong to the group is left open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.groups import MISSING, Grouping
from peel_ml.fairness.metrics import Values
from peel_ml.fairness.missing.allocations import Scale, Unknown, enlarged
from peel_ml.fairness.missing.weighting import numbered
from peel_ml.fairness.statistics.comparison import Pairs
from peel_ml.fairness.statistics.intervals import Arm, Floats

Codes = NDArray[np.int64]

FACTOR = 2.0
"""How far the odds of being without a recorded group may differ."""
FEWEST = 30
"""Recorded rows a stratum needs; smaller ones of the same outcome are taken together."""

DIFFERENCE = Scale("difference", "higher", True, 1.0)

ASSUMPTION = (
    "Among people with the same {same}, the odds of having no recorded group are at most "
    f"{FACTOR:g} times higher or lower in this group than among everyone else."
)


@dataclass(frozen=True)
class Numbers:
    """How many of the missing rows of each stratum one group may have; arrays of shape (strata,)."""

    fewest: Codes
    most: Codes

    def others(self, missing: Codes) -> Numbers:
        """Return the numbers of everyone else."""
        return Numbers(missing - self.most, missing - self.fewest)


def strata(outcome: Codes, area: Codes, recorded: NDArray[np.bool_]) -> Codes:
    """Number the strata of outcome and area; areas with few recorded rows of an outcome are taken together.

    Examples
    --------
    >>> area = np.array([0] * 40 + [1] * 3 + [2] * 2)
    >>> np.unique(strata(np.zeros(45, dtype=np.int64), area, np.ones(45, dtype=bool))).tolist()
    [0, 1]
    """
    _, joint = numbered(outcome * (area.max(initial=0) + 1) + area)
    few = np.bincount(joint[recorded], minlength=joint.max(initial=-1) + 1)[joint] < FEWEST
    return numbered(np.where(few, joint.max(initial=0) + 1 + outcome, joint))[1]


def numbers(members: Codes, recorded: Codes, missing: Codes, factor: float = FACTOR) -> Numbers:
    """Return how many of the missing rows of each stratum the group may have under the assumption.

    Parameters
    ----------
    members, recorded, missing : ndarray of shape (strata,)
        Rows recorded as the group, rows with a recorded group, and rows without.

    Notes
    -----
    Shares are taken with one more row among everyone else, and with one more in the group, so that a share of
    nothing in a small stratum is not taken for certain; numbers are rounded outwards.

    Examples
    --------
    >>> found = numbers(np.array([50]), np.array([100]), np.array([30]))
    >>> found.fewest.tolist(), found.most.tolist()
    ([9], [21])
    """
    low, high = members / (recorded + 1), (members + 1) / (recorded + 1)
    fewest = np.floor(missing * low / (low + factor * (1 - low)))
    most = np.ceil(missing * factor * high / (factor * high + 1 - high))
    return Numbers(fewest.astype(np.int64), np.minimum(most.astype(np.int64), missing))


@dataclass(frozen=True)
class _Placed:
    """The rows without a recorded group that count for the metric, in the order that raises a figure most."""

    unknown: Unknown
    stratum: Codes
    first: Codes
    """Place of each row within its stratum, from the first."""
    last: Codes
    """The same from the last."""

    @classmethod
    def of(cls, unknown: Unknown, stratum: Codes, number: int, scale: Scale) -> _Placed:
        order = scale.order(unknown)
        stratum = stratum[order]
        sizes = np.bincount(stratum, minlength=number)
        together = np.argsort(stratum, kind="stable")
        first = np.empty(len(order), dtype=np.int64)
        first[together] = np.arange(len(order)) - (np.cumsum(sizes) - sizes)[stratum[together]]
        return cls(unknown.at(order), stratum, first, sizes[stratum] - 1 - first)

    def furthest(self, pair: Pairs, of_a: Numbers, of_b: Numbers, scale: Scale, *, third_place: bool) -> Pairs:
        """Return the comparison under the allocation that pushes the gap a - b up most.

        Parameters
        ----------
        pair : Pairs
            One comparison over the people with a recorded group.
        third_place : bool
            Whether a row may belong to neither side. Each side then takes its own worst, which is no narrower
            than any allocation to both.
        """
        sure, perhaps = self.first < of_a.fewest[self.stratum], self.first < of_a.most[self.stratum]
        some = self.unknown.at(np.flatnonzero(perhaps & ~sure))
        all_a = enlarged(self._with(pair.a, sure), some, np.arange(len(some) + 1), forward=True)
        if third_place:
            sure, perhaps = self.last < of_b.fewest[self.stratum], self.last < of_b.most[self.stratum]
            others = self.unknown.at(np.flatnonzero(perhaps & ~sure))
            all_b = enlarged(self._with(pair.b, sure), others, np.arange(len(others) + 1), forward=False)
            best = int(np.argmax(_figure(all_a, scale))), int(np.argmin(_figure(all_b, scale)))
        else:
            all_b = enlarged(self._with(pair.b, ~perhaps), some, np.arange(len(some), -1, -1), forward=False)
            best = (int(np.argmax(_figure(all_a, scale) - _figure(all_b, scale))),) * 2
        return Pairs(_as_sure(all_a, best[0], pair.a), _as_sure(all_b, best[1], pair.b), pair.correlation)

    def _with(self, arm: Arm, rows: NDArray[np.bool_]) -> Arm:
        index = np.flatnonzero(rows)
        return enlarged(arm, self.unknown.at(index), np.array([len(index)]), forward=True)


@dataclass(frozen=True)
class Narrower:
    """The allocations of one measure's missing rows that the assumption allows."""

    scale: Scale
    placed: dict[str, _Placed]
    """By kind of scale."""
    numbers: tuple[Numbers, ...]
    """Of each group."""
    sizes: Codes
    """Missing rows of each stratum."""
    assumption: str

    @classmethod
    def of(cls, grouping: Grouping, values: Values, outcome: Codes, area: Codes | None, scale: Scale) -> Narrower:
        """Count the strata of outcome and area, and what each group may have of them."""
        codes = grouping.codes
        stratum = strata(outcome, np.zeros(len(codes), np.int64) if area is None else area, codes != MISSING)
        number = int(stratum.max(initial=-1)) + 1
        counted, recorded = values.eligible & (codes == MISSING), values.eligible & (codes != MISSING)
        unknown = Unknown(values.value[counted], values.expected[counted])
        sizes, known = (np.bincount(stratum[some], minlength=number) for some in (counted, recorded))
        placed = {one.kind: _Placed.of(unknown, stratum[counted], number, one) for one in (scale, DIFFERENCE)}
        return cls(
            scale,
            placed,
            tuple(
                numbers(np.bincount(stratum[recorded & (codes == code)], minlength=number), known, sizes)
                for code in range(len(grouping.levels))
            ),
            sizes,
            ASSUMPTION.format(same="outcome" if area is None else "outcome in the same area"),
        )

    def extremes(self, pair: Pairs, code: int, reference: int | None) -> tuple[Pairs, Pairs]:
        """Return a group's comparison under the allocations that push it furthest up and furthest down."""
        return self._both(self.scale, pair, code, reference)

    def bounds(self, pair: Pairs, code: int) -> tuple[float, float]:
        """Return the smallest and the largest difference to everyone else."""
        up, down = self._both(DIFFERENCE, pair, code, None)
        return float((down.a.gap - down.b.gap)[0]), float((up.a.gap - up.b.gap)[0])

    def _both(self, scale: Scale, pair: Pairs, code: int, reference: int | None) -> tuple[Pairs, Pairs]:
        third, of_a = reference is not None, self.numbers[code]
        of_b = of_a.others(self.sizes) if reference is None else self.numbers[reference]
        placed = self.placed[scale.kind]
        up = placed.furthest(pair, of_a, of_b, scale, third_place=third)
        down = placed.furthest(pair.swapped(), of_b, of_a, scale, third_place=third)
        return up, down.swapped()


def _figure(arm: Arm, scale: Scale) -> Floats:
    return scale.figure(*scale.parts(arm.rows, arm.rows * arm.observed, arm.rows * arm.expected))


def _as_sure(arms: Arm, at: int, recorded: Arm) -> Arm:
    """Return one of the arms, worth no more rows than were recorded: rows placed by assumption are no evidence."""
    observed, expected = (np.broadcast_to(one, arms.rows.shape)[at : at + 1] for one in (arms.observed, arms.expected))
    return replace(recorded, observed=observed, expected=expected)
