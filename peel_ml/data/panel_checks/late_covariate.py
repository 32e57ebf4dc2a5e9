"""Code ``late-covariate``."""

from __future__ import annotations

import polars as pl

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.wording import listing, plural
from peel_ml.data.panel_checks.view import PanelView
from peel_ml.results.findings import Fact


def check(view: PanelView) -> Outcome:
    """Find covariates that were not out when they should have been, or that a row has from before they were out.

    Rule: of the columns that `join_as_of` leaves, ``NAME_late`` says that a later period was declared to be out on the
    row's day and was not, so that the row has an older value or none. A row whose ``NAME_published`` is its own day
    or later is from the future: that blocks, because nothing made on that day could have used it.
    """
    names = [column.removesuffix("_published") for column in view.frame.columns if column.endswith("_published")]
    names = [name for name in names if not view.missing(f"{name}_late", f"{name}_period_end")]
    if not names:
        return NotApplicable("No covariate was joined by its day of publication.")
    said: list[str] = []
    evidence: list[dict[str, Fact]] = []
    future = 0
    for name in names:
        published = pl.col(f"{name}_published")
        ahead = view.frame.filter(published >= pl.col(view.time).cast(pl.Date)).height
        late = int(view.frame[f"{name}_late"].sum())
        if ahead:
            said.append(f"{name} is from the future in {plural(ahead, 'row')}")
        if late:
            days = view.frame.select((published - pl.col(f"{name}_period_end")).dt.total_days().max()).item()
            longest = f"; it came out up to {days} days after a period's end" if days is not None else ""
            said.append(f"{name} was not out when declared for {plural(late, 'row')}{longest}")
        if ahead or late:
            evidence.append({"covariate": name, "rows_late": late, "rows_from_the_future": ahead})
        future += ahead
    if not said:
        return Passed(f"{listing(names)} came out as declared.")
    return Found(
        f"{listing(said)}.",
        "Join it with join_as_of, and declare the delay that it really has: until then there are older values only.",
        tuple(evidence),
        severity="block" if future else None,
    )
