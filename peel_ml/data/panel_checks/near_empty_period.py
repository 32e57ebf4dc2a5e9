"""Code ``near-empty-period``."""

from __future__ import annotations

from statistics import median

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.wording import listing, plural
from peel_ml.data.panel_checks.view import PanelView
from peel_ml.results.findings import Fact

SHARE = 0.4
"""A period below this share of the median of its neighbours is near empty. Lockdowns stayed above it in total."""
AREA_SHARE = 0.1
"""For a single area, whose counts vary more."""
REACH = 2
"""Neighbours are up to this many periods before and after; at an end of the panel those of one side."""
AREA_LEAST = 30.0
"""An area whose neighbours' median is below this is not looked at alone."""


def check(view: PanelView) -> Outcome:
    """Find periods, and periods of single areas, that hold far less than those around them.

    Rule: in total under 40% of the median of up to two periods before and two after; for one area under 10%,
    where that median is 30 or more.
    """
    if not view.counts:
        return NotApplicable("The value is no count: a low one does not mean that records are missing.")
    if len(view.periods) < REACH + 1:
        return NotApplicable(f"The panel has {plural(len(view.periods), 'period')}.")
    whole = dict(view.by().select("period", "total").iter_rows())
    low = [(one, usual) for one, usual in _low(whole, SHARE) if usual > 0]
    said = [
        f"{view.name(one)} holds {whole[one]:,.0f} where its neighbours hold about {usual:,.0f}" for one, usual in low
    ]
    evidence: list[dict[str, Fact]] = [
        {"period": view.month(one), "total": whole[one], "median_of_neighbours": usual} for one, usual in low
    ]
    empty = {one for one, _ in low}
    areas = 0
    if view.area:
        for _, rows in view.by(view.area).group_by(view.area, maintain_order=True):
            alone = {one: total for one, total in rows.select("period", "total").iter_rows() if one not in empty}
            areas += any(usual >= AREA_LEAST for _, usual in _low(alone, AREA_SHARE))
    if areas:
        said.append(f"{plural(areas, 'area')} {'holds' if areas == 1 else 'hold'} next to nothing in a period")
        evidence.append({"areas_near_empty": areas})
    if not said:
        return Passed(f"None of {len(view.periods)} periods holds under {SHARE:.0%} of its neighbours.")
    return Found(
        f"{listing(said)}.",
        "Leave the period out, or take it from another publication. Do not read it as fewer events.",
        tuple(evidence),
        breaks=tuple((view.month(one), "Next to nothing is recorded") for one, _ in low),
    )


def _low(totals: dict[int, float], share: float) -> list[tuple[int, float]]:
    found = []
    for one, total in totals.items():
        near = [totals[other] for other in range(one - REACH, one + REACH + 1) if other != one and other in totals]
        if len(near) >= REACH and total < share * median(near):
            found.append((one, median(near)))
    return sorted(found)
