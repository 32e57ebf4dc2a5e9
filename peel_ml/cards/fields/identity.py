"""0: which card this is, and how far it may go."""

from __future__ import annotations

from peel_ml.cards.card import SCHEMA_VERSION
from peel_ml.cards.fields import standards as by
from peel_ml.cards.fields.row import Answer, Asked, Row, at_sign_off, given, with_measured
from peel_ml.usecase.rating import CLASS_WORDS

_REGIMES = {
    "none": "No part of the Data Protection Act 2018 is declared to apply",
    "part2": "Part 2 of the Data Protection Act 2018 (general processing)",
    "part3": "Part 3 of the Data Protection Act 2018 (law enforcement processing)",
    "mixed": "Parts 2 and 3 of the Data Protection Act 2018",
}


def _card(asked: Asked) -> Answer:
    return given(
        "The digest of its content, printed at its end, names this card. A changed word gives another digest. "
        f"Form of the card: version {SCHEMA_VERSION}"
    )


def _run(asked: Asked) -> Answer:
    return given(
        f"Use case {asked.record.use_case}. The numbers of the run and of its experiment stand in card.json, beside "
        "the content, because they differ each time"
    )


def _class(asked: Asked) -> Answer:
    data = asked.record.data
    used = f"This run used data of class {data.class_} ({CLASS_WORDS[data.class_]})"
    if data.class_ != data.declared_class:
        used += f". The real data is of class {data.declared_class} ({CLASS_WORDS[data.declared_class]})"
    regime = _REGIMES.get(asked.declaration.text("data.regime") or "")
    return given(f"{used}. {regime}" if regime else used)


ROWS = (
    Row(
        "0.1",
        "What names this card",
        ("measured",),
        "submit",
        (by.SAGEMAKER, by.TOOLKIT),
        "annex",
        _card,
    ),
    Row("0.2", "Which run it comes from", ("measured",), "submit", (by.SAGEMAKER, by.TOOLKIT), "annex", _run),
    Row(
        "0.3",
        "Where it stands, for what, and until when",
        ("reviewer",),
        "approve",
        (by.SAGEMAKER,),
        "sign-off",
        at_sign_off("the status, the scope, the dates and the registered model"),
    ),
    Row(
        "0.4",
        "What an approval is bound to",
        ("measured",),
        "approve",
        (by.ISO_42001,),
        "sign-off",
        at_sign_off("the list of everything that was approved, with its digests"),
    ),
    Row(
        "0.5",
        "How sensitive the data is, and which law applies",
        ("declared", "measured"),
        "submit",
        (by.DPIA, by.PAPER),
        "data",
        with_measured("0.5", _class),
    ),
    Row(
        "0.6",
        "How it is marked and published",
        ("reviewer",),
        "approve",
        (by.ATRS,),
        "sign-off",
        at_sign_off("the protective marking, and whether it is published in full"),
    ),
)
"""The rows of this chapter."""
