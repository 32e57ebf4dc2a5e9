"""`period-missing`: a period that no area has, inside the time studied."""

from __future__ import annotations

from peel_ml.causal.checks.view import EffectView
from peel_ml.checking import Found, Outcome, Passed


def check(view: EffectView) -> Outcome:
    """Find gaps: what comes before and after one is not taken for neighbours."""
    gaps = view.panel.gaps
    if not gaps:
        return Passed("No period is missing between the first and the last.")
    many = f"{len(gaps)} period{'s' * (len(gaps) != 1)}"
    return Found(
        f"{many} between the first and the last {'is' if len(gaps) == 1 else 'are'} missing in every area.",
        "Find out why. Earlier and later values are not carried over the gap.",
        ({"periods_missing": len(gaps)},),
    )
