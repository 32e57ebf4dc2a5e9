"""Code ``one-treated-unit``."""

from __future__ import annotations

import polars as pl

from peel_ml.checking import Found, NotApplicable, Outcome, Passed, Skipped
from peel_ml.data.checks.wording import plural
from peel_ml.data.panel_checks.view import PanelView
from peel_ml.results.findings import Fact

FEW = 5
"""With fewer treated areas than this an error clustered by area is far too small (Conley and Taber 2011)."""


def check(view: PanelView) -> Outcome:
    """Find panels that cannot tell a treatment from chance, or from time.

    Rule: without a treated area, or without one that is untreated while another is treated (never treated, or treated
    later), nothing can be compared, and that blocks. With one treated area any event there looks like an effect,
    and that blocks too; with fewer than five, errors by cluster are too small, and that is a warning.
    """
    if view.treatment is None:
        return NotApplicable("The panel has no treatment.")
    if view.area is None or view.missing(view.treatment, view.area):
        return Skipped("There is no column of the treatment or of the areas.")
    dose = view.dated.select(view.area, "period", dose=pl.col(view.treatment).cast(pl.Float64)).drop_nulls()
    if dose.filter(~pl.col("dose").is_in([0.0, 1.0])).height:
        return NotApplicable("The treatment is a quantity, not a yes or no.")
    treated = dose.filter(pl.col("dose") == 1)
    starts = dict(treated.group_by(view.area).agg(pl.col("period").min()).iter_rows())
    areas = dose[view.area].n_unique()
    never = areas - len(starts)
    evidence: tuple[dict[str, Fact], ...] = (
        {"areas": areas, "treated": len(starts), "never_treated": never, "starts": len(set(starts.values()))},
    )
    if not starts:
        return Found("No area is treated.", "Check the column of the treatment.", evidence)
    if not never and len(set(starts.values())) < 2:
        return Found(
            f"All {plural(areas, 'area')} are treated from the same period on: there is none to compare with.",
            "Find areas without the treatment, or ask a question that needs none.",
            evidence,
        )
    if len(starts) == 1:
        return Found(
            "One area is treated: whatever else happened there cannot be told from the treatment.",
            "Compare it with a synthetic control and placebo areas, and claim no interval by cluster.",
            evidence,
        )
    if len(starts) < FEW:
        return Found(
            f"{len(starts)} areas are treated: errors clustered by area are too small with so few.",
            "Judge the effect by permuting which areas are treated.",
            evidence,
            severity="warn",
        )
    return Passed(f"{len(starts)} areas are treated, {never} never, at {plural(len(set(starts.values())), 'start')}.")
