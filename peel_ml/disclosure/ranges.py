"""How large withheld counts could be, given everything that stands: bounds first, integer programming for the rest."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

_WHOLE = 1e-6
_STEPS, _DEEP = 60, 16
_WORTHWHILE = 0.8

MORE = 1_000_000_000
"""Larger than any count: no bound."""


@dataclass(frozen=True)
class Equation:
    """Signed withheld counts add up to a number."""

    terms: tuple[tuple[int, int], ...]
    """(index, +1 or -1)."""
    right: int


def bounds(equations: Sequence[Equation], size: int) -> tuple[list[float], list[float]]:
    """Return a number that each count cannot be under, and one that it cannot exceed: one equation after another.

    Examples
    --------
    >>> bounds([Equation(((0, 1), (1, 1)), 7), Equation(((1, 1), (2, -1)), 3)], 3)
    ([0.0, 3.0, 0.0], [4.0, 7.0, 4.0])
    """
    low, high = [0.0] * size, [math.inf] * size
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
    """Numbers that fit every equation, and how one of them can grow at the cost of others."""

    def __init__(self, equations: Sequence[Equation], point: Sequence[float]) -> None:
        self.equations = equations
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
        if self.point[at] + change < 0 or self.steps > _STEPS or len(moved) > _DEEP:
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
        free = [(one, sign) for one, sign in self.equations[number].terms if one not in moved]
        for one, sign in sorted(free, key=lambda term: len(self.uses[term[0]])):
            before = dict(moved)
            if self._push(one, -off * sign, number, moved):
                return True
            moved.clear()
            moved.update(before)
        return False


class Problem:
    """The equations as a linear program (SciPy's HiGHS), in whole numbers where that makes a difference."""

    def __init__(self, equations: Sequence[Equation], most: Sequence[float]) -> None:
        self.equations, self.size, self.high = equations, len(most), len(equations)
        rows = [row for row, one in enumerate(equations) for _ in one.terms]
        columns = [at for one in equations for at, _ in one.terms]
        signs = [float(sign) for one in equations for _, sign in one.terms]
        self.entries = np.array(signs), np.array(rows), np.array(columns)
        self.right = np.array([float(one.right) for one in equations])
        self.most = np.array([min(float(one), MORE) for one in most])

    def unproved(self, wanted: Mapping[int, int]) -> dict[int, int]:
        """Return the counts that are not at once seen to be able to be as large as wanted.

        Whole numbers that fit every equation are looked for in which many of them are; the others are pushed up by
        exchanges with their neighbours. Nothing is returned where no numbers fit: the counts are then not of one set
        of people, and nothing follows from them.
        """
        left = dict(wanted)
        while left and self.equations:
            found = self._together(left)
            if found is None:
                return {}
            exchange = Exchange(self.equations, found)
            before, left = left, {at: number for at, number in left.items() if not exchange.reaches(at, number)}
            if len(left) > _WORTHWHILE * len(before):
                break
        return left

    def _together(self, wanted: Mapping[int, int]) -> np.ndarray | None:  # type: ignore[type-arg]
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
        limits = Bounds(np.zeros(width), np.concatenate([self.most, [float(one) for one in wanted.values()]]))
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
    (the shortest-path heuristic of Castro 2012 for tables, as a program for any equations).
    """

    def __init__(self, equations: Sequence[Sequence[tuple[int, int]]], counts: Sequence[int | None]) -> None:
        from scipy.sparse import coo_array, hstack

        entries = [(row, at, sign) for row, one in enumerate(equations) for at, sign in one]
        rows, columns, signs = (np.array(one) for one in zip(*entries, strict=True))
        shape = (len(equations), len(counts))
        matrix = coo_array((signs.astype(float), (rows, columns)), shape=shape).tocsc()
        self.matrix, self.high = hstack([matrix, matrix, -matrix]).tocsc(), len(equations)
        self.counts = np.array([float(one or 0) for one in counts])

    def cheapest(
        self, at: int, number: int, hidden: Collection[int], kept: Collection[int]
    ) -> tuple[list[int], list[float]] | None:
        """Return what more must be withheld for a count to reach a number, and numbers that fit then.

        ``None`` where nothing that may be withheld lets it.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        size = len(self.counts)
        free, fixed = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
        free[list(hidden)] = True
        fixed[list(kept)] = True
        moves = ~free & ~fixed
        least = np.where(free, 0.0, self.counts)
        most = np.where(free, float(MORE), self.counts)
        least[at] = max(least[at], float(number))
        up = np.where(moves, float(MORE), 0.0)
        down = np.where(moves, self.counts, 0.0)
        price = np.where(moves, self.counts + 1.0, 0.0)
        limits = Bounds(np.concatenate([least, np.zeros(2 * size)]), np.concatenate([most, up, down]))
        none = np.zeros(self.high)
        goal, fits = np.concatenate([np.zeros(size), price, price]), LinearConstraint(self.matrix, none, none)
        found = milp(goal, constraints=fits, bounds=limits).x
        if found is not None and np.abs(found - np.round(found)).max() > _WHOLE:
            found = milp(goal, constraints=fits, bounds=limits, integrality=np.ones(3 * size)).x
        if found is None:
            return None
        moved = found[size : 2 * size] + found[2 * size :]
        point = found[:size] + found[size : 2 * size] - found[2 * size :]
        return np.flatnonzero(moved > 0.5).tolist(), point.tolist()
