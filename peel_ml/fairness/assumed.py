"""What is taken for granted before an outcome is looked at: the share of ones, who counts, how alike rows are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.metrics import ALL, COUNT_METRICS, OBSERVED_MINUS_EXPECTED, Floats


def correlation_of(y: NDArray[np.int8], clusters: NDArray[np.int64]) -> float:
    """Return how alike the outcomes of two rows of one cluster are, 0 to 1; for rows that are learned from.

    Examples
    --------
    >>> correlation_of(np.array([1, 1, 0, 0], dtype=np.int8), np.array([0, 0, 1, 1]))
    1.0
    """
    if (clusters[1:] > clusters[:-1]).all():
        return 0.0  # every row stands for itself
    _, cluster = np.unique(clusters, return_inverse=True)
    apart = y - y.mean()
    total, size = np.bincount(cluster, apart), np.bincount(cluster)
    pairs, variance = float((size * (size - 1)).sum()), float((apart**2).mean())
    if not pairs or not variance:
        return 0.0
    return float(np.clip(((total**2).sum() - (apart**2).sum()) / pairs / variance, 0.0, 1.0))


def assumed(metric: str, expected: Floats, decision: NDArray[np.int8] | None) -> tuple[float, Floats]:
    """Return the share of ones assumed for everybody, and the chance that each row counts for the metric.

    Examples
    --------
    >>> rate, counts_for = assumed("true_positive_rate", np.array([0.2, 0.4]), np.array([0, 1]))
    >>> round(rate, 3), counts_for.tolist()
    (0.667, [0.2, 0.4])
    >>> assumed("selection_rate", np.array([0.2, 0.4]), None)[0]
    0.5
    """
    known = expected if expected.any() else np.full(len(expected), 0.5)
    if metric == OBSERVED_MINUS_EXPECTED:
        return float(known.mean()), np.ones(len(known))
    flagged = np.full(len(known), 0.5) if decision is None else decision.astype(np.float64)
    chances = ((1 - known) * (1 - flagged), (1 - known) * flagged, known * (1 - flagged), known * flagged)
    row = COUNT_METRICS[metric]
    among = np.sum([chances[ALL.index(cell)] for cell in row.among], axis=0)
    counted = np.sum([chances[ALL.index(cell)] for cell in row.counted], axis=0)
    return (float(counted.sum() / among.sum()) if among.any() else 0.5), among
