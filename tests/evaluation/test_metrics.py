"""The metrics table equals scikit-learn's functions, for every draw of weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as reference

from peel_ml.evaluation.metrics import METRICS, weighted


@st.composite
def samples(draw):
    rows = draw(st.integers(2, 40))
    steps = draw(st.sampled_from([1, 3, 10, 1_000_000]))  # few steps: many ties
    y = np.array(draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=rows, max_size=rows)))
    p = np.array(draw(st.lists(st.integers(0, steps), min_size=rows, max_size=rows))) / steps
    weight = st.sampled_from([0.0, 1.0, 1.0, 2.0, 3.5, 1e-6, 1e6])
    weights = np.array(draw(st.lists(st.lists(weight, min_size=rows, max_size=rows), min_size=1, max_size=4)))
    return y, p, weights


@given(samples())
def test_equals_scikit_learn_with_ties_zero_and_extreme_weights(sample):
    y, p, weights = sample
    for name in METRICS:
        values = weighted(name, y, p, weights)
        for value, weight in zip(values, weights, strict=True):
            both = (weight[y == 1].sum() > 0) and (weight[y == 0].sum() > 0)
            needed = {"roc_auc": both, "average_precision": weight[y == 1].sum() > 0}
            if not needed.get(name, weight.sum() > 0):
                assert np.isnan(value)
            else:
                assert value == pytest.approx(_reference(name, y, p, weight), rel=1e-12, abs=1e-12)


def _reference(name, y, p, weight):
    if name == "roc_auc":
        return reference.roc_auc_score(y, p, sample_weight=weight)
    if name == "average_precision":
        return reference.average_precision_score(y, p, sample_weight=weight)
    if name == "brier_score_loss":
        return reference.brier_score_loss(y, p, sample_weight=weight)
    return reference.log_loss(y, p, sample_weight=weight, labels=[0, 1])


def test_a_large_sample_equals_scikit_learn():
    rng = np.random.default_rng(4)
    p = rng.beta(2, 5, 5_000).round(3)
    y = (rng.random(5_000) < p).astype(float)
    weights = rng.integers(0, 4, (3, 5_000)).astype(float)
    for name in METRICS:
        expected = [_reference(name, y, p, weight) for weight in weights]
        np.testing.assert_allclose(weighted(name, y, p, weights), expected, rtol=1e-12)


def test_one_outcome_only_leaves_a_ranking_undefined():
    y, p, weights = np.ones(4), np.linspace(0.1, 0.9, 4), np.ones((1, 4))
    assert np.isnan(weighted("roc_auc", y, p, weights)).all()
    assert np.isnan(weighted("average_precision", 1 - y, p, weights)).all()
    assert not np.isnan(weighted("log_loss", y, p, weights)).any()


def test_each_row_says_its_direction_in_plain_words():
    assert {name: metric.higher_is_better for name, metric in METRICS.items()} == {
        "roc_auc": True,
        "average_precision": True,
        "brier_score_loss": False,
        "log_loss": False,
    }
    assert all(metric.plain_name for metric in METRICS.values())
