"""The difference as one HTML page in the card's look: no network, no script to be readable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from peel_ml.cards.content import Column, Table, grouped
from peel_ml.cards.diff.content import Difference, Part, Row, summary
from peel_ml.cards.html import page

MOST = 400
"""A part of details with more rows than this is only counted: nobody reads it, and the page stays small."""
MANY = 60
"""Of a list that is longer, the page shows so many and counts the rest: what changed that much is to be read anew."""
FEW = 12
"""A list of more than this is closed until it is asked for."""
_DIGEST = re.compile(r"\b([0-9a-f]{16})[0-9a-f]{24,48}\b")
_LONG = 110
"""Texts that are longer than this stand in a list, not in a table."""


def to_html(difference: Difference) -> str:
    """Return the difference as HTML: the same bytes for the same difference, every word from outside escaped."""
    return page(
        "diff",
        difference=difference,
        summary=summary(difference),
        parts=[part for part in difference.parts if part.rows],
        same=[part for part in difference.parts if not part.rows],
        blocks=_blocks,
        most=MOST,
        few=FEW,
        many=MANY,
    )


@dataclass(frozen=True)
class _Listed:
    """Rows under one heading, as a list: their texts are too long for a table."""

    heading: str
    rows: tuple[Row, ...]


def _blocks(part: Part) -> list[Table | _Listed]:
    """Return a part as lists of long texts and tables of short ones, in the order of its rows."""
    found: list[Table | _Listed] = []
    short: list[Row] = []
    for heading, rows in groupby(part.rows, lambda row: row.under):
        here = tuple(rows)
        if all(len(text or "") <= _LONG for row in here for text in (row.before, row.after)):
            short += here
            continue
        found += _table(part.title, short)
        short = []
        found.append(_Listed(heading, here))
    return [*found, *_table(part.title, short)]


def _table(caption: str, rows: list[Row]) -> list[Table]:
    if not rows:
        return []
    columns = ["What", "Before", "After"] + (["What it means"] if any(row.said for row in rows) else [])
    cells = [
        (row.under, (row.what or "–", _cell(row.before), _cell(row.after), row.said)[: len(columns)]) for row in rows
    ]
    headed = tuple(row for row in grouped(cells) if row != ("",))
    return [Table(caption, tuple(Column(name) for name in columns), headed)]


def _cell(text: str | None) -> str:
    """Return a text as a table shows it: of a digest its beginning, which tells two apart."""
    return "Not there" if text is None else _DIGEST.sub(r"\1…", text)
