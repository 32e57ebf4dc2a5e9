"""12 to 16: accessibility, monitoring, assurance argument, sign-off and differences."""

from __future__ import annotations

from peel_ml.cards.fields import standards as by
from peel_ml.cards.fields.row import Answer, Asked, Row, at_sign_off, declared, not_measured, still_open


def _accessibility(asked: Asked) -> Answer:
    return still_open(
        "broken rules, contrast and reading grade, which are measured on the finished page. The report is shown "
        "with the card at sign-off"
    )


def _differences(asked: Asked) -> Answer:
    return not_measured(
        "no approved card of this use case was given to compare it with; `peel diff RUN RUN` compares two"
    )


ACCESSIBILITY = (
    Row(
        "12.1",
        "Whether everybody can read the page, measured",
        ("measured",),
        "approve",
        (by.WCAG, by.PSBAR),
        "sign-off",
        _accessibility,
    ),
    Row(
        "12.2",
        "Whether everybody can read the page, tried by a person",
        ("reviewer",),
        "approve",
        (by.WCAG,),
        "sign-off",
        at_sign_off("keyboard, 400% zoom, screen reader, plain English"),
    ),
)
MONITORING = (
    Row(
        "13.1",
        "What is watched, who acts, and how it ends",
        ("declared",),
        "submit",
        (by.COLLEGE, by.ISO_42001, by.ATRS),
        "limits",
        declared("13.1", ("Watched", "monitors"), ("End", "retirement_plan")),
    ),
)
ASSURANCE = (
    Row(
        "14.1",
        "The argument that it is good enough, claim by claim",
        ("measured",),
        "approve",
        (by.TEA, by.EXPLAINING),
        "sign-off",
        at_sign_off("the claims, what supports each, and what speaks against it"),
    ),
)
SIGN_OFF = (
    Row(
        "15.1",
        "Who decided what, on which conditions",
        ("reviewer",),
        "approve",
        (by.ICO, by.PAPER),
        "sign-off",
        at_sign_off("decisions, conditions, dissent, justifications, conflicts of interest, roles and times"),
    ),
)
DIFFERENCES = (
    Row(
        "16.1",
        "What changed since the last approved card",
        ("measured",),
        "submit",
        (by.TOOLKIT,),
        "sign-off",
        _differences,
    ),
)
