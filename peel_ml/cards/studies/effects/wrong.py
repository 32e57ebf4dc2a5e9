"""What would show it wrong."""

from __future__ import annotations

from peel_ml.cards.content import Column, Paragraph, Section, Table
from peel_ml.cards.declared import Declaration
from peel_ml.cards.studies.effects.words import detail
from peel_ml.cards.words import counted
from peel_ml.results.studies.record import StudyRecord

HELD = {True: "Held", False: "Did not hold", None: "Could not be asked"}


def section(record: StudyRecord, declaration: Declaration) -> Section:
    """Return the section."""
    one = detail(record)
    asked = [each for each in one.challenges if each.held is not None]
    held = sum(each.held is True for each in asked)
    return Section(
        "wrong",
        "What would show it wrong",
        (
            Paragraph(
                f"{counted(len(asked), 'question').capitalize()} could have shown that the estimate is no effect. It "
                f"held against {held}. A question that it holds against does not prove it: nobody drew by lot which "
                "areas were treated."
            ),
            Table(
                "Questions that could have shown it wrong",
                (Column("Question"), Column("Answer"), Column("The estimate")),
                tuple((each.question, each.answer, HELD[each.held]) for each in one.challenges),
            ),
        ),
    )
