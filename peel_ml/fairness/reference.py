"""Fairlearn's ``MetricFrame`` on the same rows: the reference our figures must equal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.metrics import COUNT_METRICS, OBSERVED_MINUS_EXPECTED, OBSERVED_RATE, Floats, Rows
from peel_ml.fairness.statistics.tally import Tally

if TYPE_CHECKING:
    import pandas as pd

TOLERANCE = 1e-12


@dataclass(frozen=True)
class Parity:
    """How many figures were compared, and the largest gap."""

    compared: int
    largest: float
    """Over counts and rates of counts."""
    mean: float
    """Over mean expected shares, whose sums of fractions round differently in another order."""


def parity(
    y: NDArray[np.int8],
    expected: Floats,
    decision: NDArray[np.int8] | None,
    groups: NDArray[np.str_] | NDArray[np.int64],
    weights: NDArray[np.int64] | None = None,
) -> Parity:
    """Compare the engine's figures for each group with Fairlearn's.

    Without a decision these are the number of rows, the observed and the expected share of each group; with one
    also every rate of the decision. A rate with an empty denominator is uncomputable here and 0 or NaN there:
    nothing to compare.

    Notes
    -----
    Fairlearn gets one row for each distinct group, outcome and decision, with the number of rows it stands for
    as ``sample_weight``: it copies each row once a metric and group, which took longer than every comparison of
    groups together. pandas does the counting, so that none of our own is held against itself. That the figures
    are those of the rows, one by one, is what ``tests/fairness/test_counts.py`` holds.
    """
    levels, codes = np.unique(groups, return_inverse=True)
    rows = Rows(y, expected, decision, weights)
    ours = Tally.of(codes.astype(np.int64).reshape(-1), len(levels), None, rows, due=True)
    cells = counted(y, expected, decision, groups, weights)
    truth, weight = cells["y"].to_numpy(), cells["rows"].to_numpy()

    def theirs(metrics: dict[str, Callable[..., Any]], predicted: str) -> dict[str, Floats]:
        return by_group(metrics, truth, cells[predicted].to_numpy(), cells["group"].to_numpy(), weight)

    from fairlearn import metrics as fairlearn

    whole = ours.sums(OBSERVED_MINUS_EXPECTED).group
    outcome = theirs(
        {"count": _rows, "observed": _positives, "expected": fairlearn.mean_prediction},
        "expected",
    )
    gaps = [
        np.abs(outcome["count"] - whole.rows),
        np.abs(outcome["observed"] - whole.observed),
        np.abs(outcome["observed"] - ours.sums(OBSERVED_RATE).group.observed),
    ]
    if decision is not None:
        rates = theirs(_rates(), "decision")
        for name in COUNT_METRICS:
            own = ours.sums(name).group
            some = own.rows > 0
            gaps.append(np.abs(rates[name] - own.observed)[some])
    found, means = np.concatenate(gaps), np.abs(outcome["expected"] - whole.expected)
    return Parity(len(found) + len(means), float(found.max(initial=0.0)), float(means.max(initial=0.0)))


def counted(
    y: NDArray[np.int8],
    expected: Floats,
    decision: NDArray[np.int8] | None,
    groups: NDArray[np.str_] | NDArray[np.int64],
    weights: NDArray[np.int64] | None = None,
) -> pd.DataFrame:
    """Return the distinct rows of group, y and decision, how many ``rows`` each stands for, and their mean expected.

    Examples
    --------
    >>> y = np.array([1, 1, 0], np.int8)
    >>> counted(y, np.array([0.5, 0.7, 0.1]), None, np.array(["a", "a", "a"])).to_numpy().tolist()
    [['a', 0, 1, 0.1], ['a', 1, 2, 0.6]]
    """
    import pandas as pd

    keys = {"group": groups, "y": y} | ({} if decision is None else {"decision": decision})
    rows = 1 if weights is None else weights
    frame = pd.DataFrame({**keys, "rows": rows, "expected": expected * rows})
    found = frame.groupby(list(keys))[["rows", "expected"]].sum().reset_index()
    found["expected"] /= found["rows"]
    return found[[*keys, "rows", "expected"]]


def by_group(
    metrics: dict[str, Callable[..., Any]], truth: Any, predicted: Any, groups: Any, weight: Any
) -> dict[str, Floats]:
    """Return what Fairlearn's frame says of each metric, one figure a group, the groups sorted."""
    import pandas as pd
    from fairlearn.metrics import MetricFrame

    def together(y_true: Any, y_pred: Any, sample_weight: Any) -> tuple[float, ...]:
        return tuple(float(metric(y_true, y_pred, sample_weight=sample_weight)) for metric in metrics.values())

    # One function for all metrics: the frame copies every row anew for each function it is given. A Series,
    # because an array of one row is squeezed to a scalar there and refused.
    features = pd.Series(groups)
    frame = MetricFrame(
        metrics=together,
        y_true=truth,
        y_pred=predicted,
        sensitive_features=features,
        sample_params={"sample_weight": weight},
    )
    found = np.array([frame.by_group.loc[level] for level in np.unique(groups)])
    return dict(zip(metrics, found.T, strict=True))


def _rows(y: Any, predicted: Any, *, sample_weight: Any) -> Any:
    return np.sum(sample_weight)


def _positives(y: Any, predicted: Any, *, sample_weight: Any) -> Any:
    from fairlearn.metrics import selection_rate

    return selection_rate(y, y, sample_weight=sample_weight)


def _rates() -> dict[str, Callable[..., Any]]:
    """Return the reference for each rate: Fairlearn's function, or scikit-learn's where it has none."""
    from fairlearn import metrics as fairlearn
    from sklearn import metrics as sklearn

    def predictive(y: Any, decision: Any, *, sample_weight: Any) -> Any:
        return sklearn.precision_score(y, decision, zero_division=np.nan, sample_weight=sample_weight)

    def negative(y: Any, decision: Any, *, sample_weight: Any) -> Any:
        return sklearn.precision_score(1 - y, 1 - decision, zero_division=np.nan, sample_weight=sample_weight)

    return {
        "selection_rate": fairlearn.selection_rate,
        "true_positive_rate": fairlearn.true_positive_rate,
        "false_positive_rate": fairlearn.false_positive_rate,
        "false_negative_rate": fairlearn.false_negative_rate,
        "true_negative_rate": fairlearn.true_negative_rate,
        "precision": predictive,
        "negative_predictive_value": negative,
        "false_discovery_rate": lambda y, decision, **weights: 1 - predictive(y, decision, **weights),
        "false_omission_rate": lambda y, decision, **weights: 1 - negative(y, decision, **weights),
        "accuracy": sklearn.accuracy_score,
    }
