"""A challenge to the estimate, told as a check: what did not hold, what was not asked, what held."""

from __future__ import annotations

from peel_ml.causal.checks.view import EffectView
from peel_ml.checking import Found, Outcome, Passed, Skipped


def answered(view: EffectView, challenge: str) -> Outcome:
    """Return how a challenge was answered, as the outcome of a check."""
    asked = view.asked(challenge)
    failed = [one for one in asked if one.held is False]
    if failed:
        return Found(
            " ".join(one.answer for one in failed),
            "Do not read the estimate as an effect before this is understood.",
            tuple({"p_value": one.p_value} for one in failed),
        )
    judged = [one for one in asked if one.held is not None]
    if not judged:
        return Skipped(asked[0].answer if asked else "It was not asked.")
    return Passed(" ".join(one.answer for one in judged))
