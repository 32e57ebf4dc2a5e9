"""The five treatments of people without a recorded group, in cases where each is known to be right or wrong."""

from dataclasses import replace

import numpy as np
import pytest

from peel_ml.fairness.label_bias import label_bias
from peel_ml.fairness.missing.report import missing_report
from peel_ml.results.codes import NOT_STATED
from tests.fairness.made_assessed import assessed

STRENGTH = {"cannot_tell": 0, "within": 1, "outside": 1}
TREATMENTS = ("complete_case", "as_group", "worst_case", "narrower", "weighted")


def planted(n=12_000, lost=0.3, seed=1, gap=0.0, by_outcome=False):
    """Draw two groups, some of whose records are lost: by chance, or mostly where there was no outcome in area 0."""
    rng = np.random.default_rng(seed)
    group, area = rng.choice(["a", "b"], n), rng.choice(["here", "there"], n)
    if by_outcome:
        group = np.where(rng.random(n) < np.where(area == "here", 0.8, 0.2), "a", "b")
    y = (rng.random(n) < 0.3 + gap * (group == "a")).astype(np.int8)
    chance = np.where((area == "here") & (y == 0), 2 * lost, 0.02) if by_outcome else lost
    return y, np.where(rng.random(n) < chance, NOT_STATED, group), area


def report_of(y, group, area, **more):
    rows, found = assessed(y, {"group": group}, area=area, **more)
    report = missing_report(rows, found)
    return report, {(row.group, row.treatment): row for row in report.treated}, found


def test_every_judged_group_has_every_treatment_and_each_says_what_it_rests_on():
    report, rows, _ = report_of(*planted())
    assert list(rows) == [(group, one) for group in "ab" for one in TREATMENTS]
    assert all(row.assumption.endswith(".") for row in report.treated)
    assert "at most 2 times higher or lower" in rows["a", "narrower"].assumption


def test_lost_by_chance_all_but_the_worst_case_find_equal_groups_within():
    _, rows, _ = report_of(*planted(lost=0.04))
    assert rows["a", "worst_case"].verdict == "cannot_tell"
    assert {rows["a", one].verdict for one in TREATMENTS if one != "worst_case"} == {"within"}


def test_the_worst_case_is_the_headline_verdict():
    _, rows, found = report_of(*planted())
    for row in found.rows:
        if row.missing == "complete_case" and row.metric == found.metric:
            worst = rows[row.group, "worst_case"]
            assert (worst.verdict, worst.low, worst.high) == (row.verdict, row.bound_low, row.bound_high)


def test_weights_find_equal_groups_where_leaving_out_finds_a_difference():
    _, rows, _ = report_of(*planted(by_outcome=True))
    assert rows["a", "complete_case"].verdict == "outside"
    assert rows["a", "weighted"].verdict == "within"
    assert rows["a", "weighted"].low < 0 < rows["a", "weighted"].high


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("gap", "lost"), [(0.0, 0.02), (0.0, 0.3), (0.12, 0.01), (0.12, 0.3), (0.06, 0.1)])
def test_no_treatment_is_surer_than_it_may_be(seed, gap, lost):
    _, rows, _ = report_of(*planted(n=4000, lost=lost, seed=seed, gap=gap))
    for group in "ab":
        left_out, narrower, worst = (rows[group, one] for one in ("complete_case", "narrower", "worst_case"))
        assert worst.low - 1e-9 <= narrower.low <= left_out.difference <= narrower.high <= worst.high + 1e-9
        # An allocation for everybody is one of the narrower ones, and those leave out nobody's answer.
        assert narrower.verdict in ("cannot_tell", left_out.verdict)
        assert worst.verdict in ("cannot_tell", narrower.verdict)


def test_narrower_bounds_take_an_answer_away_where_many_are_missing():
    _, rows, _ = report_of(*planted(lost=0.3))
    assert rows["a", "complete_case"].verdict == "within"
    assert rows["a", "narrower"].verdict == "cannot_tell"
    assert rows["a", "narrower"].low < -0.05
    assert rows["a", "narrower"].high > 0.05


def test_narrower_bounds_can_tell_what_the_worst_case_cannot():
    _, rows, _ = report_of(*planted(n=20_000, lost=0.03, seed=2))
    assert rows["a", "worst_case"].verdict == "cannot_tell"
    assert rows["a", "narrower"].verdict == "within"
    _, rows, _ = report_of(*planted(n=20_000, lost=0.1, seed=2, gap=0.14))
    assert rows["a", "worst_case"].verdict == "cannot_tell"
    assert rows["a", "narrower"].verdict == "outside"


