"""What is wrong with a panel (areas by periods), found before anything is learnt from it. `PANEL_CHECKS` is the table.

Each check has a file of its own, named for its code, with its rule and thresholds.
"""

from __future__ import annotations

from peel_ml.checking import CheckRow, run_checks
from peel_ml.data.panel_checks import (
    changed_wording,
    doubled_load,
    late_covariate,
    missing_period,
    near_empty_period,
    one_treated_unit,
    renamed_category,
    series_of_zeros,
    split_area,
    totals_disagree,
)
from peel_ml.data.panel_checks.view import PanelView
from peel_ml.results.findings import Check, Finding

PANEL_CHECKS: tuple[CheckRow[PanelView], ...] = (
    CheckRow("missing-period", "warn", "A period is missing", missing_period.check),
    CheckRow("doubled-load", "block", "Something was loaded twice", doubled_load.check),
    CheckRow("renamed-category", "warn", "A category goes on under another name", renamed_category.check),
    CheckRow("split-area", "warn", "An area is not what it was", split_area.check),
    CheckRow("near-empty-period", "warn", "A period holds next to nothing", near_empty_period.check),
    CheckRow("late-covariate", "warn", "A covariate was not out in time", late_covariate.check),
    CheckRow("changed-wording", "warn", "A survey asks with other words", changed_wording.check),
    CheckRow("series-of-zeros", "note", "Series without anything in them", series_of_zeros.check),
    CheckRow("one-treated-unit", "block", "Too few areas to tell an effect", one_treated_unit.check),
    CheckRow("totals-disagree", "warn", "Parts do not add up to their totals", totals_disagree.check),
)
"""Every check of a panel: code, severity, title and the function that decides. Adding one is adding a row."""


def check_panel(view: PanelView) -> tuple[tuple[Finding, ...], tuple[Check, ...]]:
    """Make every check of a panel.

    Returns
    -------
    findings : tuple of Finding
        What was found, in the table's order.
    checks : tuple of Check
        All checks, each with its outcome and reason.
    """
    return run_checks(PANEL_CHECKS, view)


__all__ = ["PANEL_CHECKS", "PanelView", "check_panel"]
