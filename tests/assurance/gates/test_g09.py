"""G09: an audit of policing goes by no characteristic and no listed proxy."""

from __future__ import annotations

import pytest

from tests.assurance.made_submission import judged


def test_plain_facts_pass():
    assert judged("G09").state == "passed"


def test_another_use_is_not_asked():
    found = judged("G09", kind="service")
    assert found.state == "not_applicable"
    assert "service" in found.evidence[0].text


@pytest.mark.parametrize(
    ("feature", "words"),
    [
        ("self_defined_ethnicity", "protected characteristics"),
        ("gender", "protected characteristics"),
        ("lsoa11_code", "a small area"),
        ("previous_stops", "earlier stops"),
    ],
)
def test_a_characteristic_or_a_listed_proxy_fails(feature, words):
    found = judged("G09", record={"model.features": ("object_of_search", feature)})
    assert found.state == "failed"
    assert feature in found.text
    assert words.lower() in found.text.lower()


def test_what_cannot_be_told_is_no_pass():
    assert judged("G09", record={"model.features": ()}).state == "failed"
    assert judged("G09", declared={"decision.type": None}).state == "failed"
