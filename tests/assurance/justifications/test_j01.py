"""J1: no verdict on a headline group."""

from __future__ import annotations

from dataclasses import replace

from peel_ml.assurance.justifications import RULES
from tests.assurance.made_submission import found, made_submission


def headline(verdict):
    rows = made_submission().record.fairness
    return {"fairness": tuple(replace(row, verdict=verdict) if row.primary else row for row in rows)}


def test_a_headline_group_without_a_verdict_has_to_be_justified():
    (said,) = found("J1", record=headline("cannot_tell"))
    assert "it cannot be told" in said
    assert "White" in said


def test_a_verdict_needs_none():
    assert found("J1", record=headline("within")) == ()
    assert found("J1", record=headline("not_judged")) == ()


def test_the_equality_reviewer_accepts_the_first_six():
    assert [rule.code for rule in RULES if rule.equality] == ["J1", "J2", "J3", "J4", "J5", "J6"]
