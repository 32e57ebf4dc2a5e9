import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.paired_area import area_difference


def drawn(rng, n, push=0.3):
    y = (rng.random(n) < 0.3).astype(np.int8)
    shared = rng.normal(size=n)
    return y, (y + shared + 0.3 * rng.normal(size=n)).round(2), (push * y + shared + 0.3 * rng.normal(size=n)).round(2)


def test_the_difference_is_that_of_the_areas():
    y, first, second = drawn(np.random.default_rng(0), 500)
    found = area_difference(y, first, second, Clusters.of(None, 500))
    assert found.value == pytest.approx(roc_auc_score(y, first) - roc_auc_score(y, second), abs=1e-12)
    assert area_difference(y, first, first, Clusters.of(None, 500)).high == 0


@pytest.mark.parametrize("size", [1, 4])
def test_the_interval_is_as_wide_as_differences_spread(size):
    """Rows repeated `size` times are one piece of evidence each."""
    rng, values, halves = np.random.default_rng(1), [], []
    for _ in range(300):
        y, first, second = (np.repeat(one, size) for one in drawn(rng, 300))
        found = area_difference(y, first, second, Clusters.of(np.repeat(np.arange(300), size), 300 * size))
        values.append(found.value)
        halves.append((found.high - found.low) / 2)
    assert np.mean(halves) == pytest.approx(1.96 * np.std(values), rel=0.12)


def test_without_both_outcomes_or_with_few_rows_it_says_why():
    assert area_difference(np.ones(40), np.arange(40.0), np.arange(40.0), Clusters.of(None, 40)).value is None
    few = area_difference(np.tile([0, 1], 8), np.arange(16.0), np.arange(16.0), Clusters.of(None, 16))
    assert few.value == 0
    assert few.low is None
    assert "fewer than 10 positive rows" in few.reason