def test_the_worse_of_everyone_else_and_the_reference_counts_here_too():
    y, group, area = planted(n=20_000, lost=0.01)
    rng = np.random.default_rng(0)
    third = np.where((group != NOT_STATED) & (rng.random(len(y)) < 0.1), "c", group)
    y = np.where(third == "c", rng.random(len(y)) < 0.42, y).astype(np.int8)
    _, rows, _ = report_of(y, third, area, reference="c")
    alone = {(r.group, r.treatment): r for r in missing_report(*assessed(y, {"group": third}, area=area)).treated}
    for one in TREATMENTS:
        assert alone["a", one].verdict == "within", one
        assert rows["a", one].verdict == "outside", one


def test_the_correction_is_that_of_the_whole_run():
    """Among hundreds of comparisons a difference that alone would be beyond the limit is not surely so."""
    y, group, area = planted(n=6000, lost=0.02, gap=0.083, seed=5)
    rows, found = assessed(y, {"group": group}, area=area)
    alone, many = (
        {(row.group, row.treatment): row.verdict for row in missing_report(rows, one).treated}
        for one in (found, replace(found, family=10_000))
    )
    for one in ("complete_case", "as_group", "weighted"):
        assert (alone["a", one], many["a", one]) == ("outside", "cannot_tell"), one


def test_a_group_whose_figures_are_withheld_has_none_here():
    y, group, area = planted(n=3000)
    group = group.astype("<U20")
    group[:12] = "few"
    _, rows, _ = report_of(y, group, area)
    few = [row for (name, _), row in rows.items() if name == "few"]
    assert few
    assert all((row.difference, row.low, row.high, row.verdict) == (None, None, None, "cannot_tell") for row in few)


def test_a_rate_of_a_decision_on_a_limit_of_its_ratio():
    y, group, area = planted(n=16_000, lost=0.02)
    rng = np.random.default_rng(8)
    decision = (rng.random(len(y)) < np.where(group == "a", 0.75, 0.45)).astype(np.int8)
    _, rows, _ = report_of(
        y, group, area, decision=decision, primary="true_positive_rate", scale="ratio", limit=1.25, reference="b"
    )
    assert {rows["a", one].verdict for one in TREATMENTS} == {"outside"}


def test_two_sentences_say_what_was_found():
    report, _, _ = report_of(*planted(lost=0.3))
    assert report.statement.startswith("30% of searches have no recorded group; placed one way or another")
    assert "could change every answer about group" in report.statement
    assert "of them would be enough to change one." in report.statement
    sure, _, _ = report_of(*planted(n=60_000, lost=0.01))
    assert sure.statement.endswith("however they were placed, no answer about group would change.")
    unclear, _, _ = report_of(*planted(n=500))
    assert unclear.statement.endswith("even without them no answer about the limit is clear.")


def test_nobody_missing_has_nothing_to_treat():
    y, group, area = planted(lost=0.0)
    report, rows, _ = report_of(y, group, area)
    assert rows == {}
    assert report.statement == "All searches have a recorded group in every measure."
    assert [one.share for one in report.rates] == [0.0]


def test_everybody_missing_is_no_answer():
    y, _, area = planted(n=400)
    report, rows, _ = report_of(y, np.full(400, NOT_STATED), area)
    assert rows == {}
    assert report.rates[0].share == 1.0
    assert report.statement == "No group is recorded at all, so nothing can be said about it."


def test_figures_beside_a_withheld_number_are_in_whole_points():
    """An exact share times the number of people would be a count."""
    y, group, area = planted()
    rows, found = assessed(y, {"group": group}, area=area)
    withheld = replace(found, rows=tuple(replace(row, n=None, denominator=None) for row in found.rows))
    for report, whole in ((missing_report(rows, found), False), (missing_report(rows, withheld), True)):
        figures = [value for row in report.treated for value in (row.difference, row.low, row.high) if value]
        assert all(value == round(value, 2) for value in figures) == whole
    for report, whole in ((label_bias(rows, found), False), (label_bias(rows, withheld), True)):
        figures = [value for row in report.rows for one in row.points for value in (one.difference, one.low, one.high)]
        assert all(value == round(value, 2) for value in figures) == whole
