import copy
import pickle
from concurrent.futures import ThreadPoolExecutor

import lightgbm
import numpy as np
import pytest

from peel_ml.modelling.bag import FittedModel
from peel_ml.modelling.calibration import LogisticCalibration
from peel_ml.modelling.encoding import Encoder
from peel_ml.modelling.space import SPACE, always, portfolio, regularised
from peel_ml.modelling.trees import BLOCK, fit_trees
from tests.modelling.made_part import made_part

PARAMS = {**always(1000), **portfolio(1000)[2], "learning_rate": 0.1}


@pytest.fixture(scope="module")
def part():
    return made_part()


def fitted(part, **given):
    matrix = Encoder.fit(part.features).transform(part.features)
    half = np.arange(len(part)) < 1000
    rows, rest = np.flatnonzero(half), np.flatnonzero(~half)
    return fit_trees(
        matrix.rows(rows),
        part.target[rows],
        params=PARAMS,
        valid=(matrix.rows(rest), part.target[rest]),
        **{"max_rounds": 80, **given},
    )


def test_same_seed_same_digest_whatever_the_threads(part):
    first = fitted(part, seed=3)
    assert first.digest == fitted(part, seed=3).digest
    assert first.digest == fitted(part, seed=3, threads=2).digest
    assert first.digest != fitted(part, seed=4).digest


def test_the_text_holds_the_rounds_that_are_kept(part):
    trees = fitted(part, early_stopping=5)
    assert trees.booster.num_trees() == trees.best_round < 80


def test_nothing_is_printed(part, capfd):
    fitted(part)
    assert capfd.readouterr() == ("", "")


def test_too_little_memory_has_pythons_name(part):
    def refused(number, value):
        raise lightgbm.basic.LightGBMError("std::bad_alloc")

    with pytest.raises(MemoryError):
        fitted(part, on_round=refused)


def test_what_on_round_raises_ends_the_training(part):
    class Enough(Exception):
        pass

    seen = []

    def stop(number, value):
        seen.append((number, value))
        if number == 4:
            raise Enough

    with pytest.raises(Enough):
        fitted(part, on_round=stop)
    assert [number for number, _ in seen] == [1, 2, 3, 4]
    assert seen[-1][1] > seen[0][1]  # minus the log loss rises


def test_a_model_reads_back_from_its_text(part):
    model = FittedModel(Encoder.fit(part.features), (fitted(part), fitted(part, seed=9)), LogisticCalibration(0.9, 0.1))
    again = FittedModel.from_json(model.to_json())
    assert again.digest == model.digest
    assert np.array_equal(again.predict(part.features), model.predict(part.features))
    assert model.predict(part.features).dtype == np.float64


def test_contributions_add_up_and_average_over_the_members(part):
    model = FittedModel(Encoder.fit(part.features), (fitted(part), fitted(part, seed=9)), LogisticCalibration())
    contributions = model.contributions(part.features)
    assert contributions.shape == (len(part), 5)
    np.testing.assert_allclose(contributions.sum(axis=1), model.raw(part.features), atol=1e-9)
    np.testing.assert_allclose(contributions, np.mean(list(model.member_contributions(part.features)), axis=0))


def test_chunks_change_nothing(part, monkeypatch):
    model = FittedModel(Encoder.fit(part.features), (fitted(part),), LogisticCalibration())
    whole = model.predict(part.features)
    monkeypatch.setattr("peel_ml.modelling.bag.CHUNK", 400)
    assert np.array_equal(model.predict(part.features), whole)
    assert model.predict(part.features.rows(np.array([], np.int64))).shape == (0,)


@pytest.mark.parametrize("rows", [30, 3_000, 10_000_000])
def test_the_portfolio_lies_in_the_space_and_begins_with_the_regularised_setting(rows):
    assert portfolio(rows)[0] == regularised(rows)
    for setting in portfolio(rows):
        assert set(setting) == {row.name for row in SPACE}
        assert all(row.low <= setting[row.name] <= row.high for row in SPACE)


def test_scored_and_explained_at_once_it_gives_what_it_gives_alone(part):
    trees = fitted(part, seed=3)
    assert trees.best_round > BLOCK  # it is asked for some of its trees at a time
    matrix = Encoder.fit(part.features).transform(part.features)
    matrix = matrix.rows(np.tile(np.arange(len(part)), 3))
    raw, shares = trees.raw(matrix), trees.contributions(matrix)
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(ask, matrix) for _ in range(5) for ask in (trees.raw, trees.contributions)]
        found = [one.result() for one in both]
    assert all(np.array_equal(one, raw) for one in found[::2])
    assert all(np.array_equal(one, shares) for one in found[1::2])


def test_a_copy_needs_no_booster_and_no_lock(part):
    trees = fitted(part, seed=3)
    trees.raw(Encoder.fit(part.features).transform(part.features))
    assert pickle.loads(pickle.dumps(trees)) == trees
    assert copy.deepcopy(trees).digest == trees.digest
