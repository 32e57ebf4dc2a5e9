"""Fairlearn's ``MetricFrame`` on the same rows: the reference our counts must equal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.counts import confusion, rates
from peel_ml.fairness.metrics import Floats

TOLERANCE = 1e-12

_FAIRLEARN = (
    "selection_rate",
    "true_positive_rate",
    "false_positive_rate",
    "true_negative_rate",
    "false_negative_rate",
)
"""Metrics that Fairlearn has under the same name."""


@dataclass(frozen=True)
class Parity:
    """How many figures were compared, and the largest gap."""

    compared: int
    largest: float


def parity(
    y: NDArray[np.int8], expected: Floats, decision: NDArray[np.int8] | None, groups: NDArray[np.str_]
) -> Parity:
    """Compare our figures for each group with Fairlearn's.

    Without a decision these are the count, the observed and the expected share of each group; with one also
    every rate that both define.
    """
    import pandas as pd
    from fairlearn import metrics as theirs

    levels, codes = np.unique(groups, return_inverse=True)
    # An array of one row is squeezed to a scalar there and refused; a Series is not.
    features = pd.Series(groups)
    n = np.bincount(codes)
    pairs = {
        "count": (
            theirs.MetricFrame(metrics=theirs.count, y_true=y, y_pred=y, sensitive_features=features),
            n.astype(float),
        ),
        "observed": (
            theirs.MetricFrame(metrics=theirs.selection_rate, y_true=y, y_pred=y, sensitive_features=features),
            np.bincount(codes, weights=y) / n,
        ),
        "expected": (
            theirs.MetricFrame(metrics=theirs.mean_prediction, y_true=y, y_pred=expected, sensitive_features=features),
            np.bincount(codes, weights=expected) / n,
        ),
    }
    if decision is not None:
        cells = confusion(y, decision, codes, len(levels))
        for name in _FAIRLEARN:
            top, bottom = rates(cells, name)
            frame = theirs.MetricFrame(
                metrics=getattr(theirs, name), y_true=y, y_pred=decision, sensitive_features=features
            )
            # An empty denominator is 0 to Fairlearn and uncomputable to us: nothing to compare there.
            ours = np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0)
            pairs[name] = (frame, ours)
    gaps = [
        abs(float(frame.by_group.loc[level]) - ours[index])
        for frame, ours in pairs.values()
        for index, level in enumerate(levels)
        if not np.isnan(ours[index])
    ]
    return Parity(len(gaps), max(gaps, default=0.0))
