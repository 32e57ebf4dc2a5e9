"""Everything a card says, as short texts that can be matched with those of another card."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from peel_ml.cards.card import Body
from peel_ml.cards.content import Block, Status, Table

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")
_NUMBER = re.compile(r"[−\-+]?\d[\d.,]*\d|[−\-+]?\d|\b(?:none|no|one)\b")


@dataclass(frozen=True)
class Said:
    """One sentence, answer or cell of a card. Two cards' texts of the same `key` are the same thing."""

    section: str
    key: tuple[str, ...]
    what: str
    """What it is, where that is more than a sentence: a fact's name, a row and a column."""
    text: str
    cell: bool = False
    """Whether it stands in a table of figures."""


def said(body: Body) -> tuple[Said, ...]:
    """Return everything a card says, in reading order; what is said twice has a key of its own each time."""
    times: Counter[tuple[str, ...]] = Counter()
    found = []
    for one in _body(body):
        times[one.key] += 1
        found.append(Said(one.section, (*one.key, str(times[one.key])), one.what, one.text, one.cell))
    return tuple(found)


def _body(body: Body) -> Iterator[Said]:
    yield from _sentences("Summary", body.summary)
    yield from _sentences("Summary", body.headline)
    yield _keyed("Summary", "Title", body.title)
    yield _keyed("Summary", "Published by", body.publisher)
    for one in body.status:
        yield from _status("Summary", one)
    for answer in body.decision_sheet:
        for sentence in answer.sentences:
            yield from _sentences("Summary", sentence, answer.question)
    for tile in body.key_facts:
        yield _keyed("Key facts", tile.label, f"{tile.figure}. {tile.detail}".strip())
    for one in body.checks:
        yield from _status("Checks at a glance", one)
    for field in body.fields:
        yield _keyed("What assurance asks for", f"{field.code} {field.name}", f"{field.state}: {field.text}")
    for section in body.sections:
        for block in section.blocks:
            yield from _block(section.title, block)


def _keyed(section: str, what: str, text: str) -> Said:
    return Said(section, (section, what), what, text)


def _sentences(section: str, text: str, what: str = "") -> Iterator[Said]:
    """Yield sentences; those that differ in their figures alone have the same key."""
    for sentence in _SENTENCE.split(text):
        if sentence.strip():
            yield Said(section, (section, what, _NUMBER.sub("#", sentence)), what, sentence.strip())


def _status(section: str, one: Status) -> Iterator[Said]:
    yield Said(section, (section, one.title, one.code), one.title, one.word)
    for text in (one.text, one.fix):
        yield from _sentences(section, text, one.title)


def _block(section: str, block: Block) -> Iterator[Said]:
    match block.kind:
        case "paragraph" | "caution":
            yield from _sentences(section, f"{block.lead} {block.text}".strip())
        case "heading":
            yield from _sentences(section, block.text)
        case "listing":
            for item in block.items:
                yield from _sentences(section, item)
        case "facts":
            for one in block.facts:
                yield _keyed(section, one.term, one.text)
        case "statuses":
            for status in block.statuses:
                yield from _status(section, status)
        case "table":
            yield from _table(section, block)
        case "figure":
            for text in (block.headline, block.subtitle, block.shows):
                yield from _sentences(section, text)
            yield from _table(section, block.table)
        case "fold":
            yield from _sentences(section, block.summary)
            for part in block.blocks:
                yield from _block(section, part)


def _table(section: str, table: Table) -> Iterator[Said]:
    heading = ""
    for cells in table.rows:
        if len(cells) == 1 < len(table.columns):
            heading = cells[0]
            continue
        name = ": ".join(part for part in (heading, cells[0]) if part)
        for column, cell in zip(table.columns[1:], cells[1:], strict=False):
            yield Said(section, (section, table.caption, name, column.name), f"{name}, {column.name}", cell, cell=True)
        if len(table.columns) == 1:
            yield Said(section, (section, table.caption, name), table.caption, cells[0], cell=True)
