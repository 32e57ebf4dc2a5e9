"""Intervals and tests of two groups: laws, agreement with statsmodels, and what they do where the truth is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_ml.fairness.comparison import compare, design_effect
from peel_ml.fairness.metrics import Values


def two(xa, na, xb, nb, ea=0.0, eb=0.0, **given):
    value = np.r_[np.ones(xa), np.zeros(na - xa), np.ones(xb), np.zeros(nb - xb)]
    expected = np.r_[np.full(na, ea), np.full(nb, eb)]
    group = np.r_[np.ones(na, bool), np.zeros(nb, bool)]
    setting = {"scale": "difference", "limit": 0.05, "worse": "higher"} | given
    return compare(Values(value, expected, np.ones(na + nb, bool)), group, ~group, np.arange(na + nb), **setting)


counts = st.integers(2, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(deadline=None, max_examples=50)
@given(counts, counts)
def test_a_difference_is_newcombes(a, b):
    from statsmodels.stats.proportion import confint_proportions_2indep

    found = two(*a, *b)
    low, high = confint_proportions_2indep(*a, *b, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx((max(-1, low), min(1, high)), abs=1e-9)


@given(counts, counts)
def test_turning_the_sides_round_turns_the_difference_round(a, b):
    one, other = two(*a, *b), two(*b, *a)
    assert one.difference == pytest.approx(-other.difference)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
    assert one.p_zero == pytest.approx(other.p_zero)
    assert 0 <= one.p_zero <= 1
    assert 0 <= one.p_limit <= 1


@given(counts, counts)
def test_a_figure_lies_in_its_interval(a, b):
    found = two(*a, *b)
    assert found.low - 1e-12 <= found.difference <= found.high + 1e-12
    if found.ratio is not None:
        assert found.ratio_low <= found.ratio + 1e-12
        assert found.ratio_high is None or found.ratio <= found.ratio_high + 1e-12


@given(counts, counts, st.floats(0.1, 0.9))
def test_expected_shares_only_shift_the_difference(a, b, e):
    plain, shifted = two(*a, *b), two(*a, *b, ea=e, eb=e / 2)
    assert shifted.difference == pytest.approx(plain.difference - e / 2)
    assert shifted.group_high - shifted.group_low == pytest.approx(plain.group_high - plain.group_low)


def test_the_ratio_is_on_the_adverse_outcome():
    higher, lower = two(20, 100, 10, 100), two(20, 100, 10, 100, worse="lower")
    assert higher.ratio == pytest.approx(2.0)
    assert lower.ratio == pytest.approx(80 / 90)


def test_nobody_adverse_in_the_comparison_leaves_no_ratio():
    assert two(5, 50, 0, 50).ratio is None


def test_a_side_without_rows_cannot_be_compared():
    values = Values(np.ones(3), np.zeros(3), np.array([True, True, False]))
    assert (
        compare(
            values,
            np.array([False, False, True]),
            np.array([True, True, False]),
            np.arange(3),
            scale="difference",
            limit=0.1,
            worse="higher",
        )
        is None
    )


def test_rows_that_belong_together_count_for_less():
    values = Values(np.repeat([1.0, 0.0, 1.0, 0.0], 50), np.zeros(200), np.ones(200, bool))
    group = np.r_[np.ones(100, bool), np.zeros(100, bool)]
    pairs = np.repeat(np.arange(100), 2)
    assert design_effect(values, group, ~group, np.arange(200)) == 1.0
    assert design_effect(values, group, ~group, pairs) == pytest.approx(2.0, rel=0.03)


@settings(max_examples=20)
@given(st.integers(0, 3))
def test_a_rare_event_in_a_small_group_is_not_certain(x):
    # 2 events among 30 where 1 in 100 is usual: the normal approximation says p = .002, the exact tail .04.
    found = two(x, 30, 100, 10_000)
    from scipy.stats import binom

    exact = 2 * min(binom.sf(x - 1, 30, 0.01), binom.cdf(x, 30, 0.01))
    assert found.p_zero >= min(1.0, exact) * 0.95


@pytest.mark.parametrize(("n", "rate"), [(30, 0.1), (30, 0.5), (200, 0.02), (1000, 0.2)])
def test_coverage_and_false_alarms_of_equal_groups(n, rate):
    rng = np.random.default_rng(5)
    replicates, inside, alarms = 400, 0, 0
    for a, b in rng.binomial((n, 5 * n), rate, size=(replicates, 2)):
        found = two(int(a), n, int(b), 5 * n)
        inside += found.low <= 0 <= found.high
        alarms += found.p_zero <= 0.05
    # About four Monte Carlo standard errors (1.1 points each) from the 95% and 5% that are meant.
    assert inside / replicates >= 0.95 - 0.044
    assert alarms / replicates <= 0.05 + 0.044


def test_clustered_rows_keep_the_error_rate():
    rng = np.random.default_rng(8)
    alarms, replicates, events = 0, 150, 150
    for _ in range(replicates):
        sizes = rng.integers(1, 4, events)
        clusters = np.repeat(np.arange(events), sizes)
        event = rng.normal(size=events)[clusters]
        value = (np.sqrt(0.4) * event + np.sqrt(0.6) * rng.normal(size=len(clusters)) > 0.5).astype(float)
        group = (rng.random(events) < 0.3)[clusters]
        found = compare(
            Values(value, np.zeros(len(value)), np.ones(len(value), bool)),
            group,
            ~group,
            clusters,
            scale="difference",
            limit=0.05,
            worse="higher",
        )
        alarms += found.p_zero <= 0.05
    assert alarms / replicates <= 0.05 + 0.07
