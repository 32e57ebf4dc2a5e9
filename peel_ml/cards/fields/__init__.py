"""Everything that assurance asks of a card: one table of fields, in the order of the specification.

A field is answered, open, not measured, not applicable, or stands for too few people. It is never blank. What an
approval decides is listed as open and joined to the card when it is shown, never part of the hashed content.
"""

from __future__ import annotations

import re
from dataclasses import replace

from peel_ml.cards.declared import Declaration
from peel_ml.cards.field import Field
from peel_ml.cards.fields import (
    closing,
    data,
    disclosure,
    explanation,
    groups,
    identity,
    law,
    model,
    people,
    performance,
    purpose,
    risks,
    summary,
)
from peel_ml.cards.fields.row import Asked, Row, field_of, open_in
from peel_ml.disclosure import INTERNAL, View
from peel_ml.results.recorded import Recorded
from peel_ml.results.studies.record import StudyRecord
from peel_ml.usecase.questions import open_questions

__all__ = ["TABLE", "children_in", "fields", "open_before_submission"]

TABLE: tuple[Row, ...] = (
    *identity.ROWS,
    *summary.ROWS,
    *people.ROWS,
    *purpose.ROWS,
    *law.ROWS,
    *data.ROWS,
    *model.ROWS,
    *performance.ROWS,
    *groups.ROWS,
    *explanation.ROWS,
    *disclosure.ROWS,
    *risks.ROWS,
    *closing.ACCESSIBILITY,
    *closing.MONITORING,
    *closing.ASSURANCE,
    *closing.SIGN_OFF,
    *closing.DIFFERENCES,
)
"""Every field of the specification; adding one is adding a row."""

_UNDER_18 = re.compile(r"^(?:under (?:1[0-8]|\d)|(?:0|\d|1[0-7])\s*(?:-|–|to)\s*1[0-7])\b", re.IGNORECASE)


def children_in(record: Recorded) -> bool:
    """Tell whether an age group under 18 is among the groups that were compared."""
    measures = {
        measure
        for one in record.fairness_assessment.characteristics
        if one.name.lower() == "age"
        for measure in one.measured_as
    }
    return any(row.characteristic in measures and _UNDER_18.match(row.group) for row in record.fairness)


def _asked(record: Recorded, declaration: Declaration, view: View) -> Asked:
    children = children_in(record)
    return Asked(record, declaration, view, children, open_questions(declaration, children))


def fields(record: Recorded, declaration: Declaration, view: View = INTERNAL) -> tuple[Field, ...]:
    """Return every field of the card with its answer.

    Parameters
    ----------
    record : RunRecord
        A record that has passed disclosure control for `view`.
    declaration : Declaration
        The declaration the run used.
    view : View
        Whom the card is for.
    """
    asked = _asked(record, declaration, view)
    return tuple(field_of(row, asked) for row in _rows(record))


def _rows(record: Recorded) -> tuple[Row, ...]:
    """Return the table; a study answers some of its rows otherwise."""
    if not isinstance(record, StudyRecord):
        return TABLE
    # Its answers are told by the cards of kinds, which stand above these fields.
    from peel_ml.cards.studies.fields import ANSWERS

    return tuple(replace(row, answer=ANSWERS.get(row.code, row.answer)) for row in TABLE)


def open_before_submission(record: Recorded, declaration: Declaration) -> dict[str, tuple[str, ...]]:
    """Return what must still be answered before submission: for the name of each open field its open questions."""
    asked = _asked(record, declaration, INTERNAL)
    return {
        one.name: open_in(one.code, asked) or (one.name,)
        for one in (field_of(row, asked) for row in _rows(record))
        if one.to_submit and one.state == "open"
    }
