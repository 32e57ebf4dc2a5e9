"""The primary metric on parts of the evaluated rows, such as months and boroughs."""

from __future__ import annotations

import numpy as np
import polars as pl

from peel_ml.evaluation.bootstrap import metric_statistics, resample, restricted
from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.fewer import Fewer
from peel_ml.evaluation.intervals import MIN_OUTCOMES, barrier, from_draws
from peel_ml.evaluation.metrics import Floats, Ints
from peel_ml.results.codes import NOT_RECORDED
from peel_ml.results.estimate import Estimate
from peel_ml.results.scores import SliceScore

MOST_OF_A_SLICE = 10_000
"""Clusters of a slice that are resampled where there are very many rows."""
SLICE_DRAWS = 300
"""A chart of many slices needs no more; a slice's own sampling error is far larger."""


def levels(values: pl.Series) -> tuple[tuple[str, Ints], ...]:
    """Return each level of a column, sorted, with the positions of its rows; missing is a level of its own.

    Examples
    --------
    >>> [(level, rows.tolist()) for level, rows in levels(pl.Series(["b", None, "a", "b"]))]
    [('Not recorded', [1]), ('a', [2]), ('b', [0, 3])]
    """
    text = values.cast(pl.String).fill_null(NOT_RECORDED)
    names = text.unique().sort()
    codes = text.cast(pl.Enum(names)).to_physical().to_numpy()
    return tuple((name, np.flatnonzero(codes == code)) for code, name in enumerate(names.to_list()))


def months(time: pl.Series) -> pl.Series:
    """Return the month of each date or datetime as ``"2024-03"``."""
    return time.dt.strftime("%Y-%m")


def quarters(time: pl.Series) -> pl.Series:
    """Return the quarter of each date or datetime as ``"2024 Q1"``.

    Examples
    --------
    >>> from datetime import date
    >>> quarters(pl.Series([date(2024, 3, 31)])).to_list()
    ['2024 Q1']
    """
    frame = pl.DataFrame({"year": time.dt.year(), "quarter": time.dt.quarter()})
    return frame.select(pl.format("{} Q{}", "year", "quarter")).to_series()


def slice_scores(
    dimension: str,
    values: pl.Series,
    metric: str,
    y: Floats,
    p: Floats,
    clusters: Clusters,
    *,
    seed: int,
    draws: int = SLICE_DRAWS,
) -> tuple[SliceScore, ...]:
    """Return one metric on every level of a column, with intervals.

    Parameters
    ----------
    dimension : str
        What the column is called, for example ``"month"``.
    values : polars.Series of length n
        The level of each row; missing is a level of its own.
    metric : str
        A key of `peel_ml.evaluation.metrics.METRICS`.
    y, p : ndarray of shape (n,)
        Outcomes and probabilities.
    clusters : Clusters
        Drawn whole from all rows, so that a cluster across several slices moves them together.
    seed, draws : int
        Of the resampling.

    Returns
    -------
    tuple of SliceScore
        In the order of the level names. A slice with fewer than 10 positives or negatives has no figure.

    Notes
    -----
    Where there are more clusters than `peel_ml.evaluation.fewer.MOST`, each slice is resampled by itself, and a large
    one from fewer of its clusters.
    """
    found = levels(values)
    if Fewer.of(y, clusters, seed).rows is not None:
        return tuple(
            _by_itself(dimension, level, metric, y[rows], p[rows], _within(clusters, rows), seed, draws)
            for level, rows in found
        )
    parts = [metric_statistics(y[rows], p[rows], (metric,))[0] for _, rows in found]
    shared = tuple(restricted(part, rows, len(y)) for part, (_, rows) in zip(parts, found, strict=True))
    drawn = resample(shared, clusters, draws=draws, seed=seed)
    scores = []
    for (level, rows), part, values_drawn in zip(found, parts, drawn, strict=True):
        inside = np.zeros(len(y), dtype=bool)
        inside[rows] = True
        positives = int(y[rows].sum())
        estimate = from_draws(part.point()[metric], values_drawn[metric], barrier(y[rows], clusters.subset(inside)))
        if min(positives, len(rows) - positives) < MIN_OUTCOMES:
            estimate = Estimate(None, reason=estimate.reason)
        scores.append(SliceScore(dimension, level, len(rows), positives, estimate))
    return tuple(scores)


def _within(clusters: Clusters, rows: Ints) -> Clusters:
    numbers, codes = np.unique(clusters.codes[rows], return_inverse=True)
    return Clusters(codes.astype(np.int64), len(numbers))


def _by_itself(
    dimension: str, level: str, metric: str, y: Floats, p: Floats, clusters: Clusters, seed: int, draws: int
) -> SliceScore:
    value = metric_statistics(y, p, (metric,))[0].point()[metric]
    fewer = Fewer.of(y, clusters, seed, MOST_OF_A_SLICE)
    [part] = metric_statistics(fewer.take(y), fewer.take(p), (metric,))
    blocked = barrier(y, clusters)
    [drawn] = resample((part,), fewer.clusters, draws=0 if blocked else draws, seed=seed)
    estimate = from_draws(value, fewer.spread(value, part.point()[metric], drawn[metric]), blocked)
    positives = int(y.sum())
    if min(positives, len(y) - positives) < MIN_OUTCOMES:
        estimate = Estimate(None, reason=estimate.reason)
    return SliceScore(dimension, level, len(y), positives, estimate)
