"""Disparity in the world: outcomes of like records."""

import numpy as np
import pytest

from peel_ml.data.vocabulary.ethnicity import ASIAN, BLACK, WHITE
from peel_ml.disclosure import TOO_FEW
from peel_ml.fairness.world import world
from tests.fairness.made_world import assessed


def gaps_of(groups, kinds, y, clusters=None):
    found = world(assessed(groups, ["Camden"] * len(groups), y=y, clusters=clusters, table=None, kind=kinds), None)
    return {(gap.level, gap.group): gap for gap in found.gaps if gap.dimension == "kind"}


def test_a_gap_is_to_everyone_else_within_the_level():
    groups = [WHITE, BLACK, ASIAN, "Not stated"] * 200
    kinds = ["drugs"] * 400 + ["weapons"] * 400
    y = (np.arange(800) % 5 == 0) | ((np.arange(800) % 4 == 1) & (np.arange(800) >= 400))
    gap = gaps_of(groups, kinds, y)["weapons", BLACK]
    group = np.array(groups)
    inside = np.arange(800) >= 400
    rest = inside & np.isin(group, [WHITE, ASIAN])
    assert gap.n == 100
    assert gap.share == 1.0
    assert gap.gap.value == pytest.approx(1 - y[rest].mean())
    assert gap.shown


def test_small_groups_stay_listed_and_small_levels_go():
    groups = [WHITE] * 300 + [BLACK] * 20 + [ASIAN] * 3 + [WHITE] * 20 + [BLACK] * 300
    kinds = ["drugs"] * 323 + ["weapons"] * 20 + ["theft"] * 300
    found = gaps_of(groups, kinds, np.zeros(643, int))
    assert {level for level, _ in found} == {"drugs", "theft"}
    assert found["drugs", ASIAN].n is None
    assert found["drugs", ASIAN].gap.reason == TOO_FEW
    assert (found["drugs", BLACK].share, found["drugs", BLACK].shown) == (None, None)
    assert found["theft", WHITE].gap.value is None


def test_two_groups_are_one_comparison():
    rng = np.random.default_rng(1)
    groups = np.array([WHITE, BLACK])[rng.integers(0, 2, 4000)]
    y = rng.random(4000) < np.where(groups == WHITE, 0.30, 0.26)
    found = gaps_of(groups.tolist(), ["a", "b"] * 2000, y)
    assert all(found[level, WHITE].shown == found[level, BLACK].shown for level in "ab")
    assert all(found[level, WHITE].gap.value == pytest.approx(-found[level, BLACK].gap.value) for level in "ab")


def test_equal_groups_are_hardly_ever_shown_to_differ():
    rng = np.random.default_rng(2)
    alarms = 0
    for _ in range(60):
        event = np.arange(1500) // 3
        y = rng.random(500)[event] < 0.2
        groups = np.array([WHITE, BLACK, ASIAN])[rng.integers(0, 3, 500)[event]]
        found = gaps_of(groups.tolist(), np.array(["a", "b"])[event % 2].tolist(), y, clusters=event)
        alarms += any(gap.shown for gap in found.values())
    assert alarms <= 7  # 5% of 60 is 3; eight or more would come in fewer than 1 of 100 such tests


def test_a_slice_of_one_level_compares_nothing():
    assert {level for level, _ in gaps_of([WHITE, BLACK] * 100, ["a"] * 100 + ["b"] * 100, [0] * 200)} == {"a", "b"}
    groups = [WHITE, BLACK] * 100
    assert world(assessed(groups, ["Camden"] * 200, table=None, kind=["a"] * 200), None) is None
