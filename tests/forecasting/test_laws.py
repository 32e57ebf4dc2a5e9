"""What must hold of every forecast: nothing from the future, ranges that hold, parts that add up."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.forecasting.adding_up import reconciled
from peel_ml.forecasting.backtest import Span, model_forecasts
from peel_ml.forecasting.lags import NAMES, known_at
from peel_ml.forecasting.ranges import WINDOW, ranges
from peel_ml.forecasting.rolling import rolled
from peel_ml.forecasting.series import added_up
from peel_ml.forecasting.simple import SIMPLE
from peel_ml.forecasting.trees import CountTrees

MODEL = CountTrees(rounds=3)


@given(
    origin=st.integers(30, 60),
    ahead=st.integers(1, 14),
    row=st.integers(0, 7),
    later=st.integers(1, 10),
    new=st.floats(0, 1e4),
)
def test_features_do_not_change_with_anything_after_the_origin(made, origin, ahead, row, later, new):
    table = made.table(areas=4, months=72)
    counts = table.counts.copy()
    counts[row, origin + later] = new
    before, after = (known_at(one, origin, ahead) for one in (table, replace(table, counts=counts)))
    assert np.array_equal(before.matrix.values, after.matrix.values, equal_nan=True)
    assert np.array_equal(before.expected, after.expected)
    assert before.matrix.values.shape == (8, len(NAMES))


@pytest.mark.parametrize("name", ["lightgbm", "seasonal_naive", "last_value", "mean_12"])
@pytest.mark.parametrize("ahead", [1, 3])
def test_no_forecast_changes_with_a_count_that_was_not_known(made, name, ahead):
    table = made.table(areas=4, months=60)
    method = MODEL if name == "lightgbm" else SIMPLE[name]
    said = rolled(table, method, 50, 59, ahead)
    counts = table.counts.copy()
    counts[:, 55] += 500
    moved = rolled(replace(table, counts=counts), method, 50, 59, ahead)
    # The month itself and those before are forecast from origins before it, and so are the next ones short of `ahead`.
    assert np.array_equal(said[:, : 55 + ahead], moved[:, : 55 + ahead], equal_nan=True)
    # The same month a year before is not reached from here.
    assert np.array_equal(said, moved, equal_nan=True) == (name == "seasonal_naive")


def test_ranges_change_with_nothing_that_was_not_known(made):
    table = made.table(areas=10, months=60)
    said = table.counts.astype(float).mean(1, keepdims=True) * np.ones((1, 60))
    before = ranges(table.counts.astype(float), said, 40, 59, 2, 0.9)
    counts = table.counts.astype(float)
    counts[:, 50] *= 3
    after = ranges(counts, said, 40, 59, 2, 0.9)
    assert np.array_equal(before.low[:, :12], after.low[:, :12])
    assert np.array_equal(before.quantiles[:, :, :12], after.quantiles[:, :, :12])
    assert not np.array_equal(before.high[:, 12:], after.high[:, 12:])


@pytest.mark.parametrize("coverage", [0.8, 0.9])
def test_ranges_hold_as_often_as_they_promise(made, coverage):
    table = made.table(areas=60, months=WINDOW + 36, spread=3.0)
    counts = table.counts.astype(float)
    season = 1 + 0.3 * np.sin(2 * np.pi * np.arange(counts.shape[1]) / 12)
    said = counts[:, :12].mean(1, keepdims=True) * season
    first = WINDOW + 12
    held = ranges(counts, said, first, counts.shape[1] - 1, 1, coverage)
    inside = (counts[:, first:] >= held.low) & (counts[:, first:] <= held.high)
    assert inside.mean() == pytest.approx(coverage, abs=0.02)
    big = said[:, first] > np.median(said[:, first])
    assert inside[big].mean() == pytest.approx(coverage, abs=0.04)
    assert inside[~big].mean() == pytest.approx(coverage, abs=0.04)
    assert (held.low >= 0).all()
    assert (np.diff(held.quantiles, axis=0) >= 0).all()


def test_ranges_widen_when_counts_begin_to_jump(made):
    dice = np.random.default_rng(3)
    said = np.full((40, 60), 100.0)
    counts = np.concatenate([dice.normal(100, 5, (40, 30)), dice.normal(100, 25, (40, 30))], axis=1)
    held = ranges(counts, said, 13, 59, 1, 0.9)
    wide = (held.high - held.low).mean(0)
    assert wide[-1] > 3 * wide[5]
    inside = (counts[:, 13:] >= held.low) & (counts[:, 13:] <= held.high)
    assert inside[:, -12:].mean() == pytest.approx(0.9, abs=0.03)


numbers = st.floats(0.01, 1e4)


@given(
    st.lists(st.tuples(numbers, numbers, st.integers(0, 2)), min_size=3, max_size=12),
    st.lists(numbers, min_size=6, max_size=6),
)
def test_moved_forecasts_lie_between_their_own_sum_and_the_larger_areas(parts, tops):
    own, var = np.array([one[0] for one in parts]), np.array([one[1] for one in parts])
    place = np.array([one[2] for one in parts])
    top, top_var = np.array(tops[:3]), np.array(tops[3:])
    moved = reconciled(own, top, place, var, top_var)
    assert (moved >= 0).all()
    for number in np.unique(place):
        here = place == number
        total, before = moved[here].sum(), own[here].sum()
        low, high = min(before, top[number]), max(before, top[number])
        assert low - 1e-6 * (1 + low) <= total or (moved[here] == 0).any()
        if not (moved[here] == 0).any():
            assert total <= high + 1e-6 * (1 + high)
    # Where the larger area is known far better, its forecast is what the parts add up to, but for its share of the gap.
    nothing = 1e-12
    sure = reconciled(own, top, place, var, np.full(3, nothing))
    for number in np.unique(place):
        here = place == number
        if not (sure[here] == 0).any():
            left = (own[here].sum() - top[number]) * nothing / (var[here].sum() + nothing)
            exact = 1e-12 * (own[here].sum() + top[number])
            assert sure[here].sum() == pytest.approx(top[number] + left, rel=1e-9, abs=exact)


def test_wards_add_up_to_what_boroughs_are_drawn_to(made):
    table = made.table(areas=8, months=60)
    span = Span(start=45, first=57, last=59, ahead=1)
    model = CountTrees(rounds=60)
    free = model_forecasts(table, model, span, reconcile=False)
    moved = model_forecasts(table, model, span, reconcile=True)
    assert not np.isnan(moved[:, 45:60]).any()
    assert not np.allclose(free[:, 57:], moved[:, 57:])
    larger, place = added_up(table)
    sums = np.zeros((len(larger), 3))
    np.add.at(sums, place, moved[:, 57:])
    off = np.abs(sums - larger.counts[:, 57:]).sum() / larger.counts[:, 57:].sum()
    assert off < 0.15
