"""G10: one rule decides for everybody."""

from __future__ import annotations

import pytest

from tests.assurance.made_submission import judged

POINT = {"rule": "threshold", "threshold": 0.5}


def test_one_rule_for_everybody_passes():
    assert judged("G10", kind="service").state == "passed"


def test_nobody_selected_is_not_asked():
    assert judged("G10").state == "not_applicable"


@pytest.mark.parametrize(
    ("point", "words"),
    [
        ({**POINT, "by_group": {"sex": 0.4}}, "by_group"),
        ({"rule": "threshold", "threshold": {"Male": 0.4, "Female": 0.6}}, "differs between people"),
        ({"rule": "threshold", "threshold": [0.4, 0.6]}, "differs between people"),
        ({}, "not declared"),
        ("whatever", "not declared"),
        (None, "not declared"),
    ],
)
def test_thresholds_by_group_and_unknown_rules_fail(point, words):
    found = judged("G10", kind="service", declared={"operating_point": point})
    assert found.state == "failed"
    assert words.lower() in found.text.lower()


@pytest.mark.parametrize("where", ["declared", "record"])
def test_an_estimator_that_reads_a_group_fails(where):
    name = "fairlearn.postprocessing.ThresholdOptimizer"
    changes = {"declared": {"candidates": [name]}, "record": {"model.candidate": name}}
    assert "reads a protected characteristic" in judged("G10", **{where: changes[where]}).text


def test_a_rule_that_nobody_declared_fails():
    assert "and the run has one" in judged("G10", kind="service", declared={"operating_point": "none"}).text
