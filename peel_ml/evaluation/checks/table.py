"""The table of model checks. Adding one is adding a file and a row."""

from __future__ import annotations

from peel_ml.checking import CheckRow, run_checks
from peel_ml.evaluation.checks.miscalibrated import miscalibrated
from peel_ml.evaluation.checks.no_better_than_baseline import no_better_than_baseline
from peel_ml.evaluation.checks.rerun_differs import rerun_differs
from peel_ml.evaluation.checks.search_at_the_edge import search_at_the_edge
from peel_ml.evaluation.checks.search_not_repeatable import search_not_repeatable
from peel_ml.evaluation.checks.suspiciously_good import suspiciously_good
from peel_ml.evaluation.checks.unstable_over_time import unstable_over_time
from peel_ml.evaluation.checks.view import ModelView
from peel_ml.results.findings import Check, Finding

CHECKS: tuple[CheckRow[ModelView], ...] = (
    CheckRow("no-better-than-baseline", "warn", "The model does not beat the baseline", no_better_than_baseline),
    CheckRow("suspiciously-good", "block", "The model looks too good to be true", suspiciously_good),
    CheckRow("search-at-the-edge", "note", "The best settings lie at the edge of the search", search_at_the_edge),
    CheckRow("search-not-repeatable", "warn", "Another run may find another model", search_not_repeatable),
    CheckRow("rerun-differs", "block", "The same work done again gives other figures", rerun_differs),
    CheckRow("miscalibrated", "warn", "The probabilities cannot be taken at their word", miscalibrated),
    CheckRow("unstable-over-time", "warn", "The model does not work equally well in every month", unstable_over_time),
)
"""Every model check, in the order a card shows them."""


def check_model(view: ModelView) -> tuple[tuple[Finding, ...], tuple[Check, ...]]:
    """Make every model check; return those that fired, and all of them with their outcome."""
    return run_checks(CHECKS, view)
