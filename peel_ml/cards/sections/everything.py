"""Everything that assurance asks for, in one table: the last page for a reviewer who ticks off."""

from __future__ import annotations

from collections.abc import Mapping

from peel_ml.cards.content import Column, Fold, Paragraph, Section, Table
from peel_ml.cards.field import Field
from peel_ml.cards.words import counted

_SOURCES = {"measured": "M", "declared": "D", "reviewer": "R"}
_SHORT = 50
"""A longer answer that a section shows in full stands there alone; the table says where."""
_BY = "M measured, D declared, R a reviewer at sign-off"


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
            Fold("Every field, and where its answer stands", tuple(_tables(fields, titles))),
        ),
        technical=True,
    )


def _tables(fields: tuple[Field, ...], titles: Mapping[str, str]) -> list[Table]:
    """Return one row a section for what sections answer, and one row a field for the others."""
    elsewhere = [one for one in fields if _stands_elsewhere(one, titles)]
    here = [one for one in fields if one not in elsewhere]
    sections = dict.fromkeys(one.section for one in elsewhere)
    caption = f"Fields by their number in the specification, each with who gives it: {_BY}"
    tables = [
        Table(
            f"{caption}. A dash: not needed for submission",
            (Column("Field"), Column("Answer")),
            tuple((_name(one), _short(one)) for one in here),
        )
    ]
    if elsewhere:
        named = {id_: "; ".join(_name(one) for one in elsewhere if one.section == id_) for id_ in sections}
        tables.append(
            Table(
                "Fields that a section answers in full",
                (Column("Section"), Column("Fields")),
                tuple(("The annex" if id_ == "annex" else titles[id_], words) for id_, words in named.items()),
            )
        )
    return tables


def _stands_elsewhere(one: Field, titles: Mapping[str, str]) -> bool:
    return one.state != "open" and len(one.text) > _SHORT and one.section in titles


def _name(one: Field) -> str:
    by = "".join(letter for source, letter in _SOURCES.items() if source in one.sources)
    return f"{one.code} {one.name} ({by}{'' if one.to_submit else ' –'})"


def _short(one: Field) -> str:
    # That it is decided at sign-off is said above the table.
    if one.state != "open":
        return one.text
    return f"Open: {one.text.split('. ')[0].rstrip('.').removeprefix('Not yet answered: ')}."
