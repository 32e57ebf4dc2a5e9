"""What may be wrong with an estimate of an effect; each check has a file of its own, named for its code.

Missing periods, areas that come and go, and too few treated areas are found by `peel_ml.data.panel_checks`.
"""

from __future__ import annotations

from peel_ml.causal.checks import (
    few_clusters,
    methods_disagree,
    moved_before,
    outcome_leads,
    placebo_moves,
    rows_incomplete,
    treatment_reverses,
)
from peel_ml.causal.checks.view import EffectView
from peel_ml.checking import CheckRow

CHECKS: tuple[CheckRow[EffectView], ...] = (
    CheckRow("rows-incomplete", "note", "Rows are left out of the estimate", rows_incomplete.check),
    CheckRow("treatment-reverses", "note", "The treatment ends again", treatment_reverses.check),
    CheckRow("few-clusters", "note", "Few areas are independent of one another", few_clusters.check),
    CheckRow("moved-before", "warn", "Areas moved apart before the treatment", moved_before.check),
    CheckRow("placebo-moves", "warn", "An effect is found where there can be none", placebo_moves.check),
    CheckRow("outcome-leads", "warn", "The outcome leads to the treatment", outcome_leads.check),
    CheckRow("methods-disagree", "warn", "Methods disagree", methods_disagree.check),
)
"""Adding one is adding a row."""

__all__ = ["CHECKS", "EffectView"]
