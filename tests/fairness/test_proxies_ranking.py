import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from peel_ml.evaluation.clusters import Clusters
from peel_ml.fairness.proxies.ranking import separation
from peel_ml.fairness.proxies.scores import FOLDS, alone, folds_of, steps, together
from peel_ml.modelling.encoding import Matrix


def measured(levels, groups, clusters=None, seed=0):
    clusters = np.arange(len(groups)) if clusters is None else clusters
    folds = folds_of(clusters, seed)
    scores = alone(levels, groups, folds, int(groups.max()) + 1)
    return separation(scores, groups, folds, Clusters.of(clusters, len(groups)))


@given(st.integers(0, 2**32 - 1), st.integers(2, 5))
def test_in_one_fold_it_is_hand_and_tills_figure_as_scikit_learn_has_it(seed, count):
    rng = np.random.default_rng(seed)
    groups = np.concatenate([np.arange(count), rng.integers(0, count, 40)])
    # Few distinct scores, so that there are ties.
    scores = rng.integers(1, 4, (len(groups), count)).astype(float)
    if count == 2:
        scores[:, 0] = 4 - scores[:, 1]
    scores /= scores.sum(axis=1, keepdims=True)
    found = separation(scores, groups, np.zeros(len(groups), np.int64), Clusters.of(None, len(groups)))
    expected = roc_auc_score(groups, scores[:, 1]) if count == 2 else roc_auc_score(groups, scores, multi_class="ovo")
    assert found.value == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("count", "kept"), [(2, 0.8), (2, 0.65), (4, 0.7)])
def test_a_noisy_copy_has_the_area_that_theory_gives(rng, count, kept):
    """A copy that is right with probability p, else any other group: the area is (1 + p - q) / 2."""
    n = 8000
    groups = rng.integers(0, count, n)
    copy = np.where(rng.random(n) < kept, groups, (groups + rng.integers(1, count, n)) % count)
    expected = (1 + kept - (1 - kept) / (count - 1)) / 2
    found = measured(copy, groups)
    assert found.value == pytest.approx(expected, abs=0.015)
    assert found.low < expected < found.high


def test_a_number_has_the_area_that_theory_gives(rng):
    groups = rng.integers(0, 2, 20_000)
    found = measured(steps(pl.Series(rng.normal(size=20_000) + groups), "number"), groups)
    assert found.value == pytest.approx(norm.cdf(1 / np.sqrt(2)), abs=0.01)


def test_an_interval_covers_a_half_where_a_fact_says_nothing():
    """Of 400 samples about 95% must; without the doubled variance it is 84%, which this would see."""
    rng = np.random.default_rng(5)
    covered = 0
    for seed in range(400):
        groups = rng.integers(0, 2, 300)
        found = measured(rng.integers(0, 20, 300), groups, seed=seed)
        covered += found.low <= 0.5 <= found.high
    assert 0.92 <= covered / 400 <= 0.98


def test_and_where_rows_come_in_clusters():
    """Rows of four with one group and one level: taken one by one they would look like four times the evidence."""
    rng = np.random.default_rng(6)
    covered = 0
    for seed in range(300):
        groups, levels = np.repeat(rng.integers(0, 2, 80), 4), np.repeat(rng.integers(0, 8, 80), 4)
        found = measured(levels, groups, np.repeat(np.arange(80), 4), seed)
        covered += found.low <= 0.5 <= found.high
    assert 0.91 <= covered / 300 <= 0.99


def test_a_constant_says_nothing_and_a_perfect_copy_has_no_spread():
    groups = np.tile([0, 1], 100)
    constant = measured(np.zeros(200, np.int64), groups)
    assert (constant.value, constant.low, constant.high) == (0.5, 0.5, 0.5)
    perfect = measured(groups, groups)
    assert (perfect.value, perfect.low) == (1.0, None)
    assert "one order" in perfect.reason


def test_few_clusters_have_no_interval():
    groups = np.tile([0, 1], 50)
    found = measured(groups, groups, clusters=np.arange(100) % 20)
    assert found.low is None
    assert "fewer than 30 clusters" in found.reason


def test_folds_do_not_split_clusters_and_are_near_equal(rng):
    clusters = rng.integers(0, 500, 2000)
    folds = folds_of(clusters, seed=3)
    assert all(len(set(folds[clusters == one])) == 1 for one in range(500) if (clusters == one).any())
    assert np.bincount(folds).min() > 2000 / FOLDS * 0.8


def test_a_row_is_scored_by_other_folds_only(rng):
    """Turning every group of a fold over must leave that fold's own scores as they are."""
    levels, groups = rng.integers(0, 6, 600), rng.integers(0, 2, 600)
    folds = folds_of(np.arange(600), 1)
    turned = np.where(folds == 2, 1 - groups, groups)
    before, after = alone(levels, groups, folds, 2), alone(levels, turned, folds, 2)
    np.testing.assert_array_equal(before[folds == 2], after[folds == 2])
    assert not np.array_equal(before[folds != 2], after[folds != 2])
    matrix = Matrix(levels[:, None].astype(np.float32), ("level",), (0,))
    before, after = together(matrix, groups, folds, 2, 0), together(matrix, turned, folds, 2, 0)
    np.testing.assert_array_equal(before[folds == 2], after[folds == 2])
    assert not np.array_equal(before[folds != 2], after[folds != 2])


def test_two_facts_together_say_what_neither_says_alone(rng):
    """The group is whether two flags agree: each alone says nothing, trees of both say it all but for the noise."""
    n = 4000
    flags = rng.integers(0, 2, (n, 2))
    groups = np.where(rng.random(n) < 0.9, flags[:, 0] ^ flags[:, 1], rng.integers(0, 2, n))
    folds = folds_of(np.arange(n), 0)
    noisy = np.column_stack([flags, rng.random((n, 1))])
    matrix = Matrix(noisy.astype(np.float32), ("a", "b", "noise"), (0, 1))
    clusters = Clusters.of(None, n)
    single = [measured(flags[:, place], groups) for place in (0, 1)]
    assert all(one.value < 0.53 for one in single)
    assert separation(together(matrix, groups, folds, 2, 0), groups, folds, clusters).value > 0.9


def test_numbers_are_cut_into_equally_full_steps_and_missing_is_one_of_its_own():
    values = pl.Series([None, *np.arange(1000.0).tolist(), float("nan")])
    found = steps(values, "number")
    assert found[0] == found[-1] == 0
    assert np.bincount(found)[1:].tolist() == [100] * 10
    assert steps(pl.Series([True, None, False]), "flag").tolist() == [2, 0, 1]
