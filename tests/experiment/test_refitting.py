from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import roc_auc_score

from peel_ml.experiment import refitting
from peel_ml.experiment.judging import Judged
from peel_ml.experiment.learning import learn
from peel_ml.experiment.refitting import Refit, few
from peel_ml.tuning.declaration import Tuning
from tests.modelling.made_part import made_part


@pytest.fixture(scope="module")
def judged():
    return Judged(made_part(900), made_part(1200, seed=9))


@pytest.fixture(scope="module")
def refit(judged, tmp_path_factory):
    learned = learn(
        judged.development,
        Tuning(trials=4, folds=3),
        seed=1,
        threads=1,
        workers=1,
        work=tmp_path_factory.mktemp("search"),
        grouped=False,
    )
    return Refit(judged, learned, "roc_auc", 3, 0.1, False, 1, 1)


def test_with_all_features_it_is_about_as_good_as_the_chosen_model(refit, judged):
    rows = judged.evaluated
    chosen = roc_auc_score(rows.target, refit.learned.model.predict(rows.features))
    assert roc_auc_score(rows.target, refit(())) == pytest.approx(chosen, abs=0.03)


def test_without_a_feature_nothing_of_it_is_left(refit, judged):
    """Whatever the feature says then, the probabilities stay; and without what decides the model is worse."""
    frame = judged.evaluated.features.frame
    moved = replace(judged.evaluated.features, frame=frame.with_columns(object=pl.lit("Tools"), size=pl.lit(9.0)))
    other = replace(refit, judged=Judged(judged.development, replace(judged.evaluated, features=moved)))
    np.testing.assert_array_equal(refit(("object", "size")), other(("object", "size")))
    assert not np.array_equal(refit(()), other(()))
    y = judged.evaluated.target
    assert roc_auc_score(y, refit(("object", "size"))) < roc_auc_score(y, refit(())) - 0.05


def test_the_evaluated_outcomes_have_no_say_and_threads_change_nothing(refit, judged):
    turned = replace(judged.evaluated, target=1 - judged.evaluated.target)
    other = replace(refit, judged=Judged(judged.development, turned), threads=2)
    np.testing.assert_array_equal(refit(("hour",)), other(("hour",)))


def test_it_says_what_cannot_be_left_out(refit):
    with pytest.raises(ValueError, match="cannot leave out ward of object, hour"):
        refit(("ward",))
    with pytest.raises(ValueError, match="cannot leave out"):
        refit(("object", "hour", "size", "planned"))


def test_a_large_part_is_thinned_by_whole_clusters(judged):
    part = replace(judged.development, clusters=np.arange(900) // 3)
    small = few(part, 300, seed=0)
    assert len(small) == 300
    assert set(np.bincount(small.clusters).tolist()) == {0, 3}
    assert few(part, 900, seed=0) is part
    assert few(part, 300, seed=1).clusters.tolist() != small.clusters.tolist()


def test_it_is_fitted_on_the_thinned_part(refit, monkeypatch):
    monkeypatch.setattr(refitting, "ROWS", 300)
    thinned = replace(refit)
    assert len(thinned._ready[0]) == 300
    assert thinned(()).shape == (1200,)
