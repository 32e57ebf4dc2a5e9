"""11: limits and risks."""

from __future__ import annotations

from peel_ml.cards.fields import standards as by
from peel_ml.cards.fields.row import Answer, Asked, Row, declared, with_measured
from peel_ml.cards.words import counted
from peel_ml.usecase.risks import CATEGORIES


def _register(asked: Asked) -> Answer:
    risks = asked.declaration.items("risks")
    if not risks:
        return Answer("given", "")
    covered = [name for code, name in CATEGORIES.items() if any(one.get("category") == code for one in risks)]
    high = sum(one.get("residual") == "high" for one in risks)
    return Answer(
        "given",
        f"{counted(len(risks), 'risk')} in {len(covered)} of {len(CATEGORIES)} categories; after what is done about "
        f"them {counted(high, 'high risk')} {'is' if high == 1 else 'are'} left.",
    )


ROWS = (
    Row(
        "11.1",
        "Limits, trade-offs, and what would show that it is wrong",
        ("declared",),
        "submit",
        (by.TOOLKIT, by.SAGEMAKER, by.MODEL_CARDS),
        "limits",
        declared(
            "11.1",
            ("Limits", "limitations"),
            ("Trade-offs", "tradeoffs"),
            ("Weighed", "ethical_considerations"),
            ("It would be wrong if", "falsifiers"),
        ),
    ),
    Row(
        "11.2",
        "The risks, in six categories",
        ("declared", "reviewer"),
        "submit",
        (by.ATRS, by.ICO),
        "limits",
        with_measured("11.2", _register),
    ),
    Row(
        "11.3",
        "Whether its output changes what gets recorded",
        ("declared",),
        "submit",
        (by.IEEE_7003, by.COLLEGE),
        "limits",
        declared("11.3", ("", "feedback_loop")),
    ),
)
"""The rows of this chapter."""
