"""What is wrong with the data, found before anything is learnt from it. `CHECKS` is the table.

Each check has a file of its own, named for its code, with its rule and thresholds.
"""

from __future__ import annotations

from peel_ml.checking import CheckRow, run_checks
from peel_ml.data.checks import (
    dead_column,
    degenerate_target,
    differential_missingness,
    direct_identifier,
    drift_train_to_test,
    duplicate_rows,
    incomplete_publication,
    leakage_through_missingness,
    not_a_person,
    short_period,
    single_feature_too_strong,
    unmapped_category,
    vocabulary_break,
)
from peel_ml.data.checks.view import DataView
from peel_ml.results.findings import Check, Finding

CHECKS: tuple[CheckRow[DataView], ...] = (
    CheckRow("leakage-through-missingness", "warn", "Blanks predict the target", leakage_through_missingness.check),
    CheckRow(
        "single-feature-too-strong",
        "block",
        "One feature answers the question alone",
        single_feature_too_strong.check,
    ),
    CheckRow("dead-column", "warn", "Columns without information", dead_column.check),
    CheckRow("degenerate-target", "block", "The target does not vary", degenerate_target.check),
    CheckRow("vocabulary-break", "warn", "Labels change between months", vocabulary_break.check),
    CheckRow(
        "incomplete-publication",
        "warn",
        "A month lacks whole categories",
        incomplete_publication.check,
    ),
    CheckRow("short-period", "note", "A month holds far fewer rows than its neighbours", short_period.check),
    CheckRow("duplicate-rows", "note", "Rows repeat exactly", duplicate_rows.check),
    CheckRow(
        "differential-missingness",
        "warn",
        "Some groups are missing more often",
        differential_missingness.check,
    ),
    CheckRow("not-a-person", "note", "Rows that may not be people", not_a_person.check),
    CheckRow("drift-train-to-test", "warn", "Later data differs from earlier data", drift_train_to_test.check),
    CheckRow("direct-identifier", "block", "Something names a person", direct_identifier.check),
    CheckRow("unmapped-category", "warn", "Values no map knows", unmapped_category.check),
)
"""Every data check: code, severity, title and the function that decides. Adding one is adding a row."""


def check_data(view: DataView) -> tuple[tuple[Finding, ...], tuple[Check, ...]]:
    """Make every data check.

    Returns
    -------
    findings : tuple of Finding
        What was found, in the table's order.
    checks : tuple of Check
        All checks, each with its outcome and reason.
    """
    return run_checks(CHECKS, view)


__all__ = ["CHECKS", "DataView", "check_data"]
