"""Everything that submission asks the declaration: one table, read by ``peel todo`` and by the card."""

from __future__ import annotations

from peel_ml.usecase.questions import evidence, law, purpose
from peel_ml.usecase.questions.question import Question
from peel_ml.usecase.rating import not_asked
from peel_ml.usecase.reading import Reading

__all__ = ["QUESTIONS", "Question", "open_questions"]

QUESTIONS: tuple[Question, ...] = (*purpose.QUESTIONS, *law.QUESTIONS, *evidence.QUESTIONS)


def open_questions(reading: Reading, children: bool = False) -> tuple[Question, ...]:
    """Return what is asked and not answered, in the table's order.

    Parameters
    ----------
    reading : Reading
        The declaration.
    children : bool
        Whether children were found among the people in the data: then the risk is high, whatever is declared.

    Examples
    --------
    >>> [one.key for one in open_questions(Reading({"people": {"contact": "team"}})) if one.field == "1.3"]
    ['people.website_url']
    """
    calm = bool(not_asked(reading, children))
    return tuple(
        one
        for one in QUESTIONS
        if not (one.personal_or_high and calm) and (one.when is None or one.when(reading)) and not one.answered(reading)
    )
