"""G08: all nine protected characteristics."""

from __future__ import annotations

import pytest

from tests.assurance.made_submission import judged, made_submission


def test_nine_accounted_for_pass():
    found = judged("G08")
    assert found.state == "passed"
    assert "3 of the nine" in found.text
    assert "nothing is known" in found.text


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("protected.not_measured.disability", None, "why disability is not measured"),
        ("protected.not_measured.disability.reason", "", "why disability is not measured"),
        ("protected.not_measured.disability.steps_taken", None, "find out about disability"),
        ("protected.not_measured.sexual_orientation.steps_planned", None, "find out about sexual orientation"),
        ("protected.not_measured.disability.why", "not_relevant", "another one"),
    ],
)
def test_a_duty_of_inquiry_that_is_open_fails(path, value, words):
    found = judged("G08", declared={path: value})
    assert found.state == "failed"
    assert words.lower() in found.text.lower()


def test_what_does_not_matter_needs_a_reason_and_no_inquiry():
    path = "protected.not_measured.marriage_and_civil_partnership"
    assert judged("G08", declared={f"{path}.steps_taken": None}).state == "passed"
    assert judged("G08", declared={f"{path}.reason": None}).state == "failed"


@pytest.mark.parametrize("left", [0, 8])
def test_a_characteristic_that_the_run_is_silent_about_fails(left):
    known = made_submission().record.fairness_assessment.characteristics[:left]
    assert "says nothing about" in judged("G08", record={"fairness_assessment.characteristics": known}).text
