"""`methods-disagree`: two methods show effects in opposite directions, or the main one stands alone."""

from __future__ import annotations

from peel_ml.causal.checks.view import EffectView
from peel_ml.checking import Found, NotApplicable, Outcome, Passed


def check(view: EffectView) -> Outcome:
    """Find methods whose 95% ranges do not meet the main one's."""
    main, *others = view.methods
    if not others:
        return NotApplicable("One method fits the design.")
    apart = [one.method for one in others if _apart(main.effect.low, main.effect.high, one.effect.low, one.effect.high)]
    if not apart:
        return Passed(f"The ranges of all {len(view.methods)} methods overlap that of the main one.")
    return Found(
        f"The range of {len(apart)} of {len(others)} further methods does not overlap that of the main one.",
        "They assume different things: see which assumption fails before relying on one of them.",
        ({"methods": ", ".join(apart)},),
    )


def _apart(low: float | None, high: float | None, other_low: float | None, other_high: float | None) -> bool:
    if low is None or high is None or other_low is None or other_high is None:
        return False
    return other_high < low or high < other_low
