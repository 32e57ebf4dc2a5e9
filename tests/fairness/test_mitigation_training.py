"""Methods that read the group in training: what they promise, and that nothing of them reads it after."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone

from peel_ml.fairness.groups import Grouping
from peel_ml.fairness.mitigation.groups import pooled
from peel_ml.fairness.mitigation.reduction import CONSTRAINTS, reduced, why_not
from peel_ml.fairness.mitigation.refused import NEVER, refused_estimator
from peel_ml.fairness.mitigation.reweighing import reweighed
from peel_ml.modelling.encoding import Matrix
from peel_ml.modelling.trees import fit_trees
from peel_ml.modelling.weighted import RowEstimator, fit_weighted

PARAMS = {"num_leaves": 8, "learning_rate": 0.2, "min_data_in_leaf": 20}


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1)), min_size=1, max_size=200))
def test_reweighed_rows_have_group_and_outcome_independent(rows):
    """Weighted P(group, outcome) = P(group) P(outcome), exactly, wherever the pair occurs at all."""
    groups, y = (np.array(column) for column in zip(*rows, strict=True))
    weights = reweighed(y.astype(np.int8), groups)
    for group in range(5):
        for outcome in (0, 1):
            cell = (groups == group) & (y == outcome)
            if cell.any():
                expected = (groups == group).mean() * (y == outcome).mean()
                assert weights[cell].sum() / len(y) == pytest.approx(expected, abs=1e-12)


def test_the_weighted_share_of_the_outcome_is_the_same_in_every_group(rng):
    groups = rng.integers(0, 3, 3000)
    y = (rng.random(3000) < np.array([0.1, 0.3, 0.6])[groups]).astype(np.int8)
    weights = reweighed(y, groups)
    shares = [np.average(y[groups == group], weights=weights[groups == group]) for group in range(3)]
    assert shares == pytest.approx([y.mean()] * 3, abs=1e-12)
    assert weights.sum() == pytest.approx(3000)


def test_small_groups_and_people_without_one_are_told_of_together():
    codes = np.array([0] * 50 + [1] * 3 + [2] * 40 + [-1] * 7)
    levels = ("White", "Mixed", "Black")
    one = Grouping("e", True, levels, codes, levels, codes, levels, None, codes[:, None], np.arange(3)[:, None])
    found = pooled(one, np.arange(100), smallest=30)
    assert np.bincount(found).tolist() == [10, 50, 40]
    # By the rows at hand, not by all of them.
    assert set(pooled(one, np.arange(30, 60), smallest=30).tolist()) == {0}


def test_weights_of_one_give_the_trees_of_no_weights_and_others_do_not(rng):
    matrix = Matrix(rng.normal(size=(800, 3)).astype(np.float32), ("a", "b", "c"), ())
    y = (rng.random(800) < 1 / (1 + np.exp(-matrix.values[:, 0]))).astype(np.int8)
    plain = fit_trees(matrix, y, params=PARAMS, max_rounds=10)
    assert fit_weighted(matrix, y, np.ones(800), params=PARAMS, rounds=10).digest == plain.digest
    assert fit_weighted(matrix, y, np.where(y == 1, 2.0, 1.0), params=PARAMS, rounds=10).digest != plain.digest


def test_a_clone_shares_the_matrix_and_knows_no_trees(rng):
    matrix = Matrix(rng.normal(size=(100, 1)).astype(np.float32), ("a",), ())
    fitted = RowEstimator(matrix, PARAMS, 3).fit(np.arange(100)[:, None], rng.integers(0, 2, 100), np.ones(100))
    copy = clone(fitted)
    assert copy.matrix is matrix
    with pytest.raises(ValueError, match="not fitted yet"):
        copy.predict(np.arange(3))
    assert set(fitted.predict(np.arange(100)).tolist()) <= {0, 1}


# pandas 3 warns of what Fairlearn 0.15 does inside; goes with Fairlearn's next release.
@pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")
@pytest.mark.parametrize("metric", sorted(CONSTRAINTS))
def test_a_reduction_takes_a_planted_gap_away_without_knowing_groups_when_it_decides(rng, metric):
    n = 4000
    group = rng.integers(0, 2, n)
    matrix = Matrix((rng.normal(size=(n, 2)) + np.outer(group, [1, 0])).astype(np.float32), ("proxy", "need"), ())
    y = (rng.random(n) < 1 / (1 + np.exp(-(matrix.values.sum(axis=1) - 1.5)))).astype(np.int8)
    rows = np.arange(n)
    among = {"true_positive_rate": y == 1, "false_positive_rate": y == 0, "selection_rate": y >= 0}[metric]

    def gap(score):
        chosen = score >= np.sort(score)[-n // 4]
        return abs(np.diff([chosen[among & (group == one)].mean() for one in (0, 1)])[0])

    plain = fit_weighted(matrix, y, np.ones(n), params=PARAMS, rounds=20)
    mixture = reduced(RowEstimator(matrix, PARAMS, 20), rows, y, group, metric, threshold=0.4)
    assert gap(plain.raw(matrix)) > 0.1
    assert gap(mixture.share(rows)) < gap(plain.raw(matrix)) / 2
    assert sum(weight for weight, _ in mixture.members) == pytest.approx(1)
    # It is a function of the row alone: it was never given a group to keep.
    assert all(
        set(vars(member)) == {"matrix", "params", "rounds", "seed", "threads", "trees"} for _, member in mixture.members
    )


def test_a_metric_without_a_constraint_is_refused_with_the_reason():
    assert why_not("true_positive_rate") is None
    assert "false omission rate" in why_not("false_omission_rate")


@pytest.mark.parametrize(
    "path",
    [
        "fairlearn.postprocessing.ThresholdOptimizer",
        "fairlearn.postprocessing._threshold_optimizer.ThresholdOptimizer",
        "fairlearn.postprocessing.Another",
        "fairlearn.preprocessing.CorrelationRemover",
        "aif360.algorithms.postprocessing.EqOddsPostprocessing",
        "aif360.sklearn.postprocessing.RejectOptionClassifier",
        "aif360.algorithms.preprocessing.DisparateImpactRemover",
        "mine.GroupThresholdClassifier",
        "mine.threshold_by_group",
    ],
)
def test_what_reads_a_group_to_decide_is_refused_and_the_reason_is_law(path):
    said = refused_estimator(path)
    assert "reads a protected characteristic when it decides" in said
    assert "Equality Act 2010 s.13" in said
    assert "fairness_objective" in said


def test_what_needs_groups_in_training_is_sent_to_the_declaration():
    said = refused_estimator("fairlearn.reductions.ExponentiatedGradient")
    assert "no candidate is given them" in said
    assert "when it decides" not in said


@pytest.mark.parametrize(
    "path",
    [
        "lightgbm",
        "prevalence",
        "sklearn.ensemble.HistGradientBoostingClassifier",
        "sklearn.model_selection.FixedThresholdClassifier",
    ],
)
def test_other_candidates_are_none_of_its_business(path):
    assert refused_estimator(path) is None


def test_what_is_never_tried_is_said():
    assert any("ThresholdOptimizer" in one for one in NEVER)
    assert any("Feldman" in one for one in NEVER)
