"""`moved-before`: areas moved apart before the treatment."""

from __future__ import annotations

from peel_ml.causal.checks.answering import answered
from peel_ml.causal.checks.view import EffectView
from peel_ml.checking import Outcome


def check(view: EffectView) -> Outcome:
    """Look at the answer to the challenge."""
    return answered(view, "pre-trend")
