"""G14: no group outside the agreed limit on the declared measure."""

from __future__ import annotations

from dataclasses import replace

from peel_ml.assurance.policy import policy
from tests.assurance.made_submission import judged, made_submission
from tests.cards.made import surroundings


def rows_with(group, **changes):
    rows = made_submission().record.fairness
    return {"fairness": tuple(replace(row, **changes) if row.group == group else row for row in rows)}


def test_no_group_outside_passes_and_does_not_say_that_all_are_within():
    found = judged("G14")
    assert found.state == "passed"
    assert "not the same as all being within" in found.text


def test_a_group_outside_is_named():
    found = judged("G14", record=rows_with("White", verdict="outside"))
    assert found.state == "failed"
    assert "White" in found.text


def test_a_group_whose_figures_are_withheld_fails_it_and_is_not_named():
    found = judged("G14", record=rows_with("Black, Female", verdict="outside"))
    assert found.state == "failed"
    assert "Black, Female" not in found.text
    assert "1 whose figures are withheld" in found.text


def test_another_measure_or_another_way_of_handling_the_missing_is_no_gate():
    assert judged("G14", record=rows_with("White", verdict="outside", metric="selection_rate")).state == "passed"
    assert judged("G14", record=rows_with("White", verdict="outside", missing="as_group")).state == "passed"


def test_a_difference_in_the_world_is_a_finding_and_no_gate():
    assert judged("G14", record={"world": surroundings.world()}).state == "passed"


def test_what_cannot_be_told_is_no_pass():
    assert "no group was judged" in judged("G14", record={"fairness": ()}).text.lower()
    assert "agreed the limit" in judged("G14", record={"fairness_assessment.tolerance.agreed": False}).text


def test_it_never_stands_in_the_way_of_publishing():
    assert "G14" not in policy().scopes["publication"].blocking
