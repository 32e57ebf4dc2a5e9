"""`rows-incomplete`: rows left out because a value is missing."""

from __future__ import annotations

from peel_ml.causal.checks.view import EffectView
from peel_ml.checking import Found, Outcome, Passed


def check(view: EffectView) -> Outcome:
    """Say how many rows the estimate does without."""
    dropped = view.panel.dropped
    if not dropped:
        return Passed("Every row has outcome, treatment, weight and controls.")
    share = dropped / (dropped + len(view.panel.frame))
    return Found(
        f"{dropped:,} rows ({share:.1%}) lack the outcome, the treatment, the weight or a control, and are left out.",
        "See whether they are missing for a reason that has to do with the treatment.",
        ({"rows": dropped, "share": round(share, 4)},),
        severity="warn" if share > 0.1 else None,
    )
