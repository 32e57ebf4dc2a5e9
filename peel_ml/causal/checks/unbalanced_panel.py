"""`unbalanced-panel`: some areas lack periods that others have."""

from __future__ import annotations

from peel_ml.causal.checks.view import EffectView
from peel_ml.checking import Found, Outcome, Passed


def check(view: EffectView) -> Outcome:
    """Find areas that come and go: who is compared with whom then changes over time."""
    panel = view.panel
    if not panel.absent:
        return Passed(f"All {panel.areas} areas have all {panel.periods} periods.")
    whole = panel.frame.groupby("area")["period"].count()
    short = int((whole < panel.periods).sum())
    return Found(
        f"{short} of {panel.areas} areas lack periods that others have: {panel.absent:,} rows in all.",
        "Begin where every area is there, or say why areas came late.",
        ({"areas": short, "rows_absent": panel.absent},),
    )
