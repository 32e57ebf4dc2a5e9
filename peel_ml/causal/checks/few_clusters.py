"""`few-clusters`: too few groups of areas for the usual standard errors."""

from __future__ import annotations

from peel_ml.causal.checks.view import EffectView
from peel_ml.checking import Found, Outcome, Passed

FEW, VERY_FEW = 30, 10


def check(view: EffectView) -> Outcome:
    """Find few clusters; below ten even the jackknife with Student's t is not to be trusted."""
    clusters = view.panel.clusters
    if clusters >= FEW:
        return Passed(f"{clusters} areas or groups of areas are independent of one another.")
    return Found(
        f"Only {clusters} groups of areas are independent of one another.",
        "Ranges are by the jackknife and Student's t, made for few groups. Look at the permutation test as well.",
        ({"clusters": clusters},),
        severity="warn" if clusters < VERY_FEW else None,
    )
