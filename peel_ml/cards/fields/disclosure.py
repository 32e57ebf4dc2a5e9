"""10: what is shown to whom, and what leaves the run."""

from __future__ import annotations

from peel_ml.cards.fields import standards as by
from peel_ml.cards.fields.row import Answer, Asked, Row, given, not_measured
from peel_ml.cards.words import plain


def _profile(asked: Asked) -> Answer:
    view = asked.view
    rounded = f" and counts are rounded to {view.base}" if view.base > 1 else ""
    return given(
        f"This is the {view.name} view: no figure stands for fewer than {view.minimum} people{rounded}. "
        "What was held back is counted in the table on disclosure control, never shown"
    )


def _artefacts(asked: Asked) -> Answer:
    released = asked.record.model.released
    model = "The model leaves it, with its digest" if released else "No loadable model leaves it"
    return given(
        f"The record of the run holds no rows of the data. {model}. The card, its figures and their tables hold "
        "only what passed disclosure control"
    )


def _membership(asked: Asked) -> Answer:
    released = asked.record.model.released
    reason = (
        "the platform has no attack of this kind yet, so nothing is known of it"
        if released
        else "no loadable model and no score of a person leaves the run, and the platform has no attack of this kind"
    )
    return not_measured(plain(reason))


ROWS = (
    Row("10.1", "What is held back, and by which rule", ("measured",), "submit", (by.PAPER,), "annex", _profile),
    Row(
        "10.2",
        "What leaves the run, and whether it holds rows",
        ("measured",),
        "submit",
        (by.PAPER,),
        "annex",
        _artefacts,
    ),
    Row(
        "10.3",
        "Whether somebody could find out who was in the data",
        ("measured",),
        "personal_or_high",
        (by.ICO,),
        "annex",
        _membership,
    ),
)
"""The rows of this chapter."""
