"""`reference-not-calm`: what limits are learnt from holds changes itself, which makes them wide."""

from __future__ import annotations

from scipy.stats import binomtest

from peel_ml.changes.checks.view import ChangeView
from peel_ml.checking import Found, Outcome, Passed

ALPHA = 0.01


def reference_not_calm(view: ChangeView) -> Outcome:
    """Find more changes of level within the reference period than chance would make."""
    total = len(view.read.panel.areas)
    by_chance = view.restless_if_calm / total
    counted = (
        f"{view.restless} of {total} series change their level within it, and by chance about "
        f"{view.restless_if_calm:.0f} would"
    )
    if binomtest(view.restless, total, by_chance, alternative="greater").pvalue >= ALPHA:
        return Passed(f"The period that limits are learnt from is calm: {counted}.")
    return Found(
        f"The period that limits are learnt from is not calm: {counted}.",
        "Limits of these series are wide, and what has changed already is taken for usual. Read a missing alarm with "
        "care, or begin the reference later.",
        ({"series": view.restless, "of": total, "by_chance": round(view.restless_if_calm, 1)},),
    )
