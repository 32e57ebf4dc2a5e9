"""A study answered twice: whether the second answer says the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_ml.experiment.studies.rerunning import compared
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.outcome import StudyOutcome
from tests.cards.made import studies


@pytest.fixture
def answer() -> StudyOutcome:
    made = studies.forecast()
    return StudyOutcome(made.scores, made.fairness_assessment, made.detail, model=made.model)


def test_the_same_answer_agrees(answer: StudyOutcome) -> None:
    found = compared(answer, answer)
    assert (found.agrees, found.largest_difference, found.same_model) == (True, 0.0, True)


def test_a_figure_of_a_simple_method_that_moved_is_seen(answer: StudyOutcome) -> None:
    moved = {**answer.scores.baselines, "mean_12": {"wape": Estimate(0.112)}}
    found = compared(answer, replace(answer, scores=replace(answer.scores, baselines=moved)))
    assert found.agrees is False
    assert found.largest_difference == pytest.approx(0.01)


def test_a_figure_that_is_there_only_once_is_no_agreement(answer: StudyOutcome) -> None:
    gone = {**answer.scores.metrics, "wape": Estimate(None, reason="too few areas")}
    found = compared(answer, replace(answer, scores=replace(answer.scores, metrics=gone), model=None))
    assert (found.agrees, found.same_model) == (False, None)
    assert "figures that were there only once: 1" in found.reason
