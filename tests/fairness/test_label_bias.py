"""Answers under errors in one group's outcomes, against relabelling rows and assessing again."""

from dataclasses import replace

import numpy as np
import pytest

from peel_ml.fairness.label_bias import GRID, label_bias
from peel_ml.results.codes import NOT_STATED
from tests.fairness.made_assessed import again, assessed


def made(rates, n=4000, seed=0):
    """Make groups with exactly these shares of positives."""
    groups = np.repeat(list(rates), n)
    y = np.concatenate([np.r_[np.ones(round(rate * n)), np.zeros(n - round(rate * n))] for rate in rates.values()])
    return y.astype(np.int8), groups


def biased(y, groups, **more):
    rows, found = assessed(y, {"group": groups}, **more)
    report = label_bias(rows, found)
    return rows, found, report, {(row.group, row.error): row for row in report.rows}


def row_of(assessment, group):
    return next(
        row
        for row in assessment.rows
        if (row.group, row.metric, row.missing) == (group, assessment.metric, "complete_case")
    )


def test_every_judged_group_has_a_curve_for_each_error_that_starts_at_its_answer():
    _, found, report, rows = biased(*made({"a": 0.36, "b": 0.30, "c": 0.30}))
    assert set(rows) == {(group, error) for group in "abc" for error in ("unrecorded", "wrongly_recorded")}
    for (group, _), row in rows.items():
        judged = row_of(found, group)
        first = row.points[0]
        assert row.verdict == first.verdict == judged.verdict
        assert (first.difference, first.low, first.high) == pytest.approx(
            (judged.difference, judged.difference_low, judged.difference_high)
        )
        assert [point.share for point in row.points] == list(GRID)
    assert report.largest == 0.3


@pytest.mark.parametrize(("error", "share"), [("unrecorded", 0.1), ("wrongly_recorded", 0.2)])
def test_the_curve_is_what_relabelling_the_group_gives(error, share):
    y, groups = made({"a": 0.36, "b": 0.30, "c": 0.30})
    rows, _, _, curves = biased(y, groups)
    point = next(one for one in curves["a", error].points if one.share == share)
    mine = groups == "a"
    positives = int(y[mine].sum())
    moved = round(positives * share / (1 - share)) if error == "unrecorded" else round(positives * share)
    turned = np.flatnonzero(mine & (y == (0 if error == "unrecorded" else 1)))[:moved]
    truth = y.copy()
    truth[turned] = 1 - truth[turned]
    row = row_of(again(replace(rows, y=truth)), "a")
    assert (point.difference, point.low, point.high) == pytest.approx(
        (row.difference, row.difference_low, row.difference_high), abs=2e-4
    )
    assert point.verdict == row.verdict


def test_the_tipping_point_is_where_the_answer_changes():
    """Group a is 1 point above: it leaves "within" when its interval first reaches 5 points."""
    y, groups = made({"a": 0.30, "b": 0.29}, n=20_000)
    rows, _, _, curves = biased(y, groups)
    row = curves["a", "unrecorded"]
    assert row.verdict == "within"
    assert row.tipping is not None

    def answer(share):
        positives = int(y[:20_000].sum())
        truth = y.copy()
        truth[np.flatnonzero((groups == "a") & (y == 0))[: round(positives * share / (1 - share))]] = 1
        return row_of(again(replace(rows, y=truth)), "a").verdict

    assert answer(row.tipping - 0.003) == "within"
    assert answer(row.tipping + 0.003) == "cannot_tell"
    assert f"about {row.tipping:.0%} of the positive outcomes of a people had gone unrecorded" in row.sentence
    assert "no longer be “within the limit”, but “cannot be told”" in row.sentence


def test_an_answer_that_holds_says_so():
    _, _, report, rows = biased(*made({"a": 0.60, "b": 0.20}))
    row = rows["a", "unrecorded"]
    assert (row.verdict, row.tipping) == ("outside", None)
    assert row.sentence.startswith("Even if 30% of the positive outcomes of a people had gone unrecorded")
    assert row.sentence.endswith("the answer would still be “beyond the limit”.")
    assert "clear answers" in report.statement


def test_errors_move_rows_of_a_decision_flagged_or_not_alike():
    rng = np.random.default_rng(4)
    y, groups = made({"a": 0.5, "b": 0.5})
    decision = (rng.random(len(y)) < np.where(y == 1, 0.7, 0.2)).astype(np.int8)
    rows, _, report, curves = biased(y, groups, decision=decision, primary="true_positive_rate", limit=0.1)
    point = next(one for one in curves["a", "unrecorded"].points if one.share == 0.2)
    # 500 of 2,000 recorded negatives were positives, every fourth of the flagged ones and of the others.
    truth = y.copy()
    for flag in (0, 1):
        some = np.flatnonzero((groups == "a") & (y == 0) & (decision == flag))
        truth[some[: round(len(some) / 4)]] = 1
    row = row_of(again(replace(rows, y=truth)), "a")
    assert (point.difference, point.low, point.high) == pytest.approx(
        (row.difference, row.difference_low, row.difference_high), abs=1e-3
    )
    assert "flagged and unflagged" in report.statement
    # A wrongly recorded positive leaves the share flagged among the others as it was.
    assert len({round(one.difference, 12) for one in curves["a", "wrongly_recorded"].points}) == 1


def test_all_allocations_must_still_agree():
    y, groups = made({"a": 0.3, "b": 0.3})
    lost = np.where(np.random.default_rng(1).random(len(y)) < 0.3, NOT_STATED, groups)
    _, found, _, rows = biased(y, lost)
    assert row_of(found, "a").verdict == "cannot_tell"
    assert {point.verdict for point in rows["a", "wrongly_recorded"].points} == {"cannot_tell"}


def test_the_reference_counts_here_too():
    y, groups = made({"a": 0.30, "b": 0.30, "c": 0.42}, n=6000)
    _, _, _, alone = biased(y, groups, limit=0.08)
    _, found, _, rows = biased(y, groups, limit=0.08, reference="c")
    assert alone["a", "unrecorded"].verdict == "within"
    assert rows["a", "unrecorded"].verdict == row_of(found, "a").verdict == "outside"


def test_a_share_flagged_does_not_use_the_outcome():
    y, groups = made({"a": 0.5, "b": 0.5}, n=500)
    decision = (np.arange(1000) % 2).astype(np.int8)
    _, _, report, _ = biased(y, groups, decision=decision, primary="selection_rate", limit=0.1)
    assert report.rows == ()
    assert "does not use the recorded outcome" in report.statement


def test_groups_whose_figures_are_withheld_have_no_curve():
    y, groups = made({"a": 0.3, "b": 0.3}, n=500)
    groups = groups.astype("<U20")
    # Half of them had an outcome, so that nothing about them is shown beyond doubt.
    groups[146:154] = "few"
    _, _, _, rows = biased(y, groups)
    assert {group for group, _ in rows} == {"a", "b"}
