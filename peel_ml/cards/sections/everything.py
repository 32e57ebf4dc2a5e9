"""Everything that assurance asks for, in one table: the last page for a reviewer who ticks off."""

from __future__ import annotations

from collections.abc import Mapping

from peel_ml.cards.content import Column, Fold, Paragraph, Section, Table
from peel_ml.cards.field import Field
from peel_ml.cards.words import counted, joined

_SOURCES = {"measured": "measured", "declared": "declared", "reviewer": "a reviewer"}
_LONGEST = 110
"""A longer answer stands in its section; the table says where."""


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
                        "Fields by their number in the card’s specification",
                        (
                            Column("Question"),
                            Column("Answer"),
                            Column("Given by"),
                            Column("Needed for"),
                        ),
                        tuple(_row(one, titles) for one in fields),
                    ),
                ),
            ),
        ),
        technical=True,
    )


def _row(one: Field, titles: Mapping[str, str]) -> tuple[str, ...]:
    needed = "Submission" if one.to_submit else "Approval" if one.to_approve else "Not needed"
    return (f"{one.code} {one.name}", _short(one, titles), _by(one), needed)


def _by(one: Field) -> str:
    names = joined([_SOURCES[source] for source in one.sources])
    return names[:1].upper() + names[1:]


def _short(one: Field, titles: Mapping[str, str]) -> str:
    if one.state == "open":
        return f"{one.text.split('. Known so far:')[0].rstrip('.')}."
    if one.state == "given" and len(one.text) > _LONGEST and one.section in titles:
        return "See the annex." if one.section == "annex" else f"See “{titles[one.section]}”."
    return one.text
