"""Fairlearn's ``MetricFrame`` on the same rows: the reference our figures must equal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.clusters import Layout, sums
from peel_ml.fairness.metrics import COUNT_METRICS, OBSERVED_MINUS_EXPECTED, OBSERVED_RATE, Floats, values_of

TOLERANCE = 1e-12


@dataclass(frozen=True)
class Parity:
    """How many figures were compared, and the largest gap."""

    compared: int
    largest: float


def parity(
    y: NDArray[np.int8],
    expected: Floats,
    decision: NDArray[np.int8] | None,
    groups: NDArray[np.str_] | NDArray[np.int64],
) -> Parity:
    """Compare the engine's figures for each group with Fairlearn's.

    Without a decision these are the number of rows, the observed and the expected share of each group; with one
    also every rate of the decision. A rate with an empty denominator is uncomputable here and 0 or NaN there:
    nothing to compare.
    """
    import pandas as pd
    from fairlearn.metrics import MetricFrame, count, mean_prediction, selection_rate

    levels, codes = np.unique(groups, return_inverse=True)
    # An array of one row is squeezed to a scalar there and refused; a Series is not.
    features = pd.Series(groups)
    layout = Layout.of(codes.astype(np.int64), len(levels), np.arange(len(y)))

    def theirs(metrics: dict[str, Callable[..., Any]], predicted: Any) -> dict[str, Floats]:
        def together(truth: Any, values: Any) -> tuple[float, ...]:
            return tuple(float(metric(truth, values)) for metric in metrics.values())

        # One function for all metrics: the frame copies every row anew for each function it is given.
        frame = MetricFrame(metrics=together, y_true=y, y_pred=predicted, sensitive_features=features)
        found = np.array([frame.by_group.loc[level] for level in levels])
        return dict(zip(metrics, found.T, strict=True))

    whole = sums(layout, values_of(OBSERVED_MINUS_EXPECTED, y, expected, None)).group
    outcome = theirs(
        {"count": count, "observed": lambda truth, _: selection_rate(truth, truth), "expected": mean_prediction},
        expected,
    )
    gaps = [
        np.abs(outcome["count"] - whole.rows),
        np.abs(outcome["observed"] - whole.observed),
        np.abs(outcome["expected"] - whole.expected),
        np.abs(outcome["observed"] - sums(layout, values_of(OBSERVED_RATE, y, expected, None)).group.observed),
    ]
    if decision is not None:
        rates = theirs(_rates(), decision)
        for name in COUNT_METRICS:
            ours = sums(layout, values_of(name, y, expected, decision)).group
            some = ours.rows > 0
            gaps.append(np.abs(rates[name] - ours.observed)[some])
    found = np.concatenate(gaps)
    return Parity(len(found), float(found.max(initial=0.0)))


def _rates() -> dict[str, Callable[..., Any]]:
    """Return the reference for each rate: Fairlearn's function, or scikit-learn's where it has none."""
    from fairlearn import metrics as fairlearn
    from sklearn import metrics as sklearn

    def predictive(y: Any, decision: Any) -> Any:
        return sklearn.precision_score(y, decision, zero_division=np.nan)

    def negative(y: Any, decision: Any) -> Any:
        return sklearn.precision_score(1 - y, 1 - decision, zero_division=np.nan)

    return {
        "selection_rate": fairlearn.selection_rate,
        "true_positive_rate": fairlearn.true_positive_rate,
        "false_positive_rate": fairlearn.false_positive_rate,
        "false_negative_rate": fairlearn.false_negative_rate,
        "true_negative_rate": fairlearn.true_negative_rate,
        "precision": predictive,
        "negative_predictive_value": negative,
        "false_discovery_rate": lambda y, decision: 1 - predictive(y, decision),
        "false_omission_rate": lambda y, decision: 1 - negative(y, decision),
        "accuracy": sklearn.accuracy_score,
    }
