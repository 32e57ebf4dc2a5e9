import re
import warnings

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.errors import PeelError
from peel_ml.explanation.contrasts import LEAST_GROUP, group_contrasts
from peel_ml.explanation.effects import LEAST_ROWS, effect_bins, sentence
from peel_ml.explanation.explain import explain
from peel_ml.explanation.ranks import agreement, ranks
from peel_ml.explanation.sample import stratified
from peel_ml.modelling.bag import FittedModel
from peel_ml.modelling.calibration import LogisticCalibration
from peel_ml.modelling.encoding import Encoder, Matrix
from peel_ml.modelling.space import always, portfolio
from peel_ml.modelling.trees import fit_trees
from peel_ml.results.explanation import EffectBin
from tests.modelling.made_part import made_part

NAMES = {"object": "Object of search", "hour": "Hour"}


@pytest.fixture(scope="module")
def part():
    return made_part()


@pytest.fixture(scope="module")
def model(part):
    encoder = Encoder.fit(part.features)
    matrix = encoder.transform(part.features)
    members = tuple(
        fit_trees(
            matrix,
            part.target,
            params={**always(1500), **portfolio(1500)[1], "learning_rate": 0.1},
            max_rounds=30,
            seed=seed,
        )
        for seed in (1, 2)
    )
    return FittedModel(encoder, members, LogisticCalibration())


@pytest.fixture(scope="module")
def explained(model, part):
    return explain(model, part, names=NAMES, rows=600, seed=1, unit="searches")


def test_contributions_equal_shap_tree_explainer(model, part):
    shap = pytest.importorskip("shap")
    one = model.members[0]
    matrix = model.encoder.transform(part.features)
    with warnings.catch_warnings():
        # SHAP says on every call that it returns one array a class since 0.45.
        warnings.filterwarnings("ignore", "LightGBM binary classifier", UserWarning)
        values = shap.TreeExplainer(one.booster).shap_values(matrix.values)
    np.testing.assert_allclose(one.contributions(matrix)[:, :-1], values, atol=1e-9)


def test_contributions_equal_shap_own_algorithm_where_it_has_one(part):
    """SHAP hands LightGBM models back to LightGBM; its own code reads them where no split is on categories."""
    shap = pytest.importorskip("shap")
    numbers = part.features.frame.select("hour", "size").fill_null(0.0)
    matrix = Matrix(numbers.to_numpy().astype(np.float32), ("hour", "size"), ())
    one = fit_trees(matrix, part.target, params={**always(1500), **portfolio(1500)[1]}, max_rounds=20)
    explainer = shap.TreeExplainer(one.booster)
    explainer.model.model_type = "internal"
    values = explainer.shap_values(matrix.values.astype(np.float64))
    np.testing.assert_allclose(one.contributions(matrix)[:, :-1], values, atol=1e-6)


def test_the_sum_is_the_score_and_the_sample_is_stated(explained):
    assert explained.additivity_error < 1e-9
    assert explained.sample_rows == 500
    assert "500 of the 1,500 rows" in explained.sample_rule
    assert "No more of 600 were needed" in explained.sample_rule
    assert 0 < explained.rank_stability <= 1


def test_contributions_that_do_not_add_up_are_refused(model, part):
    class Off:
        def raw(self, features):
            return model.raw(features)

        def contributions(self, features):
            return model.contributions(features) + 1e-5

    with pytest.raises(PeelError, match="does not add up"):
        explain(Off(), part, names={}, rows=100, seed=1)


def test_ranks_run_from_one_and_lie_in_their_intervals(explained):
    assert [effect.rank for effect in explained.features] == [1, 2, 3, 4]
    assert all(effect.rank_low <= effect.rank <= effect.rank_high for effect in explained.features)
    strengths = [effect.mean_abs for effect in explained.features]
    assert strengths == sorted(strengths, reverse=True)


def test_sentences_tell_the_truth_that_was_made(explained):
    said = {effect.feature: effect.sentence for effect in explained.features}
    assert said["object"] == (
        'Object of search: searches recorded as "Stolen goods" score higher than average, "Firearms" lower.'
    )
    assert said["size"] == "size: searches with higher values score higher on average."
    assert not re.search(r"higher values|raises", said["hour"])
    assert not any(re.search(r"\b(cause|because|due to|leads to|log-odds|SHAP)", text) for text in said.values())


