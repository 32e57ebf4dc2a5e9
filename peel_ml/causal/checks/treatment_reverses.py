"""`treatment-reverses`: a yes-or-no treatment that areas also leave."""

from __future__ import annotations

from peel_ml.causal.checks.view import EffectView
from peel_ml.checking import Found, NotApplicable, Outcome, Passed


def check(view: EffectView) -> Outcome:
    """Find areas that go back: methods for treatments that stay do not fit, and an effect must not outlast it."""
    panel = view.panel
    if panel.design == "amount":
        return NotApplicable("The treatment is an amount.")
    if panel.design == "adoption":
        return Passed("Once it began, the treatment stayed.")
    back = int((panel.frame.groupby("area")["d"].diff() < 0).groupby(panel.frame["area"]).any().sum())
    return Found(
        f"The treatment ends again in {back} of {panel.areas} areas.",
        "The estimate assumes that the effect ends with the treatment. Methods for treatments that stay are not used.",
        ({"areas": back},),
    )
