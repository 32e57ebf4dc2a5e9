"""Resampling: whole clusters, seeded, the same whatever the chunk size."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from peel_ml.evaluation import bootstrap
from peel_ml.evaluation.bootstrap import metric_statistics, resample, restricted
from peel_ml.evaluation.clusters import Clusters, effective_rows, intra_cluster_correlation
from peel_ml.evaluation.intervals import barrier, from_draws
from peel_ml.evaluation.metrics import METRICS, weighted


@pytest.fixture
def sample():
    rng = np.random.default_rng(0)
    p = rng.beta(2, 4, 400).round(2)
    return (rng.random(400) < p).astype(float), p


def test_draws_are_the_metrics_of_the_resampled_rows(sample):
    y, p = sample
    clusters = Clusters.of(np.arange(400) // 3, 400)
    statistics = metric_statistics(y, p)
    drawn = {name: values for part in resample(statistics, clusters, draws=20, seed=3) for name, values in part.items()}
    rng = np.random.default_rng(3)
    weights = np.array(
        [np.bincount(rng.integers(0, clusters.count, clusters.count), minlength=clusters.count) for _ in range(20)],
        dtype=float,
    )[:, clusters.codes]
    assert list(drawn) == list(METRICS)
    for name, values in drawn.items():
        np.testing.assert_allclose(values, weighted(name, y, p, weights), rtol=1e-12)


def test_the_chunk_size_changes_nothing(sample, monkeypatch):
    y, p = sample
    clusters = Clusters.of(None, 400)
    whole = resample(metric_statistics(y, p), clusters, draws=50, seed=(1, 2))
    monkeypatch.setattr(bootstrap, "MAX_CHUNK", 7)
    parts = resample(metric_statistics(y, p), clusters, draws=50, seed=(1, 2))
    for one, other in zip(whole, parts, strict=True):
        for name in one:
            np.testing.assert_allclose(one[name], other[name], rtol=1e-13)


def test_a_longer_table_is_cut_into_smaller_chunks():
    assert bootstrap._chunk(1_000) == bootstrap.MAX_CHUNK
    for longest in (10**5, 10**6, 10**8):
        size = bootstrap._chunk(longest)
        assert size == 1 or size * longest * 8 <= bootstrap.CHUNK_BYTES


def test_clusters_widen_the_interval(sample):
    y, p = sample
    doubled, scores = np.repeat(y, 4), np.repeat(p, 4)
    spread = {}
    for name, clusters in (("rows", None), ("events", np.arange(1600) // 4)):
        [drawn] = resample(
            metric_statistics(doubled, scores, ("roc_auc",)), Clusters.of(clusters, 1600), draws=300, seed=1
        )
        spread[name] = drawn["roc_auc"].std()
    assert spread["events"] == pytest.approx(2 * spread["rows"], rel=0.2)


def test_a_slice_of_all_rows_is_the_statistic_itself(sample):
    y, p = sample
    [statistic] = metric_statistics(y, p, ("roc_auc",))
    again = restricted(statistic, np.arange(400), 400)
    assert again.point() == statistic.point()


@pytest.mark.parametrize(
    ("y", "clusters", "said"),
    [
        (np.r_[np.ones(9), np.zeros(91)], None, "fewer than 10 positive rows"),
        (np.r_[np.ones(95), np.zeros(5)], None, "fewer than 10 negative rows"),
        (np.tile([0.0, 1.0], 50), np.arange(100) % 29, "fewer than 30 clusters"),
    ],
)
def test_too_little_evidence_gives_no_interval_but_a_reason(y, clusters, said):
    blocked = barrier(y, Clusters.of(clusters, 100))
    assert blocked is not None
    assert said in blocked
    estimate = from_draws(0.5, np.empty(0), blocked)
    assert (estimate.value, estimate.low, estimate.high) == (0.5, None, None)


def test_enough_evidence_is_not_held_back():
    assert barrier(np.tile([0.0, 1.0], 50), Clusters.of(np.arange(100) % 30, 100)) is None


def test_draws_of_one_outcome_are_counted():
    draws = np.r_[np.full(3, np.nan), np.linspace(0.4, 0.6, 97)]
    few = from_draws(0.5, draws, None)
    assert few.low is not None
    assert few.reason == "3 of 100 resamples held one outcome only and were left out"
    many = from_draws(0.5, np.r_[np.full(10, np.nan), draws], None)
    assert many.low is None
    assert many.reason is not None
    assert many.reason.startswith("13 of 110")


def test_clusters_number_missing_ids_each_for_itself():
    clusters = Clusters.of(pl.Series([2.0, float("nan"), 2.0, None]), 4)
    assert clusters.count == 3
    assert len({clusters.codes[1], clusters.codes[3], clusters.codes[0]}) == 3
    assert clusters.codes[0] == clusters.codes[2]


def test_copies_are_worth_no_more_than_their_originals():
    values = np.repeat(np.random.default_rng(0).integers(0, 2, 100), 3).astype(float)
    clusters = Clusters.of(np.arange(300) // 3, 300)
    correlation = intra_cluster_correlation(values, clusters)
    assert correlation == pytest.approx(1.0)
    assert effective_rows(values, clusters, correlation) == pytest.approx(100, rel=0.02)
    assert effective_rows(values, Clusters.of(None, 300), correlation) == 300


def test_few_clusters_borrow_the_correlation_of_all_rows():
    # Ten clusters of four are too few to show their own clustering: 1 + 0.5 x 3 from the given correlation.
    values = np.tile([0.0, 1.0], 20)
    assert effective_rows(values, Clusters.of(np.arange(40) // 4, 40), 0.5) == pytest.approx(40 / 2.5)
    assert effective_rows(values, Clusters.of(np.arange(40) // 4, 40), 0.0) == 40


def test_a_slice_that_is_more_clustered_than_the_rest_shows_so_itself():
    values = np.repeat(np.random.default_rng(0).integers(0, 2, 60), 3).astype(float)
    assert effective_rows(values, Clusters.of(np.arange(180) // 3, 180), 0.0) == pytest.approx(60, rel=0.03)


def test_draws_that_lie_above_the_figure_move_the_interval_down():
    draws = np.random.default_rng(0).normal(size=2_000)
    plain, moved = from_draws(0.0, draws, None), from_draws(-0.5, draws, None)
    # Bias correction (Efron 1981): twice the distance between the figure and the middle of its draws.
    assert (plain.low, plain.high) == (pytest.approx(-1.96, abs=0.2), pytest.approx(1.96, abs=0.2))
    assert (moved.low, moved.high) == (pytest.approx(-2.96, abs=0.4), pytest.approx(0.96, abs=0.15))
