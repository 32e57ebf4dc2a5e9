"""What submission will need of a use case that is not yet answered, and who can answer it."""

from __future__ import annotations

from peel_ml.usecase.model import UseCase
from peel_ml.usecase.questions import QUESTIONS, Question, open_questions
from peel_ml.usecase.reading import Reading

ITEMS = QUESTIONS
"""Every question, also those that a given use case is not asked."""


def open_items(case: UseCase) -> tuple[Question, ...]:
    """Return what is not yet answered, in the table's order."""
    return open_questions(Reading(case.model_dump(mode="json", by_alias=True)))
