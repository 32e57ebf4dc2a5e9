"""Everything that assurance asks for, in one table: the last page for a reviewer who ticks off."""

from __future__ import annotations

from collections.abc import Mapping

from peel_ml.cards.content import Column, Fold, Paragraph, Section, Table, grouped
from peel_ml.cards.field import Field
from peel_ml.cards.words import counted

_SOURCES = {"measured": "M", "declared": "D", "reviewer": "R"}
_SHORT = 50
"""A longer answer that a section shows in full stands there alone; the table says where."""
_NEEDED = ("Needed for submission", "Needed for approval", "Not needed")


def section(fields: tuple[Field, ...], titles: Mapping[str, str]) -> Section:
    """Return the section.

    Parameters
    ----------
    fields : tuple of Field
        Every field of the card.
    titles : mapping of str to str
        Titles of the card's sections by their ids.
    """
    still = [one for one in fields if one.state == "open"]
    submit = sum(one.to_submit for one in still)
    return Section(
        "asked",
        "Everything assurance asks for",
        (
            Paragraph(
                f"{counted(len(fields), 'field')}. {len(fields) - len(still)} have an answer, or a reason why there is "
                f"none. {submit} must still be answered before the card can be submitted, "
                f"and {len(still) - submit} at sign-off."
            ),
            Fold(
                "Every field: the answer, who gives it, and what it is needed for",
                (
                    Table(
                        "Fields by their number in the card’s specification. An answer is M measured, D declared, or "
                        "R given by a reviewer at sign-off",
                        (Column("Question"), Column("Answer, or the section that shows it"), Column("By")),
                        grouped((_needed(one), _row(one, titles)) for one in sorted(fields, key=_place)),
                    ),
                ),
            ),
        ),
        technical=True,
    )


def _needed(one: Field) -> str:
    return _NEEDED[0 if one.to_submit else 1 if one.to_approve else 2]


def _place(one: Field) -> int:
    return _NEEDED.index(_needed(one))


def _row(one: Field, titles: Mapping[str, str]) -> tuple[str, ...]:
    by = "".join(letter for source, letter in _SOURCES.items() if source in one.sources)
    return (f"{one.code} {one.name}", _short(one, titles), by)


def _short(one: Field, titles: Mapping[str, str]) -> str:
    if one.state == "open":
        # What is decided at sign-off stands under that heading.
        return f"{one.text.split('. ')[0].rstrip('.')}."
    if len(one.text) > _SHORT and one.section in titles:
        return titles[one.section]
    return one.text
