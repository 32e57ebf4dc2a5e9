"""G01: required fields and placeholders."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_ml.assurance.gates.g01_fields import GATE
from tests.assurance.made_submission import judged, made_submission


def test_every_answered_question_passes():
    assert judged("G01").state == "passed"


def test_an_open_field_is_named():
    found = judged("G01", declared={"data.eqia.reference": None}, redrawn=True)
    assert found.state == "failed"
    assert "1 of 62 fields" in found.text
    assert "Equality impact assessment" in found.text
    assert found.evidence[0].pointer.startswith("card.json#/body/fields/")


@pytest.mark.parametrize("words", ["TBC", "to do: TODO", "n/a", "..."])
def test_a_placeholder_is_no_answer(words):
    found = judged("G01", declared={"business_problem": words})
    assert found.state == "failed"
    assert "business_problem" in found.text


def test_a_value_of_the_data_is_no_placeholder():
    assert judged("G01", declared={"data.columns.borough.allowed": ["N/A"]}).state == "passed"


def test_a_card_without_fields_cannot_be_told():
    made = made_submission()
    old = replace(made, card=replace(made.card, body=replace(made.card.body, fields=())))
    assert GATE.judge(old).state == "failed"
