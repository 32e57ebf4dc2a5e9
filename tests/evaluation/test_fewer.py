"""Ranges from fewer rows are those from all of them, and the figures do not move."""

import numpy as np
import polars as pl
import pytest

from peel_ml.evaluation import fewer
from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.fewer import Fewer
from peel_ml.evaluation.scoring import evaluate

ROWS = 12_000


def made(seed=0, rows=ROWS, size=1):
    rng = np.random.default_rng(seed)
    clusters = np.arange(rows) // size
    raw = rng.normal(-1, 1, rows) + rng.normal(0, 0.7, rows // size + 1)[clusters]
    p = 1 / (1 + np.exp(-raw))
    return (rng.random(rows) < p).astype(float), p, clusters


def evaluated(y, p, clusters, draws=400):
    other = np.clip(p + np.random.default_rng(9).normal(0, 0.1, len(p)), 0.01, 0.99)
    return evaluate(
        y=y,
        p=p,
        baselines={"other": other},
        primary="roc_auc",
        baseline="other",
        clusters=clusters,
        time=None,
        slices=pl.DataFrame({"area": np.where(np.arange(len(y)) % 3 == 0, "a", "b")}),
        area="area",
        evaluated_on="validation",
        operating_point=None,
        development=None,
        seed=4,
        draws=draws,
    )


@pytest.mark.parametrize("size", [1, 4])
def test_the_figures_stay_and_the_ranges_are_as_wide(monkeypatch, size):
    y, p, clusters = made(size=size)
    whole = evaluated(y, p, clusters)
    assert whole.resampling_rule == ""
    monkeypatch.setattr(fewer, "MOST", 1_000)
    monkeypatch.setattr(fewer, "RARER", 10)
    monkeypatch.setattr("peel_ml.evaluation.slices.MOST_OF_A_SLICE", 1_000)
    some = evaluated(y, p, clusters)
    assert "resamples of 1,000 of the" in some.resampling_rule
    assert ("clusters of rows" in some.resampling_rule) == (size > 1)
    pairs = [(whole.metrics[name], some.metrics[name]) for name in whole.metrics]
    pairs += [(whole.lift, some.lift)]
    pairs += [(a.score, b.score) for a, b in zip(whole.by_area, some.by_area, strict=True)]
    for one, other in pairs:
        assert other.value == pytest.approx(one.value, abs=1e-12)
        assert other.high - other.low == pytest.approx(one.high - one.low, rel=0.2)
        assert other.low < other.value < other.high
    one, other = whole.calibration.ece, some.calibration.ece
    assert other.value == one.value
    assert other.high == pytest.approx(one.high, abs=0.25 * one.value)
    assert whole.calibration.bins == some.calibration.bins


def test_whole_clusters_are_drawn_and_the_rare_outcome_is_not_lost():
    y, _, clusters = made(size=4)
    found = Fewer.of(y, Clusters.of(clusters, ROWS), 1, most=2_500)
    inside = np.zeros(ROWS, bool)
    inside[found.rows] = True
    assert set(np.bincount(clusters, inside).tolist()) == {0.0, 4.0}
    assert found.shrink == pytest.approx((2_500 / 3_000) ** 0.5)
    rare = (np.arange(100_000) % 40 == 0).astype(float)
    found = Fewer.of(rare, Clusters.of(None, 100_000), 1, most=1_000)
    assert found.take(rare).sum() == pytest.approx(2_000, rel=0.1)


def test_few_rows_are_all_taken():
    y, p, clusters = made()
    found = Fewer.of(y, Clusters.of(clusters, ROWS), 1)
    assert found.rows is None
    assert found.take(p) is p
    drawn = np.array([0.1, 0.2])
    assert found.spread(0.3, 0.2, drawn) is drawn
