"""`thin-series`: changes in small series are mostly missed, and for whom."""

from __future__ import annotations

from peel_ml.changes.checks.view import ChangeView
from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.results.findings import Fact

LEAST = 0.5
"""Share of changes that should be found."""


def thin_series(view: ChangeView) -> Outcome:
    """Find sizes of series in which fewer than half of the planted changes are found."""
    if not view.groups:
        return NotApplicable("Sizes of series are told of counts only.")
    poor = [one for one in view.groups if one.found.high is not None and one.found.high < LEAST]
    if not poor:
        return Passed("In series of every size half of the planted changes or more are found, or may be.")
    parts = [
        f"{one.name} a period ({one.series} series): {one.found.value:.0%} found"
        for one in poor
        if one.found.value is not None
    ]
    evidence: tuple[dict[str, Fact], ...] = tuple({"size": one.name, "found": one.found.value} for one in poor)
    return Found(
        f"Fewer than half of the planted changes are found where counts are small: {'; '.join(parts)}.",
        "No alarm there does not mean no change. Look at longer periods or several areas together.",
        evidence,
    )
