"""How large withheld counts could be, given everything that stands: bounds first, integer programming for the rest."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MORE = 1_000_000_000
"""Larger than any count: no bound."""

_WHOLE = 1e-6
_STEPS, _DEEP = 60, 16
_WORTHWHILE = 4
_LITTLE = 0.01
_WIDTHS = ((4, 3), (12, 5), (MORE, 60))
"""How many counts of an equation, and how far from the small one, are looked at: near ones first, then all."""


@dataclass(frozen=True)
class Equation:
    """Signed withheld counts add up to a number."""

    terms: tuple[tuple[int, int], ...]
    """(index, +1 or -1)."""
    right: int


Range = tuple[float, float]
"""Least and most that a count can be."""


def bounds(
    equations: Sequence[Equation], size: int, within: Mapping[int, Range] | None = None
) -> tuple[list[float], list[float]]:
    """Return a number that each count cannot be under, and one that it cannot exceed: one equation after another.

    `within` says what is known of a count beside the equations, such as that it was rounded.

    Examples
    --------
    >>> bounds([Equation(((0, 1), (1, 1)), 7), Equation(((1, 1), (2, -1)), 3)], 3)
    ([0.0, 3.0, 0.0], [4.0, 7.0, 4.0])
    """
    low, high = [0.0] * size, [math.inf] * size
    for index, (least, most) in (within or {}).items():
        low[index], high[index] = least, most
    uses: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(equations):
        for index, _ in one.terms:
            uses[index].append(at)
    queue, waiting = deque(range(len(equations))), set(range(len(equations)))
    # Bounds on whole numbers can creep by ones for long; what is not found by then is left to the program.
    for _ in range(20 * len(equations)):
        if not queue:
            break
        at = queue.popleft()
        waiting.discard(at)
        for index in _tightened(equations[at], low, high):
            for other in uses[index]:
                if other not in waiting:
                    waiting.add(other)
                    queue.append(other)
    return low, high


def _tightened(equation: Equation, low: list[float], high: list[float]) -> list[int]:
    """Tighten the bounds of one equation's counts, and return those that moved."""
    least = [low[at] if sign > 0 else -high[at] for at, sign in equation.terms]
    most = [high[at] if sign > 0 else -low[at] for at, sign in equation.terms]
    open_below, open_above = least.count(-math.inf), most.count(math.inf)
    sum_least = sum(one for one in least if one > -math.inf)
    sum_most = sum(one for one in most if one < math.inf)
    moved = []
    for (at, sign), under, over in zip(equation.terms, least, most, strict=True):
        # What the others leave for this one; nothing is known where one of them has no bound.
        up = (
            math.inf
            if open_below - (under == -math.inf)
            else equation.right - sum_least + max(under, -MORE) * (under > -math.inf)
        )
        down = (
            -math.inf
            if open_above - (over == math.inf)
            else equation.right - sum_most + min(over, MORE) * (over < math.inf)
        )
        if sign < 0:
            up, down = -down, -up
        if up < high[at]:
            high[at] = max(up, 0.0)
            moved.append(at)
        if down > low[at]:
            low[at] = down
            moved.append(at)
    return moved


class Exchange:
    """Numbers that fit every equation, and how one of them can grow at the cost of others.

    Where only some counts are free the others stay as they are; one that was rounded moves within its range.
    """

    def __init__(
        self,
        equations: Sequence[Equation],
        point: Sequence[float],
        free: Collection[int] | None = None,
        within: Mapping[int, Range] | None = None,
    ) -> None:
        self.equations, self.free, self.within = equations, free, within or {}
        self.point = [round(one) for one in point]
        self.uses: dict[int, list[int]] = defaultdict(list)
        for at, one in enumerate(equations):
            for index, _ in one.terms:
                self.uses[index].append(at)
        self.steps = 0

    def reaches(self, at: int, number: int) -> bool:
        """Tell whether an exchange was found that makes the count this large; the numbers stay as they are."""
        short = number - self.point[at]
        if short <= 0:
            return True
        self.steps = 0
        return self._push(at, short, None, {})

    def _push(self, at: int, change: int, came: int | None, moved: dict[int, int]) -> bool:
        """Change one count, and others so that every equation but the one it came from holds again."""
        self.steps += 1
        least, most = self.within.get(at, (0, math.inf))
        if not least <= self.point[at] + change <= most or self.steps > _STEPS or len(moved) > _DEEP:
            return False
        moved[at] = change
        for number in self.uses[at]:
            if number == came:
                continue
            terms = self.equations[number].terms
            off = sum(sign * moved.get(one, 0) for one, sign in terms)
            if off and not self._balance(number, off, moved):
                del moved[at]
                return False
        return True

    def _balance(self, number: int, off: int, moved: dict[int, int]) -> bool:
        free = [
            (one, sign)
            for one, sign in self.equations[number].terms
            if one not in moved and (self.free is None or one in self.free)
        ]
        for one, sign in sorted(free, key=lambda term: len(self.uses[term[0]])):
            before = dict(moved)
            if self._push(one, -off * sign, number, moved):
                return True
            moved.clear()
            moved.update(before)
        return False


