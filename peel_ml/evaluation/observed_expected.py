"""Observed against expected shares on slices.

Where do outcomes differ from what the recorded facts suggest?
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import polars as pl
from scipy.special import stdtr

from peel_ml.evaluation.clusters import Clusters, effective_rows, intra_cluster_correlation
from peel_ml.evaluation.correction import holm
from peel_ml.evaluation.intervals import FEW_CLUSTERS, MIN_SCORE_CLUSTERS, quantile_of, wilson
from peel_ml.evaluation.metrics import Floats
from peel_ml.evaluation.slices import levels
from peel_ml.results.estimate import Estimate
from peel_ml.results.scores import ObservedExpected

MIN_ROWS = 30
"""Slices with fewer rows are listed without figures."""
TOO_FEW = "too few to report"


def observed_expected(
    dimension: str, values: pl.Series, y: Floats, p: Floats, clusters: Clusters
) -> tuple[ObservedExpected, ...]:
    """Compare the observed with the mean expected share on every level of a column.

    Parameters
    ----------
    dimension : str
        What the column is called, for example ``"object of search"``.
    values : polars.Series of length n
        The level of each row; missing is a level of its own.
    y, p : ndarray of shape (n,)
        Outcomes and expected probabilities.
    clusters : Clusters
        Rows that belong together.

    Returns
    -------
    tuple of ObservedExpected
        In the order of the level names. `shown` is Holm's decision at 5% over this dimension.

    Notes
    -----
    The interval is Wilson's score interval for the observed share, on the effective number of rows, less the
    mean expected share; the p-value is that of the same score test, so that interval and test agree before
    correction. Student's t with clusters - 1 degrees of freedom stands in for the normal. What is assumed:

    - expected shares are taken as fixed: the model was fitted on other rows, and its own error is not in the
      interval;
    - rows of one cluster are alike to one degree in every slice (the correlation of the residuals over all
      rows), or more where a slice of 30 clusters or more shows so itself;
    - rows of a slice vary as if each had the slice's mean probability; rows that differ vary less, so the
      interval errs on the wide side.
    """
    residuals = y - p
    correlation = intra_cluster_correlation(residuals, clusters)
    tested: list[tuple[int, float]] = []
    result: list[ObservedExpected] = []
    for level, rows in levels(values):
        if len(rows) < MIN_ROWS:
            result.append(_withheld(dimension, level, len(rows), TOO_FEW))
            continue
        inside = np.zeros(len(y), dtype=bool)
        inside[rows] = True
        own = clusters.subset(inside)
        observed, expected = float(y[rows].mean()), float(p[rows].mean())
        difference = observed - expected
        if own.count < MIN_SCORE_CLUSTERS:
            result.append(
                ObservedExpected(
                    dimension, level, len(rows), observed, expected, Estimate(difference, reason=FEW_CLUSTERS), None
                )
            )
            continue
        effective = effective_rows(residuals[rows], own, correlation)
        low, high = wilson(observed, effective, quantile_of(own.count))
        tested.append((len(result), _p_value(observed, expected, effective, own.count)))
        result.append(
            ObservedExpected(
                dimension,
                level,
                len(rows),
                observed,
                expected,
                Estimate(difference, low - expected, high - expected),
                None,
            )
        )
    return _with_holm(result, tested)


def _p_value(observed: float, expected: float, rows: float, clusters: int) -> float:
    spread = math.sqrt(expected * (1 - expected) / rows)
    if spread == 0:
        return 1.0 if observed == expected else 0.0
    return float(2 * stdtr(clusters - 1, -abs(observed - expected) / spread))


def _with_holm(result: list[ObservedExpected], tested: list[tuple[int, float]]) -> tuple[ObservedExpected, ...]:
    for (position, _), shown in zip(tested, holm([p_value for _, p_value in tested]), strict=True):
        result[position] = replace(result[position], shown=shown)
    return tuple(result)


def _withheld(dimension: str, level: str, rows: int, reason: str) -> ObservedExpected:
    return ObservedExpected(dimension, level, rows, None, None, Estimate(None, reason=reason), None)
