"""Counts of events and their ratios: exact where exactness is known, laws, and coverage where events cluster."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from peel_ml.fairness.world.events import (
    clustering,
    count_limits,
    pooled_influence,
    pooled_ratio,
    ratio_limits,
)

counts = st.integers(1, 3000)
people = st.integers(100, 100_000)


@given(st.integers(0, 5000))
def test_a_count_has_garwoods_interval(count):
    low, high = count_limits(count, 1.0, 0.025)
    assert low == pytest.approx(stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0)
    assert high == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2)


@given(counts, st.floats(1.1, 5))
def test_clustered_records_tell_less(count, effect):
    narrow, wide = count_limits(count, 1.0, 0.025), count_limits(count, effect, 0.025)
    assert wide[0] < narrow[0] < count < narrow[1] < wide[1]


@given(counts, counts)
def test_a_crude_ratio_has_the_exact_conditional_interval(first, second):
    low, high = ratio_limits(first / second, first, second, 1 / first + 1 / second, 0.025)
    exact = stats.binomtest(first, first + second).proportion_ci(0.95, "exact")
    assert low == pytest.approx(exact.low / (1 - exact.low))
    assert high == pytest.approx(exact.high / (1 - exact.high))


@given(counts, counts, st.floats(0.2, 5))
def test_turned_round_a_ratio_is_its_inverse(first, second, ratio):
    variance = 1.5 * (1 / first + 1 / second)
    low, high = ratio_limits(ratio, first, second, variance, 0.025)
    turned = ratio_limits(1 / ratio, second, first, variance, 0.025)
    assert turned == (pytest.approx(1 / high), pytest.approx(1 / low))


@given(counts, counts, people, people)
def test_pooled_over_one_area_is_crude(first, second, residents, others):
    value, variance = pooled_ratio(*(np.array([float(one)]) for one in (first, second, residents, others)))
    assert value == pytest.approx(first / residents / (second / others))
    assert variance == pytest.approx(1 / first + 1 / second)


@given(st.lists(st.tuples(st.integers(1, 50), people, people), min_size=2, max_size=8), st.floats(0.3, 4))
def test_where_every_area_has_one_ratio_pooled_is_that_ratio_whatever_the_crude_one(areas, truth):
    rate, residents, others = (np.array(one, dtype=float) for one in zip(*areas, strict=True))
    value, _ = pooled_ratio(truth * rate * residents, rate * others, residents, others)
    assert value == pytest.approx(truth)


@given(st.lists(st.tuples(counts, counts, people, people), min_size=1, max_size=8))
def test_an_area_nobody_lives_in_changes_nothing(areas):
    columns = [np.array(one, dtype=float) for one in zip(*areas, strict=True)]
    more = [np.append(one, 0.0) for one in columns]
    assert pooled_ratio(*more) == pytest.approx(pooled_ratio(*columns))


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=6))
def test_what_each_record_adds_is_the_variance_under_one_ratio(areas):
    """Where rates are equal to expectation, the squares of the influences are Greenland and Robins' variance."""
    residents, others = (np.array(one, dtype=float) for one in zip(*areas, strict=True))
    first, second = 2 * residents, others
    theirs = pooled_ratio(first, second, residents, others)[1]
    area = np.repeat(np.arange(len(areas)), (first + second).astype(int))
    group = np.concatenate([np.arange(int(a + b)) < a for a, b in zip(first, second, strict=True)])
    added = pooled_influence(group, ~group, area, residents, others)
    assert added.sum() == pytest.approx(0, abs=1e-9)
    assert (added**2).sum() == pytest.approx(theirs)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=60))
def test_the_design_effect_of_a_count_is_the_mean_square_size_over_the_mean_size(sizes):
    clusters = np.repeat(np.arange(len(sizes)), sizes)
    square = sum(size**2 for size in sizes) / sum(sizes)
    assert clustering(np.ones(len(clusters)), clusters).effect == pytest.approx(square)


def simulated(rng, areas, truth):
    """Events of one to three records in one area, most of one group, and the residents behind them."""
    residents, others = rng.uniform(2, 20, areas), rng.uniform(5, 60, areas)
    base = rng.gamma(3, 0.15, areas)
    size = np.array([1, 2, 3])
    chance = np.array([0.75, 0.15, 0.10])
    mean = float((size * chance).sum())
    rows = []
    for group, expected in ((1, truth * base * residents / mean), (0, base * others / mean)):
        number = rng.poisson(expected)
        area = np.repeat(np.arange(areas), number)
        rows.append((np.full(len(area), group), area, rng.choice(size, len(area), p=chance)))
    group, area, many = (np.concatenate(one) for one in zip(*rows, strict=True))
    event = np.repeat(np.arange(len(group)), many)
    return residents, others, base, group[event], area[event], event


def limits(residents, others, group, area, event, *, clustered):
    first, second = (np.bincount(area[group == one], minlength=len(residents)).astype(float) for one in (1, 0))
    value, variance = pooled_ratio(first, second, residents, others)
    added = pooled_influence(group == 1, group == 0, area, residents, others)
    effect = clustering(added, event).effect if clustered else 1.0
    return ratio_limits(value, first.sum(), second.sum(), variance * effect, 0.025)


@pytest.mark.parametrize(("areas", "truth"), [(33, 1.0), (33, 4.0), (6, 0.5)])
def test_the_pooled_interval_covers_the_truth_and_only_if_events_count_once(areas, truth):
    rng = np.random.default_rng(20)
    covered = {True: 0, False: 0}
    draws = 600
    for _ in range(draws):
        residents, others, _, group, area, event = simulated(rng, areas, truth)
        for clustered in covered:
            low, high = limits(residents, others, group, area, event, clustered=clustered)
            covered[clustered] += low <= truth <= high
    assert covered[True] >= 0.93 * draws
    assert covered[False] <= 0.92 * draws


def test_the_interval_of_a_rate_covers_the_truth():
    rng = np.random.default_rng(21)
    covered, draws = 0, 800
    for _ in range(draws):
        residents, _, base, group, _, event = simulated(rng, 20, 2.0)
        own = event[group == 1]
        low, high = count_limits(len(own), clustering(np.ones(len(own)), own).effect, 0.025)
        covered += low <= 2 * (base * residents).sum() <= high
    assert covered >= 0.93 * draws
