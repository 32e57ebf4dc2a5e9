"""`reference-not-calm`: what limits are learnt from holds a change itself, which makes them wide."""

from __future__ import annotations

from peel_ml.changes.checks.view import ChangeView
from peel_ml.checking import Found, Outcome, Passed
from peel_ml.results.findings import Fact


def reference_not_calm(view: ChangeView) -> Outcome:
    """Find series of a kind that, all areas together, changed as far as the change that is looked for."""
    if not view.unrest:
        return Passed("All areas together, nothing changed in the reference period as far as what is looked for.")
    counts = view.read.panel.unit == "count"
    said = [
        f"{one.label + ' ' if one.label else ''}by {f'{one.size:+.0%}' if counts else f'{one.size:+.3f}'} from "
        f"{one.period[:7]} on"
        for one in view.unrest
    ]
    evidence: tuple[dict[str, Fact], ...] = tuple(
        {"series": one.label, "period": one.period, "size": round(one.size, 3)} for one in view.unrest
    )
    return Found(
        f"The period that limits are learnt from is not calm; all areas together, these changed: {'; '.join(said)}.",
        "Their limits are wide, and the level after the change is taken for usual in part. Read a missing alarm with "
        "care, or begin the data after the change.",
        evidence,
        breaks=tuple((one.period[:7], "A change within the reference period") for one in view.unrest),
    )
