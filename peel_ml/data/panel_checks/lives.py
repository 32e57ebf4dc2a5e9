"""When a category or an area is alive: between the first and the last period in which it holds what it usually does.

A few stray records before or after (a late correction, a code tried out) do not make it alive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

ALIVE = 0.1
"""A period with at least this share of the category's largest one counts as alive."""
WINDOW = 3
"""Periods at either end over which its size is taken."""
GAP = 2
"""Periods that may lie between the end of one and the beginning of another, and by which they may overlap."""
LIKE = 2.0
"""Sizes that differ by less than this factor are alike."""
LEAST = 5.0
"""A category with fewer than this a period at its end is too small to be told from chance."""


@dataclass(frozen=True)
class Life:
    """First and last period of a category, and its mean size in the periods at either end."""

    name: str
    first: int
    last: int
    size_at_first: float
    size_at_last: float


def lives(cells: pl.DataFrame, column: str) -> list[Life]:
    """Return the life of each category of `column` in a frame of ``period`` and ``total``."""
    found = []
    for (name,), rows in cells.drop_nulls(column).sort("period").group_by(column, maintain_order=True):
        totals, periods = rows["total"].fill_null(0), rows["period"]
        largest = totals.max()
        if not isinstance(largest, float) or largest <= 0:
            continue
        alive = totals >= ALIVE * largest
        at, held = periods.filter(alive), totals.filter(alive)
        found.append(
            Life(str(name), at[0], at[-1], float(held.head(WINDOW).mean()), float(held.tail(WINDOW).mean()))  # type: ignore[arg-type]
        )
    return sorted(found, key=lambda life: life.name)


def ended(found: Sequence[Life], last: int, least: float = LEAST) -> list[Life]:
    """Return those that end before the panel does, by more than a period, and are not tiny."""
    return [life for life in found if life.last < last - 1 and life.size_at_last >= least]


def begun(found: Sequence[Life], first: int, least: float = LEAST) -> list[Life]:
    """Return those that begin after the panel does, by more than a period, and are not tiny."""
    return [life for life in found if life.first > first + 1 and life.size_at_first >= least]


def follows(new: Life, old: Life) -> bool:
    """Tell whether one begins about when the other ends."""
    return new.name != old.name and -GAP < new.first - old.last <= GAP + 1


def alike(one: float, other: float) -> bool:
    """Tell whether two sizes are alike."""
    return one < LIKE * other and other < LIKE * one
