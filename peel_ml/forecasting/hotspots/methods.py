"""What each area is expected to hold in a period, from earlier periods only: simple methods and a model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from peel_ml.forecasting.hotspots.counts import Counts
from peel_ml.modelling.count_trees import fit_counts
from peel_ml.modelling.encoding import Matrix

Floats = NDArray[np.float64]
YEAR = 12
PRIOR = 3.0
"""Periods of the mean of all areas that an area's own mean is drawn towards, so that no expectation is 0."""
ROUNDS = 150


def _mean(past: Floats) -> Floats:
    value: Floats = past.mean(1)
    return value


SIMPLE: dict[str, Callable[[Floats, int], Floats | None]] = {
    "area_mean": lambda past, horizon: _mean(past),
    "mean_12": lambda past, horizon: _mean(past[:, -YEAR:]),
    "last_value": lambda past, horizon: past[:, -1],
    "seasonal_naive": lambda past, horizon: past[:, horizon - 1 - YEAR] if past.shape[1] > YEAR - horizon else None,
}
"""By the declared name; given counts up to the origin, one column a period. None where too little is known."""


def simple(counts: Counts, method: str, period: int, horizon: int) -> Floats | None:
    """Return what a simple method expects in a period.

    Parameters
    ----------
    counts : Counts
    method : str
        A key of `SIMPLE`.
    period : int
        Number of the period that is forecast.
    horizon : int
        Periods ahead: the last one known is ``period - horizon``.
    """
    past = counts.target[:, : period - horizon + 1]
    return SIMPLE[method](past, horizon)


def features_at(counts: Counts, period: int, horizon: int) -> tuple[Matrix, Floats]:
    """Return what is known of every area `horizon` periods before `period`, and its drawn-in mean.

    Every feature is a ratio to what is expected by the mean, so that areas of every size are learnt from alike.
    """
    last = period - horizon
    past = counts.target[:, : last + 1]
    expected = _drawn_in(past)
    columns = [
        np.log(expected),
        np.log((past[:, -1] + 1) / (expected + 1)),
        np.log((past[:, -3:].mean(1) + 1) / (expected + 1)),
        np.log((past[:, -1] + 1) / (past[:, max(0, last - 1)] + 1)),
        past.std(1) / np.sqrt(expected),
        _pooled(past, expected, counts.larger),
    ]
    names = ["past mean", "last", "mean of the last 3", "change in the last", "how uneven", "larger area, last"]
    for name, values in counts.features.items():
        known = values[:, : last + 1]
        mean, share = known.mean(1), known[:, -1]
        columns += [mean / np.maximum(expected, 1e-9), np.log((share + 1) / (mean + 1))]
        names += [f"{name}: part of the mean", f"{name}: last"]
    return Matrix(np.stack(columns, axis=1).astype(np.float32), tuple(names), ()), expected


def model(counts: Counts, period: int, horizon: int, seed: int, *, rounds: int = ROUNDS) -> Floats:
    """Return what boosted trees expect in a period, fitted to earlier periods only.

    Each training row is an area and a period no later than ``period - horizon``, with what was known `horizon`
    periods before it.
    """
    first = horizon + 1
    known = [features_at(counts, at, horizon) for at in range(first, period - horizon + 1)]
    matrices, means = [one for one, _ in known], [mean for _, mean in known]
    target = counts.target[:, first : period - horizon + 1].T.ravel()
    matrix = Matrix(np.concatenate([one.values for one in matrices]), matrices[0].names, ())
    offset = np.concatenate(means)
    trees = fit_counts(matrix, target.astype(np.float32), offset.astype(np.float32), rounds=rounds, seed=seed)
    now, expected = features_at(counts, period, horizon)
    value: Floats = np.exp(trees.raw(now)) * expected
    return value


def _drawn_in(past: Floats) -> Floats:
    overall = max(float(past.mean()), 1e-6)
    value: Floats = (past.sum(1) + PRIOR * overall) / (past.shape[1] + PRIOR)
    return value


def _pooled(past: Floats, expected: Floats, larger: NDArray[np.int64]) -> Floats:
    last = np.bincount(larger, past[:, -1])[larger]
    mean = np.bincount(larger, expected)[larger]
    value: Floats = np.log((last + 1) / (mean + 1))
    return value
