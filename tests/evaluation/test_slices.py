"""Months, areas, and observed against expected."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.intervals import wilson
from peel_ml.evaluation.metrics import weighted
from peel_ml.evaluation.observed_expected import holm, observed_expected
from peel_ml.evaluation.slices import months, quarters, slice_scores


@pytest.fixture
def sample():
    rng = np.random.default_rng(1)
    p = rng.beta(2, 5, 1_200)
    return (rng.random(1_200) < p).astype(float), p, Clusters.of(None, 1_200)


def test_each_slice_has_its_own_figure(sample):
    y, p, clusters = sample
    area = pl.Series(["a"] * 600 + ["b"] * 500 + ["c"] * 90 + [None] * 10)
    scores = {row.level: row for row in slice_scores("borough", area, "roc_auc", y, p, clusters, seed=1)}
    assert [(row.level, row.n) for row in scores.values()] == [("Not recorded", 10), ("a", 600), ("b", 500), ("c", 90)]
    a = scores["a"].score
    assert a.value == pytest.approx(weighted("roc_auc", y[:600], p[:600], np.ones((1, 600)))[0])
    assert a.low < a.value < a.high
    assert scores["Not recorded"].score.value is None
    assert scores["Not recorded"].score.reason.startswith("fewer than 10")


def test_few_clusters_leave_a_figure_without_an_interval(sample):
    y, p, _ = sample
    [row] = slice_scores(
        "all", pl.Series(["x"] * 1_200), "log_loss", y, p, Clusters.of(np.arange(1_200) % 20, 1_200), seed=1
    )
    assert row.score.value is not None
    assert row.score.low is None
    assert row.score.reason == "fewer than 30 clusters"


def test_months_and_quarters():
    days = pl.Series([date(2023, 12, 31), date(2024, 1, 1)])
    assert months(days).to_list() == ["2023-12", "2024-01"]
    assert quarters(days).to_list() == ["2023 Q4", "2024 Q1"]


def test_a_planted_difference_is_shown_and_the_rest_is_not():
    rng = np.random.default_rng(3)
    p = rng.beta(2, 5, 4_000)
    group = pl.Series(np.repeat(["a", "b", "c", "few"], [1_500, 1_500, 980, 20]))
    y = (rng.random(4_000) < p + 0.12 * (group == "b").to_numpy()).astype(float)
    rows = {row.level: row for row in observed_expected("object", group, y, p, Clusters.of(None, 4_000))}
    assert {level: row.shown for level, row in rows.items()} == {"a": False, "b": True, "c": False, "few": None}
    b = rows["b"]
    assert b.difference.value == pytest.approx(b.observed - b.expected)
    assert b.difference.low < 0.12 < b.difference.high
    few = rows["few"]
    assert (few.n, few.observed, few.expected, few.difference.value) == (20, None, None, None)
    assert few.difference.reason == "too few to report"


def test_the_interval_is_wilson_for_independent_rows_and_agrees_with_the_test():
    # A single slice is not corrected, so interval and test must say the same at every count.
    for positives in range(0, 400, 5):
        y = np.r_[np.ones(positives), np.zeros(4_000 - positives)]
        [row] = observed_expected("d", pl.Series(["x"] * 4_000), y, np.full(4_000, 0.05), Clusters.of(None, 4_000))
        low, high = wilson(positives / 4_000, 4_000)
        assert row.difference.low == pytest.approx(low - 0.05, abs=2e-5)
        assert row.difference.high == pytest.approx(high - 0.05, abs=2e-5)
        assert row.shown == (row.difference.low > 0 or row.difference.high < 0)


def test_wilson_solves_the_score_equation():
    z = norm.ppf(0.975)
    for share, rows in ((0.1, 50), (0.5, 10), (0.99, 300)):
        for bound in wilson(share, rows):
            assert abs(share - bound) == pytest.approx(z * (bound * (1 - bound) / rows) ** 0.5)


P_VALUES = st.sampled_from([0.0, 0.001, 0.01, 0.0125, 0.025, 0.04, 0.5, 1.0])


@pytest.mark.full
@settings(max_examples=8, deadline=None)
@given(st.lists(P_VALUES, min_size=1, max_size=6))
def test_holm_equals_statsmodels(p_values):
    assert holm(p_values) == multipletests(p_values, alpha=0.05, method="holm")[0].tolist()


def test_holm_corrects_over_the_dimension():
    # z = 2.2 in one of twenty slices: shown alone, not among twenty.
    rows, expected = 1_000, 0.2
    extra = round(2.2 * (expected * (1 - expected) / rows) ** 0.5 * rows)
    y = np.tile(np.r_[np.ones(200), np.zeros(800)], 20)
    y[200 : 200 + extra] = 1
    levels = pl.Series(np.repeat(np.arange(20), rows))
    clusters = Clusters.of(None, 20_000)
    together = observed_expected("d", levels, y, np.full(20_000, expected), clusters)
    alone = observed_expected("d", levels[:rows], y[:rows], np.full(rows, expected), Clusters.of(None, rows))
    assert alone[0].shown
    assert not any(row.shown for row in together)


def test_clusters_widen_the_difference_and_too_few_withhold_it():
    y = np.repeat(np.random.default_rng(0).integers(0, 2, 100), 4).astype(float)
    p, values = np.full(400, 0.5), pl.Series(["x"] * 400)
    [alone] = observed_expected("d", values, y, p, Clusters.of(None, 400))
    [events] = observed_expected("d", values, y, p, Clusters.of(np.arange(400) // 4, 400))
    ratio = (events.difference.high - events.difference.low) / (alone.difference.high - alone.difference.low)
    assert ratio == pytest.approx(2, rel=0.05)
    [few] = observed_expected("d", values, y, p, Clusters.of(np.arange(400) // 50, 400))
    assert few.difference.value is not None
    assert few.difference.low is None
    assert few.shown is None
