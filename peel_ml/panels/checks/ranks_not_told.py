"""An order of areas that the margins of error do not carry."""

from __future__ import annotations

from peel_ml.checking import Found, Outcome, Passed, Skipped
from peel_ml.panels.checks.view import AnswerView

FEWEST = 0.95
"""Share of pairs whose order can be told, below which no order is to be made."""


def ranks_not_told(view: AnswerView) -> Outcome:
    """Find that some pairs of areas cannot be told apart."""
    told = view.ranks.pairs_told
    if told is None:
        return Skipped(f"The order of areas was not looked at: {view.ranks.reason}.")
    said = f"The order can be told for {told:.0%} of the pairs of areas"
    if told >= FEWEST:
        return Passed(f"{said}.")
    return Found(
        f"{said}. A league table would be mostly chance.",
        "Show areas in alphabetical order with their ranges, and compare no two whose ranges overlap.",
        ({"pairs_told": round(told, 3)},),
    )
