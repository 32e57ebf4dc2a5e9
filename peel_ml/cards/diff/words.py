"""Words that several parts of a difference share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from peel_ml.cards.diff.content import Row
from peel_ml.cards.words import NOT_MEASURED, number, spread
from peel_ml.results.estimate import Estimate, PairedDifference


def differs(what: str, before: str | None, after: str | None, said: str = "", under: str = "") -> tuple[Row, ...]:
    """Return one row where the two differ, else none."""
    return () if before == after else (Row(what, before, after, said, under),)


def only(items: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """Return the items that the others lack, in order."""
    lacking = set(others)
    return tuple(item for item in items if item not in lacking)


def each(before: Iterable[str], after: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of both sides, each once: those of the first, then what the second adds."""
    return tuple(dict.fromkeys([*before, *after]))


def value(one: Any) -> str | None:
    """Return a declared or chosen value as text; ``None`` where there is none.

    Examples
    --------
    >>> value(True), value(0.050000000000000003), value(None)
    ('Yes', '0.05', None)
    """
    if one is None:
        return None
    if isinstance(one, bool):
        return "Yes" if one else "No"
    return f"{one:.10g}" if isinstance(one, float) else str(one)


def figure(one: Estimate | PairedDifference | None, scale: float, digits: int, unit: str = "") -> str | None:
    """Return a figure with its range in words; ``None`` where it was not asked for.

    Examples
    --------
    >>> figure(Estimate(0.5846, 0.5767, 0.5919), 100, 1, " in 100")
    '58.5 in 100 (95% range 57.7 to 59.2)'
    """
    if one is None:
        return None
    if one.value is None:
        return one.reason or NOT_MEASURED
    text = number(scale * one.value, digits) + unit
    if one.low is None or one.high is None:
        return f"{text} (no range)"
    return f"{text} (95% range {spread(one.low, one.high, scale, digits)})"


def ranges(before: tuple[float | None, float | None], after: tuple[float | None, float | None]) -> str:
    """Say whether two ranges overlap; nothing where there are not two.

    Examples
    --------
    >>> ranges((0.1, 0.2), (0.2, 0.3)), ranges((0.1, 0.2), (0.25, 0.3)), ranges((None, None), (0, 1))
    ('The ranges overlap.', 'The ranges do not overlap.', '')
    """
    (low, high), (other_low, other_high) = before, after
    if low is None or high is None or other_low is None or other_high is None:
        return ""
    return "The ranges overlap." if low <= other_high and other_low <= high else "The ranges do not overlap."


def span(one: Estimate | PairedDifference | None) -> tuple[float | None, float | None]:
    """Return the two ends of a figure's range."""
    return (None, None) if one is None else (one.low, one.high)


def tally(rows: Iterable[Row], changed: str, added: str, removed: str) -> str:
    """Return how many rows changed, appeared and vanished, for example "2 answers changed, 1 added".

    Examples
    --------
    >>> tally([Row("a", "1", "2"), Row("b", None, "2")], "changed", "added", "removed")
    '1 changed, 1 added'
    """
    rows = tuple(rows)
    kinds: tuple[tuple[str, Callable[[Row], bool]], ...] = (
        (changed, lambda one: one.before is not None and one.after is not None),
        (added, lambda one: one.before is None),
        (removed, lambda one: one.after is None),
    )
    counted = ((sum(map(wanted, rows)), word) for word, wanted in kinds)
    return ", ".join(f"{n} {word}" for n, word in counted if n)
