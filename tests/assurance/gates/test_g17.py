"""G17: both assessments are made and current."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.assurance.made_submission import AT, LATER, judged

REQUIRED = {
    "data.dpia.required": True,
    "data.dpia.reference": "DPIA 7",
    "data.dpia.officer_advice": "Go on.",
    "data.dpia.review_by": LATER,
}


def test_a_screening_and_an_equality_assessment_pass():
    found = judged("G17")
    assert found.state == "passed"
    assert "not required, and it is said why" in found.text


def test_both_made_and_current_pass():
    assert judged("G17", declared=REQUIRED).state == "passed"


def test_the_day_of_the_review_still_counts_and_the_day_after_does_not():
    declared = {"data.eqia.review_by": "2026-11-30"}
    assert judged("G17", declared=declared).state == "passed"
    late = judged("G17", declared=declared, at=AT + timedelta(days=1))
    assert late.state == "failed"
    assert "2026-11-30" in late.text
    assert late.who == "equality_reviewer"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"data.dpia": None}, "is not declared"),
        ({"data.dpia.screening": None}, "not said why"),
        ({**REQUIRED, "data.dpia.reference": None}, "is not named"),
        ({**REQUIRED, "data.dpia.officer_advice": None}, "advice"),
        ({**REQUIRED, "data.dpia.review_by": None}, "is reviewed is not declared"),
        ({**REQUIRED, "data.dpia.review_by": "next spring"}, "cannot be read"),
        ({**REQUIRED, "data.dpia.review_by": "2026-01-31"}, "2026-01-31"),
        ({"data.eqia": None}, "equality impact assessment is not named"),
        ({"data.eqia.decision": None}, "no decision"),
        ({"data.eqia.review_by": None}, "is reviewed is not declared"),
    ],
)
def test_what_is_missing_or_lapsed_fails(changes, words):
    found = judged("G17", declared=changes)
    assert found.state == "failed"
    assert words.lower() in found.text.lower()


def test_personal_data_without_an_assessment_needs_the_officer_to_say_so():
    d3 = {"data.class_": "D3", "data.declared_class": "D3"}
    assert "officer" in judged("G17", record=d3).text
    assert judged("G17", record=d3, declared={"data.dpia.officer_advice": "None is needed."}).state == "passed"
