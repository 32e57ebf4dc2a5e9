"""A value of a JSON file in a form that people read: named facts, a table, or a list, never a wall of brackets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peel_ml.cards.words import MINUS, spoken
from peel_ml.review.pages.reading.grids import Cell, Grid

MOST = 60
"""Of a longer list so many are shown and the rest counted."""
_COLUMNS = 6
_DEPTH = 3


@dataclass(frozen=True)
class Value:
    """One value: words, named values, a table, or a list."""

    words: str = ""
    named: tuple[tuple[str, Value], ...] = ()
    grid: Grid | None = None
    listed: tuple[Value, ...] = ()
    rest: int = 0
    """How many more there are that are not shown."""


def value_of(found: Any, depth: int = 0) -> Value:
    """Return a JSON value as people read it.

    Examples
    --------
    >>> value_of({"log_loss": -0.5}).named[0]
    ('Log loss', Value(words='−0.5', named=(), grid=None, listed=(), rest=0))
    """
    if isinstance(found, dict):
        if depth >= _DEPTH:
            return Value(f"{len(found)} values, deeper in the file")
        shown = list(found.items())[:MOST]
        return Value(
            "" if found else "Nothing",
            named=tuple((spoken(str(name)), value_of(one, depth + 1)) for name, one in shown),
            rest=len(found) - len(shown),
        )
    if isinstance(found, list):
        return _list(found, depth)
    return Value(_word(found))


def _list(found: list[Any], depth: int) -> Value:
    if not found:
        return Value("None")
    if depth >= _DEPTH:
        return Value(f"{len(found)} values, deeper in the file")
    shown, rest = found[:MOST], max(0, len(found) - MOST)
    names = list(dict.fromkeys(name for one in shown if isinstance(one, dict) for name in one))
    flat = all(isinstance(one, dict) and not any(isinstance(x, dict | list) for x in one.values()) for one in shown)
    if flat and len(names) <= _COLUMNS:
        rows = tuple(tuple(Cell(_word(one.get(name))) for name in names) for one in shown)
        return Value(grid=Grid("Values", tuple(map(spoken, names)), rows), rest=rest)
    if all(not isinstance(one, dict | list) for one in shown):
        return Value(", ".join(map(_word, shown)), rest=rest)
    return Value(listed=tuple(value_of(one, depth + 1) for one in shown), rest=rest)


def _word(found: Any) -> str:
    if found is None:
        return "Not known or withheld"
    if isinstance(found, bool):
        return "Yes" if found else "No"
    if isinstance(found, float):
        return f"{found:.4g}".replace("-", MINUS)
    if isinstance(found, int):
        return f"{found:,}".replace("-", MINUS)
    return str(found) or "Empty"
