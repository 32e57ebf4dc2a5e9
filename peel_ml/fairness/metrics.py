"""The disparity metrics, one row each.

A metric is the mean of a 0/1 value over the rows that count for it, less what was expected there. For a rate
of a decision nothing is expected; for `observed_minus_expected` the model's calibrated probability is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.declaration import Fairness

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Worse = Literal["higher", "lower"]
ALL = ("tn", "fp", "fn", "tp")


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
        What the rate is, in a sentence; ``{positive}`` stands for the positive outcome.
    worse : {"higher", "lower", "as_selected"}
        Which direction is adverse where it is not the primary metric; ``as_selected`` for rates of being
        flagged, which help or burden as the primary metric says.
    """

    name: str
    counted: tuple[str, ...]
    among: tuple[str, ...]
    words: str
    worse: Literal["higher", "lower", "as_selected"]


COUNT_METRICS: dict[str, Metric] = {
    row.name: row
    for row in (
        Metric("selection_rate", ("fp", "tp"), ALL, "share flagged", "as_selected"),
        Metric("true_positive_rate", ("tp",), ("fn", "tp"), "share flagged among those with {positive}", "as_selected"),
        Metric(
            "false_positive_rate", ("fp",), ("tn", "fp"), "share flagged among those without {positive}", "as_selected"
        ),
        Metric("false_negative_rate", ("fn",), ("fn", "tp"), "share missed among those with {positive}", "higher"),
        Metric(
            "true_negative_rate", ("tn",), ("tn", "fp"), "share not flagged among those without {positive}", "lower"
        ),
        Metric("precision", ("tp",), ("fp", "tp"), "share with {positive} among those flagged", "lower"),
        Metric(
            "negative_predictive_value",
            ("tn",),
            ("tn", "fn"),
            "share without {positive} among those not flagged",
            "lower",
        ),
        Metric("false_discovery_rate", ("fp",), ("fp", "tp"), "share without {positive} among those flagged", "higher"),
        Metric("false_omission_rate", ("fn",), ("tn", "fn"), "share with {positive} among those not flagged", "higher"),
        Metric("accuracy", ("tn", "tp"), ALL, "share judged rightly", "lower"),
    )
}
"""Metrics of a decision: numerator and denominator are sums of confusion cells."""

OBSERVED_MINUS_EXPECTED = "observed_minus_expected"
OBSERVED_RATE = "observed_rate"


@dataclass(frozen=True)
class Values:
    """A metric on rows: `value` (0 or 1) less `expected`, over the rows where `eligible`."""

    value: Floats
    expected: Floats
    eligible: Flags


@dataclass(frozen=True)
class Rows:
    """What is judged: outcomes, what was expected, and decisions where there are any; arrays of shape (n,)."""

    y: NDArray[np.int8]
    expected: Floats
    decision: NDArray[np.int8] | None
    weights: NDArray[np.int64] | None = None
    """How many identical independent rows each row stands for; ``None`` for one."""

    @cached_property
    def cells(self) -> NDArray[np.int64]:
        """Return the confusion cell of each row; without a decision nobody is selected."""
        return cell_of(self.y, np.zeros_like(self.y) if self.decision is None else self.decision)

    def values(self, metric: str, index: NDArray[np.int64]) -> Values:
        """Return a metric's values on some of the rows."""
        decision = None if self.decision is None else self.decision[index]
        return values_of(metric, self.y[index], self.expected[index], decision)


def cell_of(y: NDArray[np.int8], decision: NDArray[np.int8]) -> NDArray[np.int64]:
    """Return for each row its confusion cell: 0 tn, 1 fp, 2 fn, 3 tp.

    Examples
    --------
    >>> cell_of(np.array([0, 0, 1, 1], dtype=np.int8), np.array([0, 1, 0, 1], dtype=np.int8)).tolist()
    [0, 1, 2, 3]
    """
    return 2 * y.astype(np.int64) + decision


def counted_among(metric: str) -> tuple[list[int], list[int], bool]:
    """Return the cells in a metric's numerator and denominator, and whether what was expected is taken off.

    Examples
    --------
    >>> counted_among("precision"), counted_among("observed_rate")
    (([3], [1, 3], False), ([2, 3], [0, 1, 2, 3], False))
    """
    if metric in (OBSERVED_MINUS_EXPECTED, OBSERVED_RATE):
        return [2, 3], [0, 1, 2, 3], metric == OBSERVED_MINUS_EXPECTED
    row = COUNT_METRICS[metric]
    return [ALL.index(cell) for cell in row.counted], [ALL.index(cell) for cell in row.among], False


def values_of(name: str, y: NDArray[np.int8], expected: Floats, decision: NDArray[np.int8] | None) -> Values:
    """Return a metric's values on every row.

    Raises
    ------
    ValueError
        The metric needs a decision and there is none, or its name is unknown.
    """
    if name in (OBSERVED_MINUS_EXPECTED, OBSERVED_RATE):
        return Values(
            y.astype(np.float64),
            expected if name == OBSERVED_MINUS_EXPECTED else np.zeros(len(y)),
            np.ones(len(y), dtype=bool),
        )
    if name not in COUNT_METRICS:
        raise ValueError(
            f"unknown metric {name!r}; known: {OBSERVED_MINUS_EXPECTED}, {OBSERVED_RATE}, {', '.join(COUNT_METRICS)}"
        )
    if decision is None:
        raise ValueError(f"{name} needs a decision, and the use case has no operating point")
    metric, cells = COUNT_METRICS[name], cell_of(y, decision)
    counted = np.isin(cells, [ALL.index(cell) for cell in metric.counted])
    among = np.isin(cells, [ALL.index(cell) for cell in metric.among])
    return Values(counted.astype(np.float64), np.zeros(len(y)), among)


def beside(judged: tuple[str, ...], *, decided: bool) -> tuple[str, ...]:
    """Return the metrics that are shown beside the judged ones.

    Examples
    --------
    >>> beside(("observed_minus_expected",), decided=False)
    ('observed_rate',)
    """
    names = ((OBSERVED_RATE,) if OBSERVED_MINUS_EXPECTED in judged else ()) + (tuple(COUNT_METRICS) if decided else ())
    return tuple(name for name in names if name not in judged)


def worse_of(name: str, fairness: Fairness) -> Worse:
    """Return which direction of a metric is adverse; the declaration says so for the primary one.

    Examples
    --------
    >>> help_ = Fairness(primary="true_positive_rate", worse="lower")
    >>> worse_of("selection_rate", help_), worse_of("accuracy", help_)
    ('lower', 'lower')
    """
    if name in (fairness.primary, OBSERVED_RATE):
        return fairness.worse
    own = COUNT_METRICS[name].worse
    if own != "as_selected":
        return own
    primary = COUNT_METRICS.get(fairness.primary)
    if primary is None:
        return "higher"
    if primary.worse == "as_selected":
        return fairness.worse
    # Being missed is what harms, so being flagged helps.
    return "lower" if "fn" in primary.counted else "higher"
