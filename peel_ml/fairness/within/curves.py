"""Error rates of every group over one grid of thresholds, from one histogram."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.groups import Grouping
from peel_ml.fairness.metrics import Floats
from peel_ml.fairness.within.calibration import scored
from peel_ml.results.within_groups import CurvePoint, ErrorCurve

SHARES = (0.01, 0.02, *(step / 20 for step in range(1, 20)), 0.98, 0.99)
"""Quantiles of the pooled score that are thresholds."""


def error_curves(rows: Assessed, crossed: Sequence[Grouping]) -> tuple[ErrorCurve, ...]:
    """Return selection, false-positive and false-negative rates of each group over thresholds.

    Returns
    -------
    tuple of ErrorCurve
        None at all where there is no score, and in an enforcement audit, where nobody is selected. All groups
        share the thresholds: quantiles of the score among all rows, rounded, and the threshold of the run where
        its decision has one. A rate is null where its denominator is under the reliability limit, and where it
        comes from too few people, or from all but too few.
    """
    audit = rows.decision is None and rows.decision_type == "enforcement_audit"
    if audit or not scored(rows.expected):
        return ()
    grid = thresholds(rows.expected, rows.decision)
    # At how many thresholds a row is flagged.
    flagged = np.searchsorted(grid, rows.expected, side="right")
    cell = rows.y * np.int64(len(grid) + 1) + flagged
    return tuple(one for grouping in crossed for one in _of(rows, grouping, grid, cell))


def thresholds(expected: Floats, decision: NDArray[np.int8] | None) -> Floats:
    """Return the grid, ascending.

    Examples
    --------
    >>> thresholds(np.array([0.2, 0.4]), np.array([0, 1], dtype=np.int8))[[0, -1]].tolist()
    [0.202, 0.4]
    """
    grid = [float(f"{one:.3g}") for one in np.quantile(expected, SHARES)]
    used = None if decision is None else used_threshold(expected, decision)
    return np.unique(grid if used is None else [*grid, used])


def used_threshold(expected: Floats, decision: NDArray[np.int8]) -> float | None:
    """Return the roundest threshold that makes exactly these decisions; ``None`` where none does.

    Examples
    --------
    >>> used_threshold(np.array([0.1, 0.2987, 0.3041, 0.9]), np.array([0, 0, 1, 1], dtype=np.int8))
    0.3
    """
    flagged = decision > 0
    if flagged.all() or not flagged.any():
        return None
    over, under = float(expected[flagged].min()), float(expected[~flagged].max())
    if under >= over:
        return None
    for digits in range(1, 16):
        tried = math.floor(over * 10**digits) / 10**digits
        if under < tried <= over:
            return float(tried)
    return over


def _of(rows: Assessed, grouping: Grouping, grid: Floats, cell: NDArray[np.int64]) -> list[ErrorCurve]:
    levels, width = grouping.all_levels, len(grid) + 1
    flat = np.bincount(grouping.all_codes * (2 * width) + cell, minlength=len(levels) * 2 * width)
    table = flat.reshape(len(levels), 2, width)
    totals = table.sum(axis=2)
    # Flagged at the k-th threshold is everybody who is flagged at more than k of them.
    flagged = totals[:, :, None] - table.cumsum(axis=2)[:, :, :-1]
    least = max(rows.policy.reliability.shown, rows.policy.publication.internal)
    fewest = rows.policy.publication.internal
    selected = _rates(flagged.sum(axis=1), totals.sum(axis=1), least, fewest)
    wrongly = _rates(flagged[:, 0], totals[:, 0], least, fewest)
    missed = _rates(totals[:, 1:] - flagged[:, 1], totals[:, 1], least, fewest)
    return [
        ErrorCurve(
            grouping.name,
            level,
            tuple(CurvePoint(float(t), *rates) for t, *rates in zip(grid, *found, strict=True))
            if totals[code].sum() >= least
            else (),
        )
        for code, (level, *found) in enumerate(zip(levels, selected, wrongly, missed, strict=True))
    ]


def _rates(counts: NDArray[np.int64], among: NDArray[np.int64], least: int, fewest: int) -> list[list[float | None]]:
    """Return rates; a point that a few people make, or all but a few, would give their number away."""

    def few(number: int) -> bool:
        return 0 < number < fewest

    return [
        [None if few(count) or few(total - count) else count / total for count in row]
        if total >= least
        else [None] * len(row)
        for row, total in zip(counts.tolist(), among.tolist(), strict=True)
    ]