class Problem:
    """The equations as a linear program (SciPy's HiGHS), in whole numbers where that makes a difference."""

    def __init__(
        self, equations: Sequence[Equation], most: Sequence[float], within: Mapping[int, Range] | None = None
    ) -> None:
        self.equations, self.size, self.high = equations, len(most), len(equations)
        self.within = within or {}
        self.least = np.zeros(self.size)
        for at, (low, _) in self.within.items():
            self.least[at] = low
        rows = [row for row, one in enumerate(equations) for _ in one.terms]
        columns = [at for one in equations for at, _ in one.terms]
        signs = [float(sign) for one in equations for _, sign in one.terms]
        self.entries = np.array(signs), np.array(rows), np.array(columns)
        self.right = np.array([float(one.right) for one in equations])
        self.most = np.array([min(float(one), MORE) for one in most])

    def unproved(self, wanted: Mapping[int, int]) -> tuple[dict[int, int], list[int]]:
        """Return the counts that are not at once seen to be able to be as large as wanted.

        Whole numbers that fit every equation are looked for in which many of them are; the others are pushed up by
        exchanges with their neighbours. Nothing is returned where no numbers fit: the counts are then not of one set
        of people, and nothing follows from them. The second value is numbers that fit.
        """
        left, found = dict(wanted), None
        while left and self.equations:
            found = self._together(left)
            if found is None:
                return {}, []
            exchange = Exchange(self.equations, found.tolist(), within=self.within)
            before, left = left, {at: number for at, number in left.items() if not exchange.reaches(at, number)}
            if len(before) - len(left) < _WORTHWHILE:
                break
        return left, [] if found is None else [round(one) for one in found]

    def _together(self, wanted: Mapping[int, int]) -> NDArray[np.float64] | None:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        places, number = np.array(list(wanted)), len(wanted)
        width, extra = self.size + number, np.arange(number)
        # One more variable for each wanted count: at most as large as it, and at most what is wanted.
        values, rows, columns = self.entries
        rows = np.concatenate([rows, self.high + extra, self.high + extra])
        columns = np.concatenate([columns, places, self.size + extra])
        values = np.concatenate([values, np.ones(number), -np.ones(number)])
        matrix = coo_array((values, (rows, columns)), shape=(self.high + number, width)).tocsc()
        fits = LinearConstraint(
            matrix,
            np.concatenate([self.right, np.zeros(number)]),
            np.concatenate([self.right, np.full(number, np.inf)]),
        )
        limits = Bounds(
            np.concatenate([self.least, np.zeros(number)]),
            np.concatenate([self.most, [float(one) for one in wanted.values()]]),
        )
        # Slightly different weights, so that one count is filled before the next.
        weights = np.concatenate([np.zeros(self.size), -1.0 - 0.3 * extra / number])
        answer = milp(weights, constraints=fits, bounds=limits).x
        # Tables of counts are nearly always whole at the corners; where they are not, whole numbers are asked for.
        if answer is not None and np.abs(answer - np.round(answer)).max() > _WHOLE:
            whole = np.concatenate([np.ones(self.size), np.zeros(number)])
            answer = milp(weights, constraints=fits, bounds=limits, integrality=whole).x
        return None if answer is None else answer[: self.size]


