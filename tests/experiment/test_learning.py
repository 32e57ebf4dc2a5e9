from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from peel_ml.data.folds import time_blocks
from peel_ml.errors import BadRequest
from peel_ml.experiment.learning import learn, winner
from peel_ml.modelling.binned import Binned
from peel_ml.tuning.declaration import Tuning
from tests.modelling.made_part import made_part

TUNING = Tuning(trials=6, folds=3)


@pytest.fixture(scope="module")
def part():
    return made_part(1200)


@pytest.fixture(scope="module")
def learned(part, tmp_path_factory):
    return learn(part, TUNING, seed=1, threads=1, workers=1, work=tmp_path_factory.mktemp("search"), grouped=False)


def test_it_learns_what_is_there(learned):
    later = made_part(1500, seed=9)
    assert roc_auc_score(later.target, learned.model.predict(later.features)) > 0.65
    assert roc_auc_score(later.target, learned.fixed.predict(later.features)) > 0.65


def test_out_of_fold_scores_are_calibrated_in_the_mean(learned, part):
    assert learned.oof.shape == (len(part),)
    assert learned.oof.mean() == pytest.approx(part.target.mean(), abs=1e-6)


def test_a_row_is_scored_by_the_one_model_that_did_not_see_it(learned, part):
    for member, (_, valid) in zip(learned.model.members, time_blocks(part, 3), strict=True):
        matrix = learned.model.encoder.transform(part.features.rows(valid))
        np.testing.assert_array_equal(learned.oof[valid], learned.model.calibrator(member.raw(matrix)))


def test_no_member_is_fitted_on_its_own_fold(part, tmp_path, monkeypatch):
    """What a fit learns from and what it stops by have no row in common."""
    seen = []
    real = Binned.rows

    def spy(bins, index, y):
        seen.append(index)
        assert np.array_equal(y, part.target[index])
        return real(bins, index, y)

    monkeypatch.setattr(Binned, "rows", spy)
    learn(part, replace_trials(1), seed=1, threads=1, workers=1, work=tmp_path, grouped=True)
    assert len(seen) >= 8
    for train, valid in zip(seen[::2], seen[1::2], strict=True):
        assert not set(train) & set(valid)


def replace_trials(trials):
    return TUNING.model_copy(update={"trials": trials})


def test_same_seed_same_model_and_another_search_file_changes_nothing(learned, part, tmp_path):
    again = learn(part, TUNING, seed=1, threads=1, workers=1, work=tmp_path, grouped=False)
    assert again.model.digest == learned.model.digest
    assert again.fixed.digest == learned.fixed.digest
    assert np.array_equal(again.oof, learned.oof)


def test_the_record_of_the_search(learned):
    assert learned.tuning.best_params.keys() == learned.tuning.space.keys()
    assert len(learned.tuning.trials) == 6
    assert "3 blocks of time" in learned.tuning.folds
    assert len(learned.fold_values["model"]) == 3


@pytest.mark.parametrize("objective", ["average_precision", "log_loss"])
def test_other_objectives_are_turned_so_that_higher_is_better(part, objective, tmp_path):
    tuning = TUNING.model_copy(update={"objective": objective, "trials": 2})
    value = learn(part, tuning, seed=1, threads=1, workers=1, work=tmp_path, grouped=False).tuning.best_value
    assert (value < 0) == (objective == "log_loss")


def test_a_fold_without_both_outcomes_is_refused_with_the_way_out(part, tmp_path):
    early = replace(part, target=(np.arange(len(part)) < 500).astype(np.int8) * part.target)
    with pytest.raises(BadRequest, match=r"tuning\.folds") as error:
        learn(early, TUNING, seed=1, threads=1, workers=1, work=tmp_path, grouped=False)
    assert "fold 3 of 3 holds 0 positive" in str(error.value)


def test_a_lead_within_its_error_is_no_lead():
    fixed = [0.60, 0.62, 0.58, 0.61]
    assert winner(np.array([fixed, [0.63, 0.60, 0.60, 0.60]])) == 0
    assert winner(np.array([fixed, [0.61, 0.63, 0.59, 0.62]])) == 1
    assert winner(np.array([fixed, [0.50, 0.50, 0.50, 0.50]])) == 0
