"""Rows that belong together: one event, one person, one area.

Two searches at the same time and place are not two independent pieces of evidence. Everything here counts
how much evidence there is: by drawing whole clusters, or by an effective number of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.evaluation.metrics import Floats, Ints

MIN_CLUSTERS = 30
"""Fewer clusters than this do not support a resampled interval."""


@dataclass(frozen=True, eq=False)
class Clusters:
    """A cluster number for each row, 0 to `count` - 1."""

    codes: Ints
    count: int

    @classmethod
    def of(cls, values: pl.Series | NDArray[Any] | None, rows: int) -> Clusters:
        """Number the clusters; a row without a cluster value, or without any declared, stands for itself.

        Examples
        --------
        >>> Clusters.of(pl.Series(["a", None, "a"]), 3)
        Clusters(codes=array([0, 1, 0]), count=2)
        """
        if values is None:
            return cls(np.arange(rows, dtype=np.int64), rows)
        series = values if isinstance(values, pl.Series) else pl.Series(values)
        if series.dtype.is_float():
            series = series.fill_nan(None)
        ranks = series.rank("dense").cast(pl.Int64)
        known = series.drop_nulls().n_unique()
        alone = ranks.is_null().cum_sum().cast(pl.Int64) + known
        codes = ranks.fill_null(alone).to_numpy().astype(np.int64) - 1
        return cls(codes, known + series.null_count())

    def subset(self, rows: NDArray[np.bool_]) -> Clusters:
        """Number the clusters of some of the rows again."""
        found, codes = np.unique(self.codes[rows], return_inverse=True)
        return Clusters(codes.astype(np.int64), len(found))

    @property
    def singletons(self) -> bool:
        """Whether every row stands for itself."""
        return self.count == len(self.codes)


def intra_cluster_correlation(values: Floats, clusters: Clusters) -> float:
    """Return how alike two rows of one cluster are: the mean product of their residuals over the variance.

    Between 0 (nothing in common; also when no cluster has two rows, and for a negative estimate) and 1.

    Examples
    --------
    >>> pairs = Clusters.of(np.array([1, 1, 2, 2]), 4)
    >>> intra_cluster_correlation(np.array([0.0, 0.0, 1.0, 1.0]), pairs)
    1.0
    """
    residuals = values - values.mean()
    sizes = np.bincount(clusters.codes)
    pairs = float((sizes * (sizes - 1)).sum())
    variance = float((residuals**2).mean())
    if pairs == 0 or variance == 0:
        return 0.0
    sums = np.bincount(clusters.codes, residuals)
    products = float((sums**2).sum() - (residuals**2).sum())
    return min(1.0, max(0.0, products / pairs / variance))


def effective_rows(values: Floats, clusters: Clusters, correlation: float) -> float:
    """Return how many independent rows these rows are worth.

    Parameters
    ----------
    values : ndarray of shape (n,)
        What is averaged: outcomes, or outcomes minus expected probabilities.
    clusters : Clusters
        Of these n rows.
    correlation : float
        Intra-cluster correlation over *all* evaluated rows: in a small group it is too noisy to estimate.

    Returns
    -------
    float
        n divided by the design effect 1 + correlation x (sum of squared cluster sizes / n - 1) (Kish 1965),
        or by the group's own sandwich design effect where that is larger and at least 30 clusters support it.
    """
    rows = len(values)
    if clusters.singletons:
        return float(rows)
    sizes = np.bincount(clusters.codes)
    effect = 1 + correlation * (float((sizes**2).sum()) / rows - 1)
    residuals = values - values.mean()
    squares = float((residuals**2).sum())
    if clusters.count >= MIN_CLUSTERS and squares > 0:
        sums = np.bincount(clusters.codes, residuals)
        own = float((sums**2).sum()) / squares * clusters.count / (clusters.count - 1)
        effect = max(effect, own)
    return rows / max(1.0, effect)