class Choice:
    """What to withhold so that a count could be larger: the cheapest by linear programming.

    Every count that stands may be moved at a price, one that is withheld for nothing; whatever must move is withheld
    (the shortest-path heuristic of Castro 2012 for tables, as a program for any equations). Moves start from numbers
    that fit every equation, so the program need hold no more than the neighbourhood of the count; it grows where that
    is not enough.
    """

    def __init__(
        self,
        equations: Sequence[Sequence[tuple[int, int]]],
        point: Sequence[int],
        worth: Sequence[int],
        within: Mapping[int, Range],
    ) -> None:
        self.equations, self.point, self.worth, self.within = equations, point, worth, within
        self.uses: dict[int, list[int]] = defaultdict(list)
        for number, terms in enumerate(equations):
            for at, _ in terms:
                self.uses[at].append(number)

    def cheapest(
        self, short: Mapping[int, int], hidden: Collection[int], kept: Collection[int]
    ) -> tuple[list[int], dict[int, int], list[int]]:
        """Return what more must be withheld for counts to grow by so much, and how every count moves then.

        The third value is those that nothing that may be withheld lets grow.
        """
        for wide, deep in _WIDTHS:
            near = self._near(list(short), hidden, kept, wide, deep)
            found = self._moves(short, near, hidden) if short else ([], {})
            if found is not None:
                return *found, []
        if len(short) == 1:
            return [], {}, list(short)
        # One of them cannot grow, or not together with the others: one by one.
        more: dict[int, None] = {}
        moves: dict[int, int] = {}
        stuck: list[int] = []
        for at, number in short.items():
            needed, moved, failed = self.cheapest({at: number}, {*hidden, *more}, kept)
            more |= dict.fromkeys(needed)
            stuck += failed
            moves = {one: max(moved.get(one, 0), moves.get(one, 0)) for one in {**moves, **moved}}
        return list(more), moves, stuck

    def _near(
        self, starts: list[int], hidden: Collection[int], kept: Collection[int], wide: int, deep: int
    ) -> list[int]:
        """Return the counts that may move: of each equation the withheld ones and the smallest that stand."""
        near, edge, seen = dict.fromkeys(starts), starts, set()
        for _ in range(deep):
            found: list[int] = []
            for number in [number for one in edge for number in self.uses[one] if number not in seen]:
                if number in seen:
                    continue
                seen.add(number)
                free = [one for one, _ in self.equations[number] if one not in kept and one not in near]
                stand = sorted(
                    (one for one in free if one not in hidden), key=lambda one: (self.point[one] * self.worth[one], one)
                )
                found += [one for one in free if one in hidden] + stand[:wide]
            edge = list(dict.fromkeys(one for one in found if one not in near))
            near |= dict.fromkeys(edge)
        return list(near)

    def _moves(
        self, short: Mapping[int, int], near: list[int], hidden: Collection[int]
    ) -> tuple[list[int], dict[int, int]] | None:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        place, size = {one: index for index, one in enumerate(near)}, len(near)
        touched = dict.fromkeys(number for one in near for number in self.uses[one])
        entries = [
            (row, place[one], sign)
            for row, number in enumerate(touched)
            for one, sign in self.equations[number]
            if one in place
        ]
        rows, columns, signs = (np.array(one) for one in zip(*entries, strict=True))
        # Up and down at a price, and what rounding leaves open for nothing.
        values, rows = np.concatenate([signs, -signs, signs]).astype(float), np.concatenate([rows, rows, rows])
        columns = np.concatenate([columns, columns + size, columns + 2 * size])
        matrix = coo_array((values, (rows, columns)), shape=(len(touched), 3 * size))
        price = np.array([0.0 if one in hidden else (self.point[one] + 1.0) * self.worth[one] for one in near])
        open_ = np.array([self._open(one, hidden) for one in near])
        least = np.concatenate([np.zeros(2 * size), open_[:, 0]])
        for at, number in short.items():
            least[place[at]] = number
        down = [float(self.point[one]) for one in near]
        most = np.concatenate([np.full(size, float(MORE)), down, open_[:, 1]])
        most[[size + place[at] for at in short]] = 0.0
        # A little for every move, so that none is made for nothing.
        goal = np.concatenate([price + _LITTLE, price + _LITTLE, np.zeros(size)])
        none = np.zeros(len(touched))
        fits, limits = LinearConstraint(matrix.tocsc(), none, none), Bounds(least, most)
        found = milp(goal, constraints=fits, bounds=limits).x
        if found is not None and np.abs(found - np.round(found)).max() > _WHOLE:
            found = milp(goal, constraints=fits, bounds=limits, integrality=np.ones(3 * size)).x
        if found is None:
            return None
        found = np.round(found).astype(int)
        paid = found[:size] - found[size : 2 * size]
        more = [one for one, each in zip(near, paid.tolist(), strict=True) if each and one not in hidden]
        moved = (paid + found[2 * size :]).tolist()
        return more, {one: each for one, each in zip(near, moved, strict=True) if each}

    def _open(self, at: int, hidden: Collection[int]) -> Range:
        """Return how far a count that stands can move although it stands."""
        if at in hidden or at not in self.within:
            return 0.0, 0.0
        least, most = self.within[at]
        return least - self.point[at], most - self.point[at]
