"""`miscalibrated`: the probabilities do not match how often the outcome happens."""

from __future__ import annotations

from peel_ml.checking import Found, Outcome, Passed, Skipped
from peel_ml.evaluation.checks.view import ModelView
from peel_ml.results.estimate import Estimate
from peel_ml.results.findings import Fact

SLOPE_RANGE = (0.9, 1.1)
"""Slopes within this are close enough to 1 to be left alone, however certain the distance from 1 is."""
ECE_LIMIT = 0.02
"""Expected calibration error, in shares of 1, whose lower bound may not lie above this."""


def miscalibrated(view: ModelView) -> Outcome:
    """Find a slope shown to differ from 1 and materially so, or an expected calibration error above 0.02."""
    slope, ece = view.scores.calibration.slope, view.scores.calibration.ece
    if slope.low is None and ece.low is None:
        return Skipped(f"Neither slope nor calibration error has an interval: {slope.reason or ece.reason}.")
    sentences: list[str] = []
    evidence: list[dict[str, Fact]] = []
    if _slope_is_off(slope):
        assert slope.value is not None
        kind = "too extreme" if slope.value < 1 else "too timid"
        sentences.append(
            f"The probabilities are {kind}: the calibration slope is {_figures(slope)}, and 1 would be right."
        )
        evidence.append({"figure": "slope", "value": slope.value, "low": slope.low, "high": slope.high})
    if ece.low is not None and ece.low > ECE_LIMIT:
        sentences.append(
            f"Probabilities and outcomes are apart by {_figures(ece)} on average (expected "
            f"calibration error), more than {ECE_LIMIT}."
        )
        evidence.append({"figure": "ece", "value": ece.value, "low": ece.low, "high": ece.high})
    if not sentences:
        return Passed(f"Calibration slope {_figures(slope)}; calibration error {_figures(ece)}.")
    return Found(
        " ".join(sentences),
        "Calibrate on more, or more recent, rows; until then read the scores as a ranking, not as probabilities.",
        tuple(evidence),
    )


def _slope_is_off(slope: Estimate) -> bool:
    if slope.value is None or slope.low is None or slope.high is None:
        return False
    shown = slope.high < 1 or slope.low > 1
    return shown and not SLOPE_RANGE[0] <= slope.value <= SLOPE_RANGE[1]


def _figures(estimate: Estimate) -> str:
    if estimate.value is None:
        return f"unknown ({estimate.reason})"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.3f} (no interval: {estimate.reason})"
    return f"{estimate.value:.3f} (95% interval {estimate.low:.3f} to {estimate.high:.3f})"
