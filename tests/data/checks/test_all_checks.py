"""The table as a whole."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from peel_ml.data.checks import CHECKS, DataView, check_data


def test_a_clean_archive_is_clean(view):
    findings, checks = check_data(view)
    assert findings == ()
    assert {check.code for check in checks} == {row.code for row in CHECKS}
    assert {check.outcome for check in checks} == {"passed"}


def test_a_bare_view_needs_nothing_declared(view):
    bare = DataView(view.raw, view.raw)
    findings, checks = check_data(bare)
    assert findings == ()
    skipped = {check.code: check.reason for check in checks if check.outcome == "skipped"}
    assert set(skipped) == {
        "leakage-through-missingness",
        "single-feature-too-strong",
        "degenerate-target",
        "differential-missingness",
        "drift-train-to-test",
    }
    assert all(reason.endswith(".") for reason in skipped.values())


@pytest.mark.parametrize("rows", [0, 1, 5])
def test_nearly_empty_data_does_not_break_a_check(view, rows):
    check_data(replace(view, raw=view.raw.head(rows), frame=view.frame.head(rows), part=view.part.head(rows)))


def test_data_without_any_time_or_person_is_looked_at():
    frame = pl.DataFrame({"size": [float(i) for i in range(300)], "kind": ["a", "b", "c"] * 100})
    _, checks = check_data(DataView(frame, frame))
    assert {check.outcome for check in checks} <= {"passed", "skipped", "not_applicable"}


def test_no_value_of_a_row_is_repeated(view):
    marker = "Marker Person 1234"
    marked = pl.when(pl.int_range(pl.len()) % 4000 == 0).then(pl.lit(marker))
    raw = view.raw.with_columns(
        gender=marked.otherwise("gender"), note=pl.lit(marker), outcome=marked.otherwise("outcome")
    )
    frame = view.frame.with_columns(gender=marked.otherwise("gender"), object_of_search=marked)
    findings, checks = check_data(replace(view, raw=pl.concat([raw, raw]), frame=frame))
    assert findings
    assert marker not in str((findings, checks))


@pytest.mark.real_data
def test_what_two_years_of_the_met_show(met):
    findings, _ = check_data(met)
    assert {finding.code for finding in findings} == {
        "leakage-through-missingness",
        "dead-column",
        "vocabulary-break",
        "short-period",
        "duplicate-rows",
        "differential-missingness",
        "not-a-person",
    } | {finding.code for finding in findings if finding.code == "unmapped-category"}
