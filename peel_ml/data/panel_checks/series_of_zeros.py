"""Code ``series-of-zeros``."""

from __future__ import annotations

import polars as pl

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.wording import percent, plural
from peel_ml.data.panel_checks.view import PanelView

SILENT = 6
"""A series that holds nothing in this many last periods in a row, …"""
BEFORE = 3.0
"""… and held at least this many a period before, has gone silent."""


def check(view: PanelView) -> Outcome:
    """Find series that never hold anything, and those that have gone silent.

    Rule: every cell is 0 or blank; or the last six periods are and the mean of the periods before was 3 or more. A
    forecast of zero is right for such a series and says nothing of a method; a scaled error cannot be computed.
    """
    if not view.counts:
        return NotApplicable("The value is no count.")
    if not view.keys:
        return NotApplicable("The panel is one series.")
    last = view.periods[-1] if view.periods else 0
    total = pl.col("total").fill_null(0)
    recent = pl.col("period") > last - SILENT
    by_series = view.cells.group_by(*view.keys).agg(
        never=(total == 0).all(),
        lately=total.filter(recent).sum(),
        recent_cells=recent.sum(),
        before=total.filter(~recent).mean(),
    )
    never = int(by_series["never"].sum())
    silent = by_series.filter(
        (pl.col("lately") == 0) & (pl.col("recent_cells") == SILENT) & (pl.col("before") >= BEFORE)
    ).height
    if not never and not silent:
        return Passed(f"Each of {plural(by_series.height, 'series', 'series')} holds something.")
    said = []
    if never:
        said.append(
            f"{never:,} of {by_series.height:,} series ({percent(never / by_series.height)}) are zero throughout"
        )
    if silent:
        said.append(
            f"{plural(silent, 'series', 'series')} held {BEFORE:.0f} or more a period and nothing in the last {SILENT}"
        )
    return Found(
        f"{'; '.join(said)[:1].upper()}{'; '.join(said)[1:]}.",
        "Leave series of zeros out of averages of scaled errors, and ask where a silent one is recorded now.",
        ({"series": by_series.height, "zero_throughout": never, "gone_silent": silent},),
        severity="warn" if silent else None,
    )
