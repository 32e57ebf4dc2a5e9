"""Code ``missing-period``."""

from __future__ import annotations

from peel_ml.checking import Found, NotApplicable, Outcome, Passed
from peel_ml.data.checks.wording import listing, percent, plural
from peel_ml.data.panel_checks.view import PanelView

SPARSE = 0.2
"""When more than this share of cells is absent, rows of zero are most likely not written at all."""
SHOWN = 8


def check(view: PanelView) -> Outcome:
    """Find periods that no row has, and series that lack a period others have.

    Rule: every number between the first and the last period has to be there; every series (area and further
    columns) has to have a row in every period that any has. Above 20% absent cells zeros are most likely left out.
    """
    if not view.periods:
        return NotApplicable("No row has a day.")
    first, last = view.periods[0], view.periods[-1]
    absent = sorted(set(range(first, last + 1)) - set(view.periods))
    said = [f"no row is of {listing([view.name(one) for one in absent])}"] if absent else []
    breaks = tuple((view.month(one), "No row at all") for one in absent)
    held = view.cells.group_by(*view.keys).len() if view.keys else None
    short = held.filter(held["len"] < len(view.periods)) if held is not None else None
    severity = None
    cells = lacking = 0
    if held is not None and short is not None and short.height:
        cells = held.height * len(view.periods)
        lacking = cells - int(held["len"].sum())
        share = lacking / cells
        said.append(
            f"{short.height:,} of {plural(held.height, 'series', 'series')} lack a period that others have "
            f"({lacking:,} cells, {percent(share)})"
        )
        if share > SPARSE and not absent:
            said.append("so many that rows of zero are most likely left out")
            severity = "note"
    if not said:
        return Passed(f"Each of {len(view.periods)} periods is there, for every series.")
    sentence = "; ".join(said)
    return Found(
        f"{sentence[:1].upper()}{sentence[1:]}.",
        "Ask the publisher. Write a zero only where nothing happened; elsewhere leave the period out of the series.",
        (
            {
                "periods_without_a_row": len(absent),
                "series_that_lack_one": short.height if short is not None else 0,
                "cells_absent": lacking,
            },
        ),
        severity=severity,  # type: ignore[arg-type]
        breaks=breaks[:SHOWN],
    )
