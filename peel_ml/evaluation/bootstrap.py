"""Resampling whole clusters, for many metrics of many candidates at once.

A draw takes as many clusters as there are, with replacement; a row's weight is how often its cluster was
drawn. All statistics see the same draws, so differences between candidates are paired. Weights are drawn in
one stream whatever the chunk size, so cutting the work differently changes nothing but rounding.

`peel_ml.evaluation.intervals.from_draws` turns the draws into intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.metrics import METRICS, Floats, Ingredients, Ints, Sums

CHUNK_BYTES = 60_000_000
"""Bound on one chunk of weights, and on one of sums; a few such arrays live at a time."""
MAX_CHUNK = 16


@dataclass(frozen=True, eq=False)
class Statistic:
    """Figures that share their weighted sums, `design` @ weights; each figure is a formula of the sums."""

    design: csr_matrix
    """Sums x rows."""
    formulas: Mapping[str, Callable[[Sums], Floats]]
    """Name to a function from sums (sums, draws) to values (draws,)."""

    def point(self) -> dict[str, float]:
        """Return the figures on the rows as they are."""
        sums = self.design @ np.ones((self.design.shape[1], 1), np.int64)
        return {name: float(formula(sums)[0]) for name, formula in self.formulas.items()}


def metric_statistics(y: Floats, p: Floats, names: tuple[str, ...] = tuple(METRICS)) -> tuple[Statistic, ...]:
    """Return the statistics of one candidate's metrics, those with the same ingredients together."""
    by_ingredients: dict[object, list[str]] = {}
    for name in names:
        by_ingredients.setdefault(METRICS[name].ingredients, []).append(name)
    return tuple(_statistic(METRICS[group[0]].ingredients(y, p), group) for group in by_ingredients.values())


def _statistic(part: Ingredients, names: list[str]) -> Statistic:
    def formula(name: str) -> Callable[[Sums], Floats]:
        return lambda sums: METRICS[name].combine(part, sums)

    return Statistic(part.design, {name: formula(name) for name in names})


def restricted(statistic: Statistic, rows: np.ndarray, total: int) -> Statistic:
    """Return a statistic computed on some rows as one over `total` rows, so that slices share their draws.

    Parameters
    ----------
    statistic : Statistic
        Over the rows of a slice.
    rows : ndarray of int
        Where these rows stand among all rows.
    total : int
        Number of all rows.
    """
    part = statistic.design.tocoo()
    design = csr_matrix((part.data, (part.row, rows[part.col])), shape=(part.shape[0], total))
    return Statistic(design, statistic.formulas)


def resample(
    statistics: tuple[Statistic, ...], clusters: Clusters, *, draws: int, seed: int | tuple[int, ...]
) -> tuple[dict[str, Floats], ...]:
    """Draw clusters with replacement and compute every statistic on every draw.

    Parameters
    ----------
    statistics : tuple of Statistic
        All over the same rows.
    clusters : Clusters
        Of these rows.
    draws : int
        Number of resamples.
    seed : int or tuple of int
        Seeds the only generator used.

    Returns
    -------
    tuple of dict
        For each statistic its figures, arrays of shape (draws,). Figure i of one and of another statistic
        come from the same resample.

    Examples
    --------
    >>> y, p = np.array([0.0, 1.0] * 50), np.linspace(0.1, 0.9, 100)
    >>> [drawn] = resample(metric_statistics(y, p, ("roc_auc",)), Clusters.of(None, 100), draws=10, seed=1)
    >>> drawn["roc_auc"].shape
    (10,)
    """
    designs = [_by_cluster(statistic.design, clusters) for statistic in statistics]
    results: tuple[dict[str, Floats], ...] = tuple(
        {name: np.empty(draws) for name in statistic.formulas} for statistic in statistics
    )
    rng = np.random.default_rng(seed)
    size = _chunk(max([clusters.count, *(design.shape[0] for design in designs)]))
    for start in range(0, draws, size):
        stop = min(start + size, draws)
        weights = _weights(rng, clusters.count, stop - start)
        for statistic, design, result in zip(statistics, designs, results, strict=True):
            # Formulas sum up along the first axis, so that axis is made contiguous.
            sums = np.asfortranarray(design @ weights)
            for name, formula in statistic.formulas.items():
                result[name][start:stop] = formula(sums)
    return results


def _chunk(longest: int) -> int:
    return max(1, min(MAX_CHUNK, CHUNK_BYTES // (8 * longest)))


def _by_cluster(design: csr_matrix, clusters: Clusters) -> csr_matrix:
    rows = len(clusters.codes)
    ones = np.ones(rows, design.dtype)
    membership = csr_matrix((ones, (np.arange(rows), clusters.codes)), shape=(rows, clusters.count))
    return csr_matrix(design @ membership)


def _weights(rng: np.random.Generator, clusters: int, draws: int) -> Ints:
    counts = np.empty((draws, clusters), np.int64)
    for row in counts:
        row[:] = np.bincount(rng.integers(0, clusters, clusters), minlength=clusters)
    return np.ascontiguousarray(counts.T)
