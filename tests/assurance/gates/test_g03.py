"""G03: what is judged was fixed before the held-out period was opened."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_ml.assurance.gates.g03_declared_before import GATE
from peel_ml.results.record import HeldOut
from tests.assurance.made_submission import judged, made_submission


@pytest.mark.parametrize("kind", ["audit", "service"])
def test_what_was_declared_and_counted_passes(kind):
    found = judged("G03", kind=kind)
    assert found.state == "passed"
    assert "opened 3 times by 2 runs" in found.text
    assert "second model" in found.text


def test_the_first_model_is_told_from_later_ones():
    assert "No other model" in judged("G03", record={"held_out": HeldOut(1, 1, True, 1)}).text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"declared": {"fairness.tolerance": "not_agreed"}}, "no limit"),
        ({"declared": {"fairness.tolerance.limit": 0.2}}, "another limit"),
        ({"declared": {"fairness.primary": "true_positive_rate"}}, "differences between groups"),
        ({"declared": {"tuning.objective": "log_loss"}}, "performance"),
        ({"declared": {"operating_point": {"rule": "threshold", "threshold": 0.5}}}, "scores become decisions"),
        ({"record": {"provenance.declaration_sha256": "0" * 64}}, "not the one that the run began with"),
        ({"record": {"held_out": HeldOut(0, 0, False)}}, "has not been opened"),
        ({"record": {"final": False}}, "has not been opened"),
        ({"record": {"held_out.model_number": None}}, "cannot be told"),
    ],
)
def test_what_was_not_fixed_before_fails(changes, words):
    found = judged("G03", **changes)
    assert found.state == "failed"
    assert words.lower() in found.text.lower()


def test_a_card_that_does_not_count_the_openings_fails():
    made = made_submission()
    card = replace(made.card, run=replace(made.card.run, facts=()))
    assert "does not say how often" in GATE.judge(replace(made, card=card)).text
