"""Laws of what rows are worth, of ranks and of bounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.panels.associations import slope
from peel_ml.panels.bounds import group_bounds
from peel_ml.panels.effective import effective_size, window_inflation
from peel_ml.panels.ranks import rank_stability


def test_independent_rows_are_worth_about_their_number():
    worth = [
        effective_size(np.random.default_rng(seed).standard_normal((40, 20)), 1, 800).between_areas
        for seed in range(30)
    ]
    assert np.mean(worth) == pytest.approx(800, rel=0.15)
    assert max(worth) <= 800


def test_rows_that_repeat_themselves_are_worth_the_number_of_areas():
    constant = np.repeat(np.random.default_rng(0).standard_normal((32, 1)), 30, axis=1)
    assert effective_size(constant, 1, 960).between_areas == pytest.approx(32)


def test_overlapping_windows_alone_make_rows_worth_less():
    raw = np.random.default_rng(1).standard_normal((400, 43))
    rolling = np.lib.stride_tricks.sliding_window_view(raw, 4, axis=1).mean(axis=2)
    found = effective_size(rolling, 4, rolling.size)
    assert found.between_areas == pytest.approx(rolling.size / window_inflation(4, 40), rel=0.15)
    assert found.windows == pytest.approx(43 / 4)


def test_areas_that_move_together_are_few_periods():
    walk = np.linspace(0, 5, 30)
    together = walk + 0.1 * np.random.default_rng(3).standard_normal((32, 30))
    apart = np.random.default_rng(4).standard_normal((32, 30))
    assert effective_size(together, 1, 960).over_time < 5
    assert effective_size(apart, 1, 960).over_time > 15


def test_what_cannot_be_told_says_why():
    found = effective_size(np.ones((5, 6)), 1, 30)
    assert found.between_areas is None
    assert "same value" in found.reason


def test_ranks_of_sure_values_stand_and_of_equal_ones_do_not():
    values = np.linspace(0.1, 0.9, 20)
    sure = rank_stability(values, np.full(20, 1e-6), 0)
    assert (sure.moved, sure.places, sure.pairs_told) == (0.0, 1.0, 1.0)
    chance = rank_stability(np.full(20, 0.5), np.full(20, 0.1), 0)
    assert chance.moved > 0.9
    assert chance.places >= 18
    assert chance.pairs_told == 0
    unknown = rank_stability(values, None, 0, "nothing is published")
    assert unknown.pairs_told is None
    assert unknown.reason == "nothing is published"


counts = st.lists(st.integers(1, 500), min_size=2, max_size=5)


@given(counts=counts, unknown=st.integers(0, 300), unplaced=st.integers(0, 2000), data=st.data())
def test_bounds_hold_for_every_allocation(counts, unknown, unplaced, data):
    names = [f"group {n}" for n in range(len(counts))]
    residents = {name: 1000 * (n + 1) for n, name in enumerate(names)}
    found = group_bounds(dict(zip(names, counts, strict=True)), unknown, residents, unplaced, 1.0)
    chosen = data.draw(st.lists(st.sampled_from(names), min_size=unknown, max_size=unknown))
    lives = data.draw(st.sampled_from(names))
    total, people = sum(counts) + unknown, sum(residents.values()) + unplaced
    for one, n in zip(found, counts, strict=True):
        all_of_it = n + chosen.count(one.group)
        live = residents[one.group] + unplaced * (lives == one.group)
        rest = (total - all_of_it) / (people - live)
        assert one.share.low - 1e-9 <= all_of_it / total <= one.share.high + 1e-9
        assert one.rate.low - 1e-9 <= 1000 * all_of_it / live <= one.rate.high + 1e-9
        assert one.ratio.low - 1e-9 <= all_of_it / live / rest <= one.ratio.high + 1e-9
        for value in (one.share, one.rate, one.ratio):
            assert value.low - 1e-9 <= value.value <= value.high + 1e-9


def test_nothing_unknown_leaves_one_figure():
    found = group_bounds({"a": 30, "b": 60}, 0, {"a": 1000, "b": 4000}, 0, 1.0)
    assert all(one.share.low == one.share.high for one in found)
    assert found[0].ratio.low == found[0].ratio.high == 2.0


def test_a_slope_of_nothing_is_rarely_shown_though_rows_repeat():
    """Each area's rows repeat: a range that took rows for cases would be wrong in most of these."""
    wrong = 0
    for seed in range(120):
        random = np.random.default_rng(seed)
        x, y = (np.repeat(random.standard_normal(20), 12) for _ in range(2))
        area = np.repeat(np.arange(20), 12)
        found = slope(x - x.mean(), y - y.mean(), np.ones(240), area, seed)
        wrong += not found.low <= 0 <= found.high
    assert wrong <= 14  # 5% of 120 is 6; a binomial of 120 at .05 is over 14 once in 1,000


def test_a_planted_slope_is_inside_its_range():
    random = np.random.default_rng(5)
    area = np.repeat(np.arange(30), 10)
    x = random.standard_normal(300)
    y = 0.5 * x + np.repeat(random.standard_normal(30), 10)
    found = slope(x, y, np.ones(300), area, 0)
    assert found.low < 0.5 < found.high
    assert found.p < 0.01
