"""Judged periods whose windows overlap, so that they are few independent ones."""

from __future__ import annotations

from peel_ml.checking import Found, Outcome, Passed
from peel_ml.panels.checks.view import AnswerView

FEWEST = 4
"""Windows below which times are too few to say what other times would bring."""


def few_windows(view: AnswerView) -> Outcome:
    """Find fewer than four windows that do not overlap."""
    one = view.judged
    said = f"{one.periods} judged periods hold about {one.blocks:.1f} stretches of time that do not overlap"
    if one.blocks >= FEWEST:
        return Passed(f"{said}.")
    return Found(
        f"{said}: the ranges know little of what other years would bring.",
        "Judge a longer time as soon as there is one, and say until then that it holds for these years.",
        ({"periods": one.periods, "stretches": round(one.blocks, 2)},),
    )
