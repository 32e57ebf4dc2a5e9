"""G11: split, overlap and leaks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_ml.assurance.gates.g11_split import LEAKS
from peel_ml.results.data import Period, SplitRecord
from peel_ml.results.findings import Check, Finding
from tests.assurance.made_submission import judged, made_submission


def test_a_split_by_time_without_overlap_passes():
    assert judged("G11").state == "passed"


def test_a_split_by_group_passes():
    declared = {"split": {"kind": "group", "column": "borough"}}
    assert judged("G11", declared=declared).state == "passed"


def finding(severity):
    return Finding(
        "single-feature-too-strong", severity, "One fact", "One fact ranks the outcome almost alone.", "Look."
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"declared": {"split": {"kind": "random", "reason": "quick"}}}, "at random"),
        ({"declared": {"split": None}}, "cannot be told"),
        ({"record": {"data.split": None}}, "cannot be told"),
        ({"record": {"data.split": SplitRecord("5" * 64, 2, 0)}}, "equal a record of another part"),
        ({"record": {"data.split": SplitRecord("5" * 64, 0, 1)}}, "events or people"),
        ({"record": {"findings": (finding("block"),)}}, "ranks the outcome"),
        ({"record": {"checks": ()}}, "not checked"),
        ({"record": {"model.features": ("outcome_linked",)}}, "cannot be told"),
    ],
)
def test_overlap_leaks_and_silence_fail(changes, words):
    found = judged("G11", **changes)
    assert found.state == "failed"
    assert words.lower() in found.text.lower()


@pytest.mark.parametrize(("outcome", "state"), [("not_applicable", "passed"), ("skipped", "failed")])
def test_a_check_that_was_skipped_tells_nothing(outcome, state):
    checks = tuple(Check(code, outcome, "Nothing is missing.") for code in LEAKS)
    assert judged("G11", record={"checks": checks}).state == state


def test_a_finding_that_does_not_block_is_no_leak():
    assert judged("G11", record={"findings": (finding("warn"),)}).state == "passed"


def test_a_fact_known_afterwards_fails():
    columns = made_submission().record.data.columns
    late = tuple(replace(one, known_when="after") if one.name == "legislation" else one for one in columns)
    assert "only afterwards: legislation" in judged("G11", record={"data.columns": late}).text


def test_a_part_that_begins_before_the_last_one_ends_fails():
    training, validation, held_out = made_submission().record.data.parts
    early = replace(validation, period=Period("2023-09-30", "2023-12-31"))
    assert "begins before" in judged("G11", record={"data.parts": (training, early, held_out)}).text
    without = replace(validation, period=None)
    assert "cannot be told" in judged("G11", record={"data.parts": (training, without, held_out)}).text
