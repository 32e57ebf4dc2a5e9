"""G13: the outcome was recorded in every period."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_ml.results.findings import Check
from peel_ml.results.timeline import Month, Timeline
from tests.assurance.made_submission import judged, made_submission


def test_an_outcome_that_varies_everywhere_passes():
    assert judged("G13").state == "passed"


def months(*counts):
    return {"data.timeline": Timeline(tuple(Month(f"2023-{at:02}", *one) for at, one in enumerate(counts, 1)), ())}


@pytest.mark.parametrize("dead", [(900, 0), (900, 900)])
def test_a_month_with_one_outcome_only_fails(dead):
    found = judged("G13", record=months((1000, 300), dead, (1000, 280)))
    assert found.state == "failed"
    assert "February 2023" in found.text


@pytest.mark.parametrize("month", [(6, 0), (0, 0), (900, None), (None, None)])
def test_a_month_too_small_to_tell_or_not_opened_does_not_count(month):
    assert judged("G13", record=months((1000, 300), month)).state == "passed"


def test_the_check_of_the_run_counts():
    found = Check("degenerate-target", "found", "The target is never positive in March 2023.")
    assert "March 2023" in judged("G13", record={"checks": (found,)}).text


def test_without_months_the_parts_are_looked_at():
    assert judged("G13", record={"data.timeline": None}).state == "passed"


@pytest.mark.parametrize(
    ("positives", "words"), [(0, "every outcome is the same"), (24_118, "every outcome"), (None, "cannot be told")]
)
def test_a_part_with_one_outcome_only_fails(positives, words):
    *rest, held_out = made_submission().record.data.parts
    found = judged("G13", record={"data.parts": (*rest, replace(held_out, positives=positives))})
    assert found.state == "failed"
    assert words.lower() in found.text.lower()


def test_what_was_not_looked_at_is_no_pass():
    assert judged("G13", record={"checks": ()}).state == "failed"
    assert judged("G13", record={"data.parts": ()}).state == "failed"
