import numpy as np
import polars as pl
import pytest
from sklearn.metrics import roc_auc_score

from peel_ml.errors import BadRequest
from peel_ml.modelling.candidates import CANDIDATES, PRIOR_ROWS, fit_candidate
from peel_ml.modelling.declaration import PreviousProcess
from tests.modelling.made_part import made_part

TODAY = PreviousProcess(description="Officers go by the object.", rate_by=("object",))
PATHS = [
    "sklearn.ensemble.HistGradientBoostingClassifier",
    "sklearn.ensemble.RandomForestClassifier",
    "sklearn.naive_bayes.GaussianNB",
    "lightgbm.LGBMClassifier",
]


@pytest.fixture(scope="module")
def part():
    return made_part()


@pytest.fixture(scope="module")
def later():
    return made_part(seed=1)


@pytest.mark.parametrize("name", [*CANDIDATES, *PATHS])
def test_every_candidate_gives_probabilities_of_rows_it_did_not_see(name, part, later):
    probabilities = fit_candidate(name, part, seed=1, previous=TODAY).predict(later.features)
    assert probabilities.dtype == np.float64
    assert probabilities.shape == (len(later),)
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    if name != "prevalence":
        assert roc_auc_score(later.target, probabilities) > 0.58


@pytest.mark.parametrize("name", [*CANDIDATES, *PATHS])
def test_same_seed_same_probabilities(name, part):
    first, second = (fit_candidate(name, part, seed=5, previous=TODAY).predict(part.features) for _ in range(2))
    assert np.array_equal(first, second)


def test_prevalence_is_the_training_rate_for_everybody(part, later):
    assert set(fit_candidate("prevalence", part, seed=0).predict(later.features)) == {part.target.mean()}


def test_the_previous_process_is_the_shrunk_rate_and_the_mean_where_nothing_is_known(part):
    predictor = fit_candidate("previous_process", part, seed=0, previous=TODAY)
    tools = (part.features.frame["object"] == "Tools").fill_null(False).to_numpy()
    mean = part.target.mean()
    wanted = (part.target[tools].sum() + PRIOR_ROWS * mean) / (tools.sum() + PRIOR_ROWS)
    np.testing.assert_allclose(predictor.predict(part.features)[tools], wanted)
    unseen = part.features.frame.with_columns(object=pl.lit("Never seen"))
    other = type(part.features)(unseen, part.features.kinds, frozenset())
    np.testing.assert_allclose(predictor.predict(other), mean)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("logistic", "neither a known name"),
        ("os.system", "neither a known name"),
        ("sklearn.ensemble.Nothing", "does not import"),
        ("sklearn.nowhere.Nothing", "does not import"),
        ("sklearn.svm.LinearSVC", "probabilities"),
        ("sklearn.metrics.roc_auc_score", "probabilities"),
    ],
)
def test_other_paths_are_refused_with_the_way_out(name, word, part):
    with pytest.raises(BadRequest, match=word) as error:
        fit_candidate(name, part, seed=0)
    assert "logistic_regression" in str(error.value)


def test_today_without_a_declaration_or_by_other_columns_is_refused(part):
    with pytest.raises(BadRequest, match="not declared"):
        fit_candidate("previous_process", part, seed=0)
    with pytest.raises(BadRequest, match="names 'colour'"):
        fit_candidate(
            "previous_process", part, seed=0, previous=PreviousProcess(description="d", rate_by=("colour", "object"))
        )
