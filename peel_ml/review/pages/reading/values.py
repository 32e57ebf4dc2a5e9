"""A value of a JSON file in a form that people read: named facts, a table, or a list, never a wall of brackets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peel_ml.cards.words import MINUS, spoken
from peel_ml.review.pages.reading.grids import Cell, Grid

MOST, FEW = 60, 8
"""Of a longer list so many are shown and the rest counted; of one whose parts are long fewer."""
_COLUMNS = 6
_DEPTH = 2


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
        names = _columns(list(found.values()))
        if names and len(found) > 1:
            rows = tuple(
                (Cell(spoken(str(key))), *(Cell(_word(one.get(name))) for name in names))
                for key, one in list(found.items())[:MOST]
            )
            return Value(grid=Grid("Values", ("What", *map(spoken, names)), rows), rest=max(0, len(found) - MOST))
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
    if names := _columns(shown):
        rows = tuple(tuple(Cell(_word(one.get(name))) for name in names) for one in shown)
        return Value(grid=Grid("Values", tuple(map(spoken, names)), rows), rest=rest)
    if all(not isinstance(one, dict | list) for one in shown):
        return Value(", ".join(map(_word, shown)), rest=rest)
    few = tuple(value_of(one, depth + 1) for one in shown[:FEW])
    return Value(listed=few, rest=len(found) - len(few))


def _columns(found: list[Any]) -> list[str]:
    """Return the columns of a table where every value is a row of it: flat, and not too wide; else none."""
    if not all(isinstance(one, dict) for one in found):
        return []
    names = list(dict.fromkeys(name for one in found for name in one))
    flat = not any(isinstance(x, dict | list) for one in found for x in one.values())
    return names if flat and len(names) <= _COLUMNS else []


def _word(found: Any) -> str:
    if found is None:
        return "Not stated or withheld"
    if isinstance(found, bool):
        return "Yes" if found else "No"
    if isinstance(found, float):
        return f"{found:.4g}".replace("-", MINUS)
    if isinstance(found, int):
        return f"{found:,}".replace("-", MINUS)
    return str(found) or "Empty"
