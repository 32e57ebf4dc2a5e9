"""Words that the section and the fields share: what was tried, and what changed."""

from __future__ import annotations

from itertools import groupby

from peel_ml.cards.content import Column, Fact, Facts, Fold, Table, grouped
from peel_ml.cards.diff.content import Difference, Part, Row, summary
from peel_ml.cards.signed.content import Signed
from peel_ml.cards.words import joined, lower_first, sentence

MOST = 25
"""Of a part with more rows the card shows so many and counts the rest; the comparison page has all."""
_LONG = 160
_SHORT = 60
"""Texts up to this length stand side by side in a table."""


def worked_words(signed: Signed) -> str:
    """Return what a person found who tried the page.

    Examples
    --------
    >>> from datetime import datetime
    >>> from peel_ml.cards.signed.states import ScopeState
    >>> worked_words(Signed(ScopeState("pilot", "in_review"), datetime(2027, 1, 1), ""))
    'Nobody has yet.'
    """
    if not signed.tried:
        return "Nobody has yet."
    tried = joined([lower_first(one.what) for one in signed.tried])
    return f"{sentence(tried)} By {sentence(signed.tried_by)}"


def changes_in_short(changes: Difference) -> tuple[tuple[str, ...], tuple[Fold, ...]]:
    """Return one sentence for each part in which something differs, and the details to open.

    Parts that only repeat in full what others say are left to the page that compares two cards.
    """
    parts = [part for part in changes.parts if part.rows and not part.detail]
    return summary(changes), tuple(_fold(part) for part in parts)


def _fold(part: Part) -> Fold:
    shown = part.rows[:MOST]
    rest = len(part.rows) - len(shown)
    caption = part.title if not rest else f"{part.title}: the first {MOST} of {len(part.rows)}"
    long = any(len(text or "") > _SHORT for row in shown for text in (row.before, row.after))
    return Fold(f"{part.title}: {len(part.rows)}", (_facts(shown) if long else _table(caption, shown),))


def _facts(rows: tuple[Row, ...]) -> Facts:
    """Return rows of long texts one by one: in a table they would be columns of a few letters."""
    return Facts(tuple(Fact(row.what or row.under or "Text", _told(row)) for row in rows))


def _told(row: Row) -> str:
    if row.before is None:
        return f"New: {_cell(row.after)}"
    if row.after is None:
        return f"Not there any more: {_cell(row.before)}"
    return f"Before: {_cell(row.before)} After: {_cell(row.after)} {row.said}".strip()


def _table(caption: str, shown: tuple[Row, ...]) -> Table:
    names = ("What", "Before", "After", *(("What it means",) if any(row.said for row in shown) else ()))
    cells = [
        (heading, (row.what or "–", _cell(row.before), _cell(row.after), row.said or "–")[: len(names)])
        for heading, rows in groupby(shown, lambda row: row.under)
        for row in rows
    ]
    return Table(caption, tuple(map(Column, names)), tuple(row for row in grouped(cells) if row != ("",)))


def _cell(text: str | None) -> str:
    if text is None:
        return "Not there"
    return text if len(text) <= _LONG else f"{text[:_LONG].rsplit(' ', 1)[0]} …"