def test_no_bin_is_small(explained):
    assert all(one.n >= LEAST_ROWS for effect in explained.features for one in effect.bins)


def test_groups_that_differ_in_object_are_contrasted_by_object(explained):
    by_group = {(one.group, one.feature): one.contrast for one in explained.contrasts}
    assert by_group[("A", "object")] < -0.1
    assert by_group[("A", "object")] == pytest.approx(-by_group[("B", "object")])


def test_small_groups_and_small_rests_are_left_out():
    groups = pl.DataFrame({"g": ["a"] * 100 + ["b"] * LEAST_GROUP + ["c"] * (LEAST_GROUP - 1)})
    found = group_contrasts(groups, ["f"], np.ones((groups.height, 1)))
    assert {one.group for one in found} == {"a", "b"}


def test_same_seed_same_explanation(model, part, explained):
    assert explain(model, part, names=NAMES, rows=600, seed=1, unit="searches") == explained


@given(st.integers(1, 400), st.integers(1, 400), st.floats(0, 1), st.integers(0, 99))
def test_the_sample_is_of_the_asked_size_and_keeps_the_rate(n, rows, rate, seed):
    y = (np.random.default_rng(seed).random(n) < rate).astype(np.int8)
    drawn = stratified(y, pl.Series(np.arange(n)[::-1]), rows, seed)
    assert len(drawn) == min(n, rows) == len(set(drawn.tolist()))
    # Sixteen strata are each off by less than one row.
    assert abs(y[drawn].sum() - len(drawn) * y.mean()) <= 16


COLUMN = st.one_of(
    st.tuples(st.just("category"), st.lists(st.none() | st.sampled_from("abcdefghijklmnop"), max_size=150)),
    st.tuples(st.just("flag"), st.lists(st.none() | st.booleans(), max_size=60)),
    st.tuples(st.just("cyclic"), st.lists(st.none() | st.integers(0, 23), max_size=150)),
    st.tuples(st.just("number"), st.lists(st.none() | st.floats(-1e3, 1e3), max_size=150)),
)
DTYPES = {"category": pl.String, "flag": pl.Boolean, "cyclic": pl.Int64, "number": pl.Float64}


@given(COLUMN)
def test_bins_are_large_and_count_every_row_at_most_once(column):
    kind, values = column
    series = pl.Series(values, dtype=DTYPES[kind])
    bins = effect_bins(series, kind, np.ones(len(series)))
    assert all(one.n >= LEAST_ROWS and one.mean_contribution == pytest.approx(1) for one in bins)
    known = len(series) - series.null_count()
    missing = series.null_count() if series.null_count() >= LEAST_ROWS else 0
    # All known rows where there are enough of them, and no row twice.
    assert sum(one.n for one in bins) == missing + (known if known >= LEAST_ROWS else 0)
    assert len({one.label for one in bins}) == len(bins)


def test_numbers_show_no_extreme_value():
    bins = effect_bins(pl.Series([*range(99), 7654]), "number", np.zeros(100))
    assert "7,654" not in " ".join(one.label for one in bins)


def test_a_cycle_is_told_by_its_values_only():
    bins = tuple(EffectBin(str(hour), 20, hour / 10 - 1) for hour in range(24))
    assert sentence("Hour", "", "cyclic", bins, 0.5) == "Hour: scores are highest at 23 and lowest at 0."
    assert "little difference" in sentence("Hour", "", "cyclic", bins, 0.001)


def test_agreement_of_models():
    first = np.array([0.3, 0.2, 0.1])
    assert agreement([first, first * 2]) == pytest.approx(1)
    assert agreement([first, first[::-1]]) == pytest.approx(-1)
    assert agreement([first]) is None
    assert ranks(np.array([0.0, 1.0])).tolist() == [2, 1]


def test_the_cost_of_large_models_is_bounded(model, part, monkeypatch):
    from peel_ml.explanation import growing, sample

    # No order is ever good enough, so that the bound is reached.
    monkeypatch.setattr(growing, "settled", lambda *given: False)
    assert explain(model, part, names={}, seed=1).sample_rows == len(part)
    cost = sum(number**1.5 for number in model.leaves)
    monkeypatch.setattr(sample, "BUDGET", 700 * cost)
    assert explain(model, part, names={}, seed=1).sample_rows == 700
    monkeypatch.setattr(sample, "BUDGET", 0)
    assert explain(model, part, names={}, seed=1).sample_rows == sample.LEAST_ROWS
