"""An error that all areas share: the level moved, and no past of single areas tells of it."""

from __future__ import annotations

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.panels.checks.view import AnswerView

MOST = 0.5
"""Share of the squared error above which the common movement is most of the story."""


def common_shift(view: AnswerView) -> Outcome:
    """Find that most of the squared error is one mean error a period."""
    if view.shared is None:
        return NotApplicable("Nothing was predicted wrongly.")
    said = f"{view.shared:.0%} of the squared error is one mean error that all areas share in a period"
    if view.shared < MOST:
        return Passed(f"{said}.")
    return Found(
        f"{said}: the level of all areas moved, and what was known of single areas could not tell.",
        "Read the figures as being about the level of all areas, not about differences between them.",
        ({"share": round(view.shared, 3)},),
    )
