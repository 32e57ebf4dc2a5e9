"""1: what it is in a few words, and how to reach somebody."""

from __future__ import annotations

from peel_ml.cards.fields import standards as by
from peel_ml.cards.fields.row import Answer, Asked, Row, declared, given
from peel_ml.cards.sections.evidence import evidence_of
from peel_ml.cards.sections.facts import lift_sentence
from peel_ml.cards.sections.group_answers import in_one_line
from peel_ml.cards.words import sentence
from peel_ml.results.studies.record import StudyRecord


def _main(asked: Asked) -> str:
    """Return the main result; that of a study is told by the card of its kind, which stands above these fields."""
    if isinstance(asked.record, StudyRecord):
        from peel_ml.cards.studies.kinds import KINDS

        return sentence(KINDS[asked.record.study].found(asked.record, asked.declaration))
    return lift_sentence(asked.run)


def _headline(asked: Asked) -> Answer:
    parts = [_main(asked), in_one_line(evidence_of(asked.record, asked.declaration))]
    limits, never = asked.declaration.texts("limitations"), asked.declaration.texts("out_of_scope_uses")
    parts += [f"Main limit: {sentence(limits[0])}"] if limits else []
    parts += [f"It must not be used for: {sentence(never[0])}"] if never else []
    return given(" ".join(parts))


ROWS = (
    Row(
        "1.1",
        "What it is called and what it does",
        ("declared",),
        "submit",
        (by.ATRS,),
        "use",
        declared("1.1", ("", "title"), ("", "question"), ("", "plain_description")),
    ),
    Row(
        "1.2",
        "The main result, the main difference and the main limit",
        ("measured",),
        "submit",
        (by.MODEL_CARDS, by.HUGGING_FACE),
        "summary",
        _headline,
    ),
    Row(
        "1.3",
        "How to reach the team",
        ("declared",),
        "submit",
        (by.ATRS,),
        "use",
        declared("1.3", ("Mailbox", "people.contact"), ("Page", "people.website_url")),
    ),
)
"""The rows of this chapter."""
