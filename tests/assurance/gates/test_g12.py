"""G12: better than what it is compared with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_ml.assurance.gates.g12_better import GATE
from peel_ml.assurance.policy import policy
from peel_ml.results.estimate import PairedDifference
from tests.assurance.made_submission import judged, made_submission


def lift(*ends):
    return {"record": {"scores.lift": PairedDifference("roc_auc", "previous_process", *ends)}}


def test_an_interval_above_zero_passes():
    found = judged("G12", **lift(0.027, 0.021, 0.033))
    assert found.state == "passed"
    assert "2.7 more right picks in 100 (95% range: 2.1 to 3.3)" in found.text


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ((0.01, -0.002, 0.02), "not shown to do better"),
        ((0.01, 0.0, 0.02), "not shown to do better"),
        ((-0.02, -0.03, -0.01), "does worse than"),
        ((None, None, None, "one class only"), "one class only"),
        ((0.01, None, 0.02), "cannot be told"),
        ((0.01, float("nan"), 0.02), "cannot be told"),
    ],
)
def test_anything_else_fails(ends, words):
    made = made_submission()
    record = replace(made.record, scores=replace(made.record.scores, lift=lift(*ends)["record"]["scores.lift"]))
    found = GATE.judge(replace(made, record=record))
    assert found.state == "failed"
    assert words.lower() in found.text.lower()


def test_figures_on_the_validation_period_are_no_proof():
    assert judged("G12", record={"scores.evaluated_on": "validation"}).state == "failed"


def test_it_never_stands_in_the_way_of_publishing():
    assert "G12" not in policy().scopes["publication"].blocking
