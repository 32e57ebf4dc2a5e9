"""A record whose mappings stand in the order of its file, so that a card never shows the order of making in memory."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def settled(value: T) -> T:
    """Return the same values with every mapping's keys by the alphabet, as a written record has them.

    Examples
    --------
    >>> settled({"b": ({"z": 1, "a": 2},), "a": 3})
    {'a': 3, 'b': ({'a': 2, 'z': 1},)}
    """
    made: T = _settled(value)
    return made


def _settled(value: Any) -> Any:
    # What stands right already is handed back as it is: most of a record.
    if isinstance(value, (str, int, float)) or value is None:
        return value
    if isinstance(value, dict):
        keys = sorted(value)
        inside = {key: _settled(value[key]) for key in keys}
        same = keys == list(value) and all(inside[key] is value[key] for key in keys)
        return value if same else inside
    if isinstance(value, (tuple, list)):
        parts = [_settled(one) for one in value]
        if all(new is old for new, old in zip(parts, value, strict=True)):
            return value
        return tuple(parts) if isinstance(value, tuple) else parts
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            name: new for name in _names(type(value)) if (new := _settled(old := getattr(value, name))) is not old
        }
        return replace(value, **changed) if changed else value
    return value


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))
