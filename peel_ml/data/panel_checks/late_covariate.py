"""Code ``late-covariate``."""

from __future__ import annotations

import polars as pl

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.wording import listing, plural
from peel_ml.data.panel_checks.view import PanelView
from peel_ml.results.findings import Fact


def check(view: PanelView) -> Outcome:
    """Find covariates that came out later than declared, or that a row has from before they were out.

    Rule: a period of a covariate is late where it came out after its end and its declared delay, or has not come
    out when later ones have. A row whose covariate was published on or after its own day is from the future: that
    blocks, because no forecast made on that day could have used it.
    """
    if not view.covariates:
        return NotApplicable("No covariate was joined by its day of publication.")
    said: list[str] = []
    evidence: list[dict[str, Fact]] = []
    future = 0
    for one in view.covariates:
        column = f"{one.name}_published"
        ahead = 0
        if column in view.frame.columns:
            ahead = view.frame.filter(pl.col(column) >= pl.col(view.time).cast(pl.Date)).height
        if ahead:
            said.append(f"{one.name} is from the future in {plural(ahead, 'row')}")
        if one.late:
            worst = max(((late.published - late.expected).days for late in one.late if late.published), default=None)
            by = f", by up to {worst} days" if worst else ""
            periods = plural(len(one.late), "period")
            said.append(f"{one.name} came out later than its declared {one.lag_days} days for {periods}{by}")
        if ahead or one.late:
            evidence.append({"covariate": one.name, "late_periods": len(one.late), "rows_from_the_future": ahead})
        future += ahead
    if not said:
        return Passed(f"{plural(len(view.covariates), 'covariate')} came out as declared.")
    return Found(
        f"{listing(said)}.",
        "Join it with join_as_of, and declare the delay that it really has: until then there are older values only.",
        tuple(evidence),
        severity="block" if future else None,
    )
