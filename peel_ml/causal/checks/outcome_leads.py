"""`outcome-leads`: the outcome leads to the treatment."""

from __future__ import annotations

from peel_ml.causal.checks.view import EffectView
from peel_ml.checking import Found, Outcome, Passed, Skipped


def check(view: EffectView) -> Outcome:
    """Look at the answer to the challenge."""
    asked = view.asked("reverse-causation")
    failed = [one for one in asked if one.held is False]
    if failed:
        return Found(
            " ".join(one.answer for one in failed),
            "Do not read the estimate as an effect before this is understood.",
            tuple({"p_value": one.p_value} for one in failed),
        )
    answered = [one for one in asked if one.held is not None]
    if not answered:
        return Skipped(asked[0].answer if asked else "It was not asked.")
    return Passed(" ".join(one.answer for one in answered))
