"""Code ``totals-disagree``."""

from __future__ import annotations

import polars as pl

from peel_ml.checking import Found, NotApplicable, Outcome, Passed, Skipped
from peel_ml.data.checks.wording import percent, plural
from peel_ml.data.panel_checks.periods import numbered
from peel_ml.data.panel_checks.view import PanelView

OVERALL = 0.01
"""Parts that are this share above or below their totals, all in all, disagree with them."""
CELL = 0.1
"""… as does a single total by this share, …"""
LEAST = 50.0
"""… if it is at least this large."""


def check(view: PanelView) -> Outcome:
    """Find parts that do not add up to their published totals, as wards to boroughs.

    Rule: over all periods that both have, the sum of the parts is more than 1% off; or a total of 50 or more is off
    by more than 10% in a period.
    """
    if view.totals is None or view.parent is None:
        return NotApplicable("There are no totals to hold the parts against.")
    if not view.counts:
        return NotApplicable("The value is no count, and does not add up.")
    lacking = [name for name in (view.parent, view.time, view.value) if name not in view.totals.columns]
    if lacking or view.missing(view.parent):
        return Skipped(f"There is no column {lacking[0] if lacking else view.parent!r} in both.")
    whole = (
        view.totals.with_columns(numbered(view.time, view.period))
        .group_by(view.parent, "period")
        .agg(pl.col(view.value).cast(pl.Float64).sum().alias("whole"))
    )
    both = (
        view.by(view.parent).join(whole, on=[view.parent, "period"]).with_columns(off=pl.col("total") - pl.col("whole"))
    )
    if both.is_empty() or not both["whole"].sum():
        return Skipped("The parts and the totals have no larger area and period in common.")
    overall = float(both["off"].sum()) / float(both["whole"].sum())
    cells = both.filter((pl.col("whole") >= LEAST) & (pl.col("off").abs() > CELL * pl.col("whole")))
    if abs(overall) <= OVERALL and cells.is_empty():
        return Passed(f"The parts add up to their totals; all in all they are {abs(overall):.2%} off.")
    way = "over" if overall > 0 else "under"
    return Found(
        f"The parts are {percent(abs(overall))} {way} their totals all in all; {plural(cells.height, 'total')} of "
        f"{both.height:,} {'is' if cells.height == 1 else 'are'} off by more than {CELL:.0%}.",
        "Say what the parts leave out (records without a place), and reconcile forecasts to one of the two, by name.",
        (
            {
                "off_overall": overall,
                "totals_compared": both.height,
                "totals_off": cells.height,
                "areas_compared": both[view.parent].n_unique(),
            },
        ),
    )
