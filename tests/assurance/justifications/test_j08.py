"""J8: data protection advice overruled."""

from __future__ import annotations

from tests.assurance.made_submission import found


def test_overruled_advice_has_to_be_justified():
    declared = {"data.dpia.advice": "overruled", "data.dpia.officer_advice": "Wait for a year"}
    (said,) = found("J8", declared=declared)
    assert "Wait for a year." in said
    assert "no reason is declared" in said.lower()


def test_accepted_advice_needs_none():
    assert found("J8", declared={"data.dpia.advice": "accepted"}) == ()
    assert found("J8") == ()
