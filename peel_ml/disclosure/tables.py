"""Disclosure control of counts: what is too small to show, and what would give it away.

A count below the minimum is withheld. Where totals are published, one withheld cell could be worked out by
subtraction, so further cells are withheld until the published figures leave every small count open: it could
also be the minimum or more. Hundepool et al. (2012), Statistical Disclosure Control, ch. 4.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from peel_ml.errors import BadRequest

MINIMUM = 5
"""Smallest count shown in the internal view. Zero is below it: "nobody" says something about everybody."""
TOO_FEW = "too few to report"
"""The reason that stands in place of a withheld count."""

Shown = tuple[int | None, ...]


@dataclass(frozen=True)
class SuppressedTable:
    """A table of counts with its margins; ``None`` where a count is withheld."""

    cells: tuple[Shown, ...]
    row_totals: Shown
    column_totals: Shown
    total: int | None


def suppress_small(counts: Sequence[int], minimum: int = MINIMUM) -> Shown:
    """Withhold small counts of a list whose total is known.

    Parameters
    ----------
    counts : sequence of int
        Counts of one breakdown, at least 0.
    minimum : int
        Smallest count that may be shown.

    Returns
    -------
    tuple of (int or None)
        ``None`` where a count is withheld. If any is, at least two are, and together they come to the
        minimum: else the smallest remaining count is withheld too. When the total itself is below the
        minimum all are withheld, and so must be the total.

    Raises
    ------
    BadRequest
        A count is below 0, or the minimum below 1.

    Examples
    --------
    >>> suppress_small([3, 50, 12])
    (None, 50, None)
    >>> suppress_small([3, 4, 50, 12])
    (None, None, 50, 12)
    """
    _check([counts], minimum)
    withheld = {index for index, count in enumerate(counts) if count < minimum}
    rest = sorted((count, index) for index, count in enumerate(counts) if count >= minimum)
    # One small count alone never comes to the minimum, so this also sees to it that there are two.
    if rest and withheld and sum(counts[index] for index in withheld) < minimum:
        withheld.add(rest[0][1])
    return tuple(None if index in withheld else count for index, count in enumerate(counts))


def suppress_table(table: Sequence[Sequence[int]], minimum: int = MINIMUM) -> SuppressedTable:
    """Withhold small counts of a two-way table whose margins are published.

    Parameters
    ----------
    table : sequence of sequences of int
        Counts, at least 0; every row equally long.
    minimum : int
        Smallest count that may be shown; margins below it are withheld like cells.

    Returns
    -------
    SuppressedTable
        For every count below the minimum, the figures left standing also allow the minimum or more; no
        withheld figure can be worked out from the others.

    Raises
    ------
    BadRequest
        A count is below 0, rows differ in length, or the minimum is below 1.

    Notes
    -----
    A table with margins is a flow: from a source through rows and columns to a sink and back. A withheld
    count is open exactly if flow can be sent around a cycle through it that changes withheld counts only. For
    each small count the cheapest such cycles are opened, the cost being the counts withheld for it
    (Castro 2012, "Recent advances in optimization techniques for statistical tabular data protection").

    Examples
    --------
    >>> suppress_table([[3, 20, 30], [40, 10, 60], [70, 80, 90]]).cells
    ((None, None, 30), (None, None, 60), (70, 80, 90))
    """
    _check(table, minimum)
    if not table or not table[0]:
        return SuppressedTable(tuple(() for _ in table), tuple(None for _ in table), (), None)
    flow = _Flow(table)
    small = sorted((arc for arc in flow.value if flow.value[arc] < minimum), key=lambda arc: flow.value[arc])
    withheld = set(small)
    for arc in small:
        flow.open(arc, minimum - flow.value[arc], withheld)
    rows, columns = len(table), len(table[0])

    def shown(arc: Arc) -> int | None:
        return None if arc in withheld else flow.value[arc]

    source, sink = rows + columns, rows + columns + 1
    return SuppressedTable(
        tuple(tuple(shown((row, rows + column)) for column in range(columns)) for row in range(rows)),
        tuple(shown((source, row)) for row in range(rows)),
        tuple(shown((rows + column, sink)) for column in range(columns)),
        shown((sink, source)),
    )


Arc = tuple[int, int]


class _Flow:
    """The table as a circulation: nodes are rows, columns, a source and a sink; each count is an arc."""

    def __init__(self, table: Sequence[Sequence[int]]) -> None:
        rows, columns = len(table), len(table[0])
        source, sink = rows + columns, rows + columns + 1
        self.nodes = rows + columns + 2
        self.value: dict[Arc, int] = {
            (row, rows + column): table[row][column] for row in range(rows) for column in range(columns)
        }
        self.value |= {(source, row): sum(table[row]) for row in range(rows)}
        self.value |= {(rows + column, sink): sum(line[column] for line in table) for column in range(columns)}
        self.value[sink, source] = sum(map(sum, table))

    def open(self, arc: Arc, amount: int, withheld: set[Arc]) -> None:
        """Withhold further counts until the count of `arc` could be larger by `amount`."""
        value = dict(self.value)
        while amount > 0:
            path = self._cheapest(arc, value, withheld)
            # Going against an arc lowers its count, which cannot fall below zero.
            step = min([amount, *(value[used] for used, forward in path if not forward)])
            for used, forward in path:
                value[used] += step if forward else -step
                withheld.add(used)
            amount -= step

    def _cheapest(self, arc: Arc, value: dict[Arc, int], withheld: set[Arc]) -> list[tuple[Arc, bool]]:
        """Return the cheapest way from the head of an arc to its tail (Dijkstra), as (arc, forward) steps."""
        steps: dict[int, list[tuple[int, Arc, bool]]] = {node: [] for node in range(self.nodes)}
        for used in self.value:
            if used != arc:
                steps[used[0]].append((used[1], used, True))
                if value[used] > 0:
                    steps[used[1]].append((used[0], used, False))
        start, goal = arc[1], arc[0]
        cost = {start: 0}
        came: dict[int, tuple[int, Arc, bool]] = {}
        queue = [(0, start)]
        while queue:
            so_far, node = heapq.heappop(queue)
            if node == goal:
                break
            if so_far > cost[node]:
                continue
            for neighbour, used, forward in steps[node]:
                price = so_far + (0 if used in withheld else self.value[used] + 1)
                if neighbour not in cost or price < cost[neighbour]:
                    cost[neighbour] = price
                    came[neighbour] = (node, used, forward)
                    heapq.heappush(queue, (price, neighbour))
        path: list[tuple[Arc, bool]] = []
        node = goal
        while node != start:
            node, used, forward = came[node]
            path.append((used, forward))
        return path


def _check(table: Sequence[Sequence[int]], minimum: int) -> None:
    if minimum < 1:
        raise BadRequest("The smallest count that may be shown must be at least 1.")
    if any(count < 0 for row in table for count in row):
        raise BadRequest("A table of counts holds a number below 0.")
    if len({len(row) for row in table}) > 1:
        raise BadRequest("The rows of a table of counts differ in length.")
