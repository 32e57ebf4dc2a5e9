"""Which features matter most, and how sure that order is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 500


def ranks(importance: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return rank 1 for the largest along the last axis; ties in the order of the columns.

    Examples
    --------
    >>> ranks(np.array([0.1, 0.7, 0.2])).tolist()
    [3, 1, 2]
    """
    order = np.argsort(-importance, axis=-1, kind="stable")
    return np.argsort(order, axis=-1, kind="stable") + 1


def rank_intervals(absolute: NDArray[np.float64], seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the 2.5% and 97.5% percentiles of each feature's rank over resamples of the rows.

    Parameters
    ----------
    absolute : ndarray, shape (n, p)
        Absolute contributions.
    """
    n = len(absolute)
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(n, np.full(n, 1 / n), size=RESAMPLES)
    drawn = ranks(weights @ absolute)
    return (
        np.percentile(drawn, 2.5, axis=0, method="lower").astype(np.int64),
        np.percentile(drawn, 97.5, axis=0, method="higher").astype(np.int64),
    )


def agreement(importances: Sequence[NDArray[np.float64]]) -> float | None:
    """Return the mean Spearman correlation of feature ranks over all pairs of models.

    None where there are fewer than two models or two features.
    """
    if len(importances) < 2 or len(importances[0]) < 2:
        return None
    table = ranks(np.stack(importances)).astype(np.float64)
    correlations = np.asarray(np.corrcoef(table))
    return float(correlations[np.triu_indices(len(table), 1)].mean())
