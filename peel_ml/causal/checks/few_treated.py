"""`few-treated`: few areas on one side."""

from __future__ import annotations

from peel_ml.causal.checks.view import EffectView
from peel_ml.checking import Found, NotApplicable, Outcome, Passed

FEWEST = 5


def check(view: EffectView) -> Outcome:
    """Find designs where a handful of areas decide."""
    panel = view.panel
    if panel.design == "amount":
        return NotApplicable("The treatment is an amount.")
    if panel.treated >= FEWEST:
        return Passed(f"{panel.treated} of {panel.areas} areas were treated at some time.")
    return Found(
        f"Only {panel.treated} of {panel.areas} areas were treated: ranges are too narrow where so few decide.",
        "Read the permutation test first, or use smaller areas.",
        ({"treated": panel.treated},),
    )
