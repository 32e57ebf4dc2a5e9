from dataclasses import replace

import numpy as np
import pytest

from peel_ml.experiment import laying
from peel_ml.experiment.learning import learn
from peel_ml.tuning.declaration import Tuning
from tests.modelling.made_part import made_part

TUNING = Tuning(trials=3, folds=4, timeout_s=None)


@pytest.fixture(scope="module")
def part():
    return made_part(3000)


def learned(part, work, **given):
    return learn(part, TUNING, **{"seed": 1, "threads": 1, "workers": 1, "work": work, "grouped": False, **given})


@pytest.fixture
def few(monkeypatch):
    """More rows than a search looks at, so to speak."""
    monkeypatch.setattr(laying, "SEARCHED_WHOLE", 2000)
    monkeypatch.setattr(laying, "SAMPLE", 1000)


@pytest.mark.parametrize("size", [1, 3])
def test_a_sample_keeps_the_shares_and_clusters_whole(part, size):
    part = replace(part, clusters=np.arange(len(part)) // size)
    seen, rule = laying.drawn(part, 1000, seed=4)
    assert abs(seen.sum() - 1000) < 40
    assert part.target[seen].mean() == pytest.approx(part.target.mean(), abs=0.015)
    months = part.time.dt.month().to_numpy()
    for month in np.unique(months):
        assert (months[seen] == month).mean() == pytest.approx((months == month).mean(), abs=0.01)
    assert not set(part.clusters[seen]) & set(part.clusters[~seen])
    assert "clusters whole" in rule


def test_rows_of_places_are_drawn_one_by_one(part):
    part = replace(part, clusters=np.arange(len(part)) % 5)
    seen, rule = laying.drawn(part, 1000, seed=4)
    assert abs(seen.sum() - 1000) < 40
    assert "one by one" in rule


def test_another_seed_draws_others(part):
    one, other = (laying.drawn(part, 1000, seed=seed)[0] for seed in (1, 2))
    assert np.array_equal(one, laying.drawn(part, 1000, seed=1)[0])
    assert not np.array_equal(one, other)


def test_what_the_sample_holds_back_is_held_back_by_the_models_on_everything(part, few, tmp_path):
    laid = laying.lay(part, TUNING, seed=1, threads=1, workers=1, grouped=True, folder=tmp_path, go_on=lambda: None)
    assert laid.sampled
    assert len(laid.searching.folds) == 4
    assert len(laid.keeping.folds) == 2
    for small, large in zip((laid.searching.folds[0], laid.searching.folds[-1]), laid.keeping.folds, strict=True):
        assert set(small[0]) < set(large[0])
        assert set(small[1]) < set(large[1])
        assert not set(large[0]) & set(large[1])


def test_few_rows_are_searched_whole(part, tmp_path):
    assert not laying.lay(
        part, TUNING, seed=1, threads=1, workers=1, grouped=True, folder=tmp_path, go_on=lambda: None
    ).sampled


@pytest.fixture
def from_sample(part, few, tmp_path):
    return learned(part, tmp_path / "first")


def test_the_loss_by_the_sample_is_measured_on_rows_that_neither_model_saw(from_sample, part):
    told = from_sample.tuning.sampled
    assert told.of == 3000
    assert abs(told.rows - 1000) < 40
    assert told.judged_rows == 750
    assert told.gain.low < told.gain.value < told.gain.high
    assert len(from_sample.model.members) == 2
    # Out-of-fold scores: of the rows that either model held back.
    assert np.isnan(from_sample.oof).sum() == 1500


def test_neither_workers_nor_a_second_go_change_a_figure(from_sample, part, few, tmp_path):
    for again in (learned(part, tmp_path / "first"), learned(part, tmp_path / "other", workers=2)):
        assert again.model.digest == from_sample.model.digest
        assert again.tuning.sampled == from_sample.tuning.sampled
        assert np.array_equal(again.oof, from_sample.oof, equal_nan=True)


def test_rows_encoded_on_the_way_give_the_trees_of_the_matrix(part, few, tmp_path):
    """Arrow columns into the bins, and rows encoded in pieces, against one float32 matrix."""
    fits = laying.lay(
        part, TUNING, seed=1, threads=1, workers=1, grouped=False, folder=tmp_path, go_on=lambda: None
    ).searching
    whole = replace(fits, matrix=fits.whole)
    params = {"num_leaves": 7, "min_data_in_leaf": 10}
    one, other = fits.fit(params, 0, 0.1), whole.fit(params, 0, 0.1)
    assert one.text == other.text
    assert np.array_equal(fits.raw(one, 0), whole.raw(other, 0))
