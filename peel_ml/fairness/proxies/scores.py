"""Scores that say how much a row looks like each group: from one fact alone, and from all together.

Every score is cross-fitted: it comes from rows of other folds.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.parts import FeatureKind
from peel_ml.fairness.metrics import Floats
from peel_ml.modelling.calibration import probability
from peel_ml.modelling.encoding import Matrix
from peel_ml.modelling.space import always, regularised
from peel_ml.modelling.trees import fit_trees

Codes = NDArray[np.int64]

FOLDS = 4
MOST_STEPS, LEAST_STEPS, ROWS_A_STEP = 30, 5, 100
"""Steps that a number is cut into, equally full; a number with no more values than that keeps them."""
PRIOR_ROWS = 5
"""Average rows that every level is given, so that a rare one says little."""
ROUNDS, RATE = 40, 0.15
"""Trees of a fit and their learning rate: enough to measure by, not a search for the best."""


def folds_of(clusters: Codes, seed: int) -> Codes:
    """Return a fold from 0 for each row; rows of one cluster share it.

    Examples
    --------
    >>> folds = folds_of(np.array([7, 7, 1, 2, 3, 4]), seed=1)
    >>> bool(folds[0] == folds[1]), sorted(set(folds.tolist()))
    (True, [0, 1, 2, 3])
    """
    numbers, index = np.unique(clusters, return_inverse=True)
    return np.asarray(np.random.default_rng(seed).permutation(len(numbers))[index] % FOLDS, np.int64)


def steps(values: pl.Series, kind: FeatureKind) -> Codes:
    """Return the level of each row, from 0: categories as they are, numbers cut at quantiles, missing as one more.

    Examples
    --------
    >>> steps(pl.Series(["b", None, "a", "b"]), "category").tolist()
    [2, 0, 1, 2]
    """
    numeric = kind != "category" and values.dtype.is_numeric()
    most = min(MOST_STEPS, max(LEAST_STEPS, len(values) // ROWS_A_STEP))
    if numeric and values.n_unique() > most:
        place = values.fill_nan(None) if values.dtype.is_float() else values
        known = place.rank("max").cast(pl.Float64)
        total = max(len(place) - place.null_count(), 1)
        return (known * most / total).ceil().fill_null(0).cast(pl.Int64).to_numpy()
    return values.rank("dense").fill_null(0).cast(pl.Int64).to_numpy()


def alone(levels: Codes, groups: Codes, folds: Codes, count: int) -> Floats:
    """Return for each row the shares of the groups among rows of its level in the other folds, shape (n, count).

    Parameters
    ----------
    levels, groups, folds : ndarray of int, shape (n,)
        From 0.
    count : int
        Number of groups.
    """
    shape = (FOLDS, int(levels.max()) + 1, count)
    cells = np.ravel_multi_index((folds, levels, groups), shape)
    counts = np.bincount(cells, minlength=int(np.prod(shape))).reshape(shape)
    others = counts.sum(axis=0) - counts
    share = others.sum(axis=1) / np.maximum(others.sum(axis=(1, 2)), 1)[:, None]
    rates = (others + PRIOR_ROWS * share[:, None, :]) / (others.sum(axis=2, keepdims=True) + PRIOR_ROWS)
    return np.asarray(rates[folds, levels], np.float64)


def together(matrix: Matrix, groups: Codes, folds: Codes, count: int, seed: int) -> Floats:
    """Return for each row how much it looks like each group to boosted trees of all features, shape (n, count).

    One quick fit a fold and group, the group against all others; a row's scores are brought to the sum of 1.
    """
    scores = np.zeros((len(groups), count))
    for fold, group in _jobs(count):
        train, valid = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        target = (groups[train] == group).astype(np.int8)
        if not len(valid) or target.min() == target.max():
            continue
        trees = fit_trees(
            matrix.rows(train),
            target,
            params={**always(len(train)), **regularised(len(train)), "learning_rate": RATE},
            max_rounds=ROUNDS,
            seed=seed,
        )
        scores[valid, group] = probability(trees.raw(matrix.rows(valid)))
    if count == 2:
        scores[:, 0] = 1 - scores[:, 1]
    total = scores.sum(axis=1, keepdims=True)
    shared: Floats = np.divide(scores, total, out=np.full(scores.shape, 1 / count), where=total > 0)
    return shared


def _jobs(count: int) -> Iterator[tuple[int, int]]:
    for fold in range(FOLDS):
        # With two groups the second says what the first does.
        yield from ((fold, group) for group in (range(count) if count > 2 else (1,)))
