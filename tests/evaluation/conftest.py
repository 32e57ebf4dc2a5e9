"""Figures for the model checks, each replaceable."""

from __future__ import annotations

import pytest

from peel_ml.evaluation.checks.view import ModelView
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.scores import Calibration, Scores, SliceScore
from peel_ml.results.tuning import Trial, TuningResult

AUC = Estimate(0.6, 0.58, 0.62)
SLOPE = Estimate(1.0, 0.9, 1.1)
ECE = Estimate(0.01, 0.0, 0.02)


def build_scores(*, auc=AUC, lift=(0.02, 0.01, 0.03), slope=SLOPE, ece=ECE, months=()):
    value, low, high = lift
    return Scores(
        evaluated_on="validation",
        primary="roc_auc",
        rows=1_000,
        positives=200,
        metrics={"roc_auc": auc},
        baselines={},
        lift=PairedDifference("roc_auc", "previous_process", value, low, high),
        comparisons=(),
        calibration=Calibration(slope, Estimate(0.0, -0.1, 0.1), ece, ()),
        by_period=tuple(
            SliceScore("month", f"2024-{index:02}", 500, 100, score) for index, score in enumerate(months, start=1)
        ),
        by_area=(),
        observed_expected=(),
        operating_point=None,
    )


def build_tuning(best, space, trials=()):
    made = tuple(Trial(index, "complete", 0.6, params, 1.0) for index, params in enumerate(trials))
    return TuningResult("roc_auc", "tpe", 0, "5 folds", 30, 30, 0, 0, 0.6, best, space, made)


@pytest.fixture
def view():
    """Build a view from figures that raise nothing, but for those given."""

    def build(*, tuning=None, plausible_auc=None, **figures):
        return ModelView(build_scores(**figures), tuning, plausible_auc)

    return build


@pytest.fixture
def tuning():
    """Build the record of a search from its best settings and its space."""
    return build_tuning
