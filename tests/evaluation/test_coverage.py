"""Do the 95% intervals hold the truth in about 95% of samples? Seeded, clustered, and small."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.special import expit, ndtr

from peel_ml.evaluation.bootstrap import metric_statistics, resample
from peel_ml.evaluation.calibration import calibration, expected_calibration_error
from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.intervals import from_draws
from peel_ml.evaluation.observed_expected import observed_expected


def clustered(rng, rows, base):
    """Rows in events of 1, 2 or 4 that share their luck; probabilities exactly right for each row alone."""
    codes = np.repeat(np.arange(rows), rng.choice([1, 1, 1, 2, 4], size=rows))[:rows]
    p = expit(base + 0.6 * rng.normal(size=rows))
    luck = ndtr(np.sqrt(0.4) * rng.normal(size=rows)[codes] + np.sqrt(0.6) * rng.normal(size=rows))
    return (luck < p).astype(float), p, Clusters.of(codes, rows)


@pytest.mark.full
def test_metric_intervals_cover():
    rng = np.random.default_rng(5)
    y, p, _ = clustered(rng, 400_000, -1.0)
    truth = {name: value for part in metric_statistics(y, p) for name, value in part.point().items()}
    hits = dict.fromkeys(truth, 0)
    for seed in range(400):
        y, p, clusters = clustered(rng, 400, -1.0)
        statistics = metric_statistics(y, p)
        for part, drawn in zip(statistics, resample(statistics, clusters, draws=200, seed=seed), strict=True):
            for name, value in part.point().items():
                estimate = from_draws(value, drawn[name], None)
                hits[name] += estimate.low <= truth[name] <= estimate.high
    # 200 draws and 400 samples: the standard error is 0.011, and the bounds leave room for little more.
    assert all(0.92 <= count / 400 <= 0.98 for count in hits.values()), hits


@pytest.mark.parametrize(("rows", "share"), [(40, 0.03), (100, 0.2), (300, 0.01), (300, 0.5)])
def test_observed_minus_expected_covers_small_groups_and_extreme_rates(rows, share):
    rng = np.random.default_rng(7)
    hits, samples = 0, 500
    for _ in range(samples):
        codes = np.repeat(np.arange(1_000), rng.choice([1, 1, 1, 2, 4], size=1_000))[:1_000]
        luck = ndtr(np.sqrt(0.4) * rng.normal(size=1_000)[codes] + np.sqrt(0.6) * rng.normal(size=1_000))
        # The group differs from what is expected by a third; the truth is known.
        group = np.arange(1_000) < rows
        y = (luck < np.where(group, share * 4 / 3, share)).astype(float)
        result = observed_expected("g", pl.Series(group), y, np.full(1_000, share), Clusters.of(codes, 1_000))
        difference = next(row for row in result if row.level == "true").difference
        hits += difference.low <= share / 3 <= difference.high
    assert hits / samples >= 0.93, hits / samples


def test_equal_groups_show_a_difference_in_no_more_than_one_dimension_in_twenty():
    rng = np.random.default_rng(8)
    alarms = 0
    for _ in range(300):
        y, p, clusters = clustered(rng, 1_000, -1.5)
        levels = pl.Series(rng.integers(0, 6, 1_000))
        alarms += any(row.shown for row in observed_expected("g", levels, y, p, clusters))
    assert alarms / 300 <= 0.05 + 2 * 0.0126, alarms / 300


def test_calibration_intervals_cover_one_and_zero():
    rng = np.random.default_rng(9)
    slopes = intercepts = 0
    for _ in range(150):
        y, p, clusters = clustered(rng, 800, -1.0)
        found = calibration(y, p, clusters, draws=2, seed=0)
        slopes += found.slope.low <= 1 <= found.slope.high
        intercepts += found.intercept.low <= 0 <= found.intercept.high
    assert min(slopes, intercepts) / 150 >= 0.90, (slopes, intercepts)


def test_noise_alone_is_not_called_a_calibration_error():
    rng = np.random.default_rng(10)
    zero = above = 0
    for seed in range(150):
        y, p, clusters = clustered(rng, 1_000, -1.0)
        found = expected_calibration_error(y, p, clusters, draws=150, seed=seed)
        zero += found.low == 0
        above += found.low > 0.02
    assert zero / 150 >= 0.92
    assert above == 0
