"""Code ``degenerate-target``."""

from __future__ import annotations

import polars as pl

from peel_ml.checking import Found, Outcome, Passed, Skipped
from peel_ml.data.checks.reading import target_of
from peel_ml.data.checks.view import DataView
from peel_ml.data.checks.wording import listing, month_name, plural
from peel_ml.results.findings import Fact

UNLIKELY = 1e-4
"""A month counts when chance would make it constant less often than this, given the overall rate."""


def check(view: DataView) -> Outcome:
    """Find a target that does not vary.

    Rule: one outcome only in all rows or in a part of the split, or in a month with so many rows that chance
    would make it constant less than once in 10,000 (`UNLIKELY`). The field was then not kept, not yet known,
    or meant something else, and a model learns the calendar.
    """
    target = target_of(view)
    if not isinstance(target, tuple):
        return target
    known, y = target
    if not len(y):
        return Found(f"The target {view.target} has no value in any row.", _FIX)
    rate = float(y.mean())
    if rate in (0.0, 1.0):
        return Found(
            f"The target {view.target} is {'always' if rate else 'never'} positive in all {plural(len(y), 'row')}.",
            _FIX,
            ({"period": "all", "rows": len(y), "rate": rate},),
        )
    mask = pl.Series(known)
    said: list[str] = []
    evidence: list[dict[str, Fact]] = []
    breaks: list[tuple[str, str]] = []
    for kind, labels in (("part", view.part), ("month", view.months)):
        if labels is None:
            continue
        by = (
            pl.DataFrame({"period": labels.filter(mask), "y": y})
            .drop_nulls("period")
            .group_by("period")
            .agg(rows=pl.len(), rate=pl.col("y").mean())
            .sort("period")
        )
        for period, rows, share in by.filter(pl.col("rate").is_in([0.0, 1.0])).iter_rows():
            chance = rate**rows if share else (1 - rate) ** rows
            if kind == "month" and chance >= UNLIKELY:
                continue
            name = month_name(period) if kind == "month" else f"the part {period}"
            said.append(f"{'always' if share else 'never'} positive in {name} ({plural(rows, 'row')})")
            if kind == "month":
                breaks.append((period, f"The outcome is {'always' if share else 'never'} positive"))
            evidence.append({"period": period, "rows": rows, "rate": share, "rate_overall": round(rate, 4)})
    if said:
        return Found(f"The target {view.target} is {listing(said)}.", _FIX, tuple(evidence), breaks=tuple(breaks))
    if view.months is None and view.part is None:
        return Skipped("The target varies over all rows; no time column is declared to look at it by month.")
    return Passed("The target varies in every month and part that has enough rows to tell.")


_FIX = (
    "Find out from when the target was recorded and leave out the periods before, or choose a target that is "
    "recorded throughout."
)
