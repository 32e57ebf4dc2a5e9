"""The annex's figures on how hard the card is to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from peel_ml.cards import reading
from peel_ml.cards.content import Answer, Block, Column, Fold, Heading, Paragraph, Section, Table
from peel_ml.cards.reading import Reading
from peel_ml.cards.words import count, number

METHOD = (
    "Flesch-Kincaid grade (Kincaid and others 1975): a school year in the United States, so about five more is the "
    "reading age. Sentences end with a full stop or a question mark only; a number, a name and quoted words count as "
    "one word of one syllable; brackets with figures, headings and tables are left out. Syllables are pyphen’s "
    "British English hyphenation or the groups of vowels, whichever is more. The formula knows length, not meaning."
)


def added(
    sheet: Iterable[Answer], sections: tuple[Section, ...], declaration: Mapping[str, Any]
) -> tuple[Section, ...]:
    """Return the sections with the reading grades of the sheet and of each section above the annex in the annex."""
    rows = [("Decision sheet", reading.of_sheet(sheet))]
    rows += [(section.title, reading.of_section(section)) for section in sections if not section.technical]
    table = Table(
        "Reading grade of the sentences above this annex",
        (
            Column("Part"),
            Column("Generated text", True),
            Column("Words", True),
            Column("Declared text", True),
            Column("Words", True),
        ),
        tuple((name, *_cells(texts, declaration)) for name, texts in rows),
    )
    blocks: tuple[Block, ...] = (Heading("How hard it is to read"), Paragraph(METHOD), Fold("Reading grades", (table,)))
    # Once: other sections after the annex are technical too.
    annex = next((section.id for section in sections if section.technical), None)
    return tuple(
        replace(section, blocks=(*section.blocks, *blocks)) if section.id == annex else section for section in sections
    )


def _cells(texts: list[str], declaration: Mapping[str, Any]) -> tuple[str, ...]:
    generated, declared = reading.apart(texts, declaration)
    one, other = reading.measured(generated), reading.measured(declared)
    return (_grade(one), count(one.words), _grade(other), count(other.words))


def _grade(one: Reading) -> str:
    return "–" if one.grade is None else number(one.grade, 1)
