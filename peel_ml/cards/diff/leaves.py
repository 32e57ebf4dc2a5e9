"""Every leaf that differs between two documents of mappings, lists and plain values."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_NAMES = ("name", "title", "caption", "term", "question", "headline", "summary", "lead", "code", "benefit", "metric")
"""Keys that name a mapping in a list, the best first."""


@dataclass(frozen=True)
class Leaf:
    """One plain value that differs; ``None`` where there is none."""

    path: tuple[str, ...]
    before: Any
    after: Any


def leaves(before: Any, after: Any, path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Yield every leaf that differs, in an order that does not depend on which document comes first.

    Items of a list are matched by what they hold, not by their place: one that was put in front changes one line and
    not all. That items stand in another order is a leaf of its own, under ``order``.

    Examples
    --------
    >>> list(leaves({"a": 1, "b": ["x", "y"]}, {"a": 2, "b": ["z", "x", "y"]}))
    [Leaf(path=('a',), before=1, after=2), Leaf(path=('b', '1'), before=None, after='z')]
    """
    if _listed(before) and _listed(after):
        yield from _lists(list(before), list(after), path)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted({*before, *after}, key=str):
            yield from leaves(before.get(key), after.get(key), (*path, str(key)))
    elif not _plain(before) or not _plain(after):
        # A plain value gave way to a list or mapping, or the other way about: every leaf of both.
        for path_, value in _flat(before, path):
            yield Leaf(path_, value, None)
        for path_, value in _flat(after, path):
            yield Leaf(path_, None, value)
    elif _text(before) != _text(after):
        yield Leaf(path, before, after)


def _listed(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _plain(value: Any) -> bool:
    return not _listed(value) and not isinstance(value, Mapping)


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def _flat(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, Mapping):
        for key in sorted(value, key=str):
            yield from _flat(value[key], (*path, str(key)))
    elif _listed(value):
        for place, item in enumerate(value, 1):
            yield from _flat(item, (*path, _label(item, item, place)))
    elif value is not None:
        yield path, value


def _lists(before: list[Any], after: list[Any], path: tuple[str, ...]) -> Iterator[Leaf]:
    common = Counter(map(_text, before)) & Counter(map(_text, after))
    kept_before, only_before = _sorted_out(before, common)
    kept_after, only_after = _sorted_out(after, common)
    if kept_before != kept_after:
        yield Leaf((*path, "order"), "; ".join(kept_before), "; ".join(kept_after))
    for place in range(max(len(only_before), len(only_after))):
        old = only_before[place] if place < len(only_before) else None
        new = only_after[place] if place < len(only_after) else None
        yield from leaves(old, new, (*path, _label(old, new, place + 1)))


def _sorted_out(items: list[Any], common: Counter[str]) -> tuple[list[str], list[Any]]:
    """Return what both lists hold, as text in this list's order, and what this one alone holds."""
    left = Counter(common)
    kept, alone = [], []
    for item in items:
        text = _text(item)
        if left[text]:
            left[text] -= 1
            kept.append(text)
        else:
            alone.append(item)
    return kept, alone


def _label(old: Any, new: Any, place: int) -> str:
    names = {_name(one) for one in (old, new) if one is not None}
    only = names.pop() if len(names) == 1 else None
    return only or str(place)


def _name(item: Any) -> str | None:
    if isinstance(item, Mapping):
        return next((str(item[key]) for key in _NAMES if isinstance(item.get(key), str) and item[key]), None)
    return str(item[0]) if _listed(item) and item and isinstance(item[0], str) else None
