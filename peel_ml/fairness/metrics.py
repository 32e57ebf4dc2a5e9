"""The disparity metrics, one row each.

A metric is the mean of a 0/1 value over the rows that count for it, less what was expected there. For a rate
of a decision nothing is expected; for `observed_minus_expected` the model's calibrated probability is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Metric:
    """One row of the table.

    Parameters
    ----------
    name : str
        scikit-learn's or Fairlearn's name.
    counted : tuple of {"tn", "fp", "fn", "tp"}
        Cells of the confusion matrix in the numerator.
    among : tuple of {"tn", "fp", "fn", "tp"}
        Cells in the denominator.
    words : str
        What the rate is, in a sentence: "share flagged among those with a positive result".
    """

    name: str
    counted: tuple[str, ...]
    among: tuple[str, ...]
    words: str


ALL = ("tn", "fp", "fn", "tp")

COUNT_METRICS: dict[str, Metric] = {
    row.name: row
    for row in (
        Metric("selection_rate", ("fp", "tp"), ALL, "share flagged"),
        Metric("true_positive_rate", ("tp",), ("fn", "tp"), "share flagged among those with the outcome"),
        Metric("false_positive_rate", ("fp",), ("tn", "fp"), "share flagged among those without the outcome"),
        Metric("false_negative_rate", ("fn",), ("fn", "tp"), "share missed among those with the outcome"),
        Metric("true_negative_rate", ("tn",), ("tn", "fp"), "share not flagged among those without the outcome"),
        Metric("precision", ("tp",), ("fp", "tp"), "share with the outcome among those flagged"),
        Metric("negative_predictive_value", ("tn",), ("tn", "fn"), "share without the outcome among those not flagged"),
        Metric("false_discovery_rate", ("fp",), ("fp", "tp"), "share without the outcome among those flagged"),
        Metric("false_omission_rate", ("fn",), ("tn", "fn"), "share with the outcome among those not flagged"),
        Metric("accuracy", ("tn", "tp"), ALL, "share judged rightly"),
    )
}
"""Metrics of a decision: numerator and denominator are sums of confusion cells."""

OBSERVED_MINUS_EXPECTED = "observed_minus_expected"


@dataclass(frozen=True)
class Values:
    """A metric on rows: `value` (0 or 1) less `expected`, over the rows where `eligible`."""

    value: Floats
    expected: Floats
    eligible: Flags


def cell_of(y: NDArray[np.int8], decision: NDArray[np.int8]) -> NDArray[np.int64]:
    """Return for each row its confusion cell: 0 tn, 1 fp, 2 fn, 3 tp.

    Examples
    --------
    >>> cell_of(np.array([0, 0, 1, 1], dtype=np.int8), np.array([0, 1, 0, 1], dtype=np.int8)).tolist()
    [0, 1, 2, 3]
    """
    return (2 * y + decision).astype(np.int64)


def values_of(name: str, y: NDArray[np.int8], expected: Floats, decision: NDArray[np.int8] | None) -> Values:
    """Return a metric's values on every row.

    Raises
    ------
    ValueError
        The metric needs a decision and there is none, or its name is unknown.
    """
    if name == OBSERVED_MINUS_EXPECTED:
        return Values(y.astype(np.float64), expected, np.ones(len(y), dtype=bool))
    if name not in COUNT_METRICS:
        raise ValueError(f"unknown metric {name!r}; known: {OBSERVED_MINUS_EXPECTED}, {', '.join(COUNT_METRICS)}")
    if decision is None:
        raise ValueError(f"{name} needs a decision, and the use case has no operating point")
    metric, cells = COUNT_METRICS[name], cell_of(y, decision)
    counted = np.isin(cells, [ALL.index(cell) for cell in metric.counted])
    among = np.isin(cells, [ALL.index(cell) for cell in metric.among])
    return Values(counted.astype(np.float64), np.zeros(len(y)), among)
