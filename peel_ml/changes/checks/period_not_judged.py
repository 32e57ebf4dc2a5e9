"""`period-not-judged`: figures that look like a fault of the record in all areas at once, or are not there."""

from __future__ import annotations

import numpy as np

from peel_ml.changes.checks.view import ChangeView
from peel_ml.checking import Found, Outcome, Passed
from peel_ml.results.findings import Fact


def period_not_judged(view: ChangeView) -> Outcome:
    """Find periods that were left out: doubled, empty or missing in all series of a kind."""
    panel = view.read.panel
    said = [(one.period, one.label, one.why) for one in view.suspects]
    told = {(one.period, one.label) for one in view.suspects}
    of = {label: np.array([one == label for one in panel.labels]) for label in sorted(set(panel.labels))}
    for place, period in enumerate(panel.periods):
        known = np.isfinite(panel.values[:, place])
        if not known.any():
            said += [] if (period, None) in told else [(period, None, "no series has a figure")]
            continue
        said += [
            (period, label, "no area has a figure")
            for label, rows in of.items()
            if not known[rows].any() and (period, label) not in told
        ]
    if not said:
        return Passed(f"Each of {len(panel.periods)} periods has figures, and none looks like a fault of the record.")
    said.sort(key=lambda one: (one[0], one[1] or ""))
    listed = [f"{period[:7]}{f' ({label})' if label else ''}: {why}" for period, label, why in said]
    evidence: tuple[dict[str, Fact], ...] = tuple({"period": period, "series": label} for period, label, _ in said)
    return Found(
        f"Left out, and never an alarm: {'; '.join(listed)}.",
        "Ask the publisher whether these figures are complete and counted once, and under which name.",
        evidence,
        breaks=tuple((period[:7], why[:1].upper() + why[1:]) for period, _, why in said),
    )
