"""Intervals and tests of two groups: laws, agreement with other libraries, and coverage where the truth is known."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from peel_ml.fairness.statistics.comparison import Pairs, compare, inside, judge, own_limits
from peel_ml.fairness.statistics.intervals import Arm, beyond, difference, exact, outer, ratio, unevenness, wilson
from peel_ml.results.fairness import Tolerance

counts = st.integers(2, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
TAIL = 0.025


def arm(x, n, expected=0.0, freedom=np.inf):
    x, n = np.atleast_1d(x).astype(float), np.atleast_1d(n).astype(float)
    full = np.ones_like(x)
    return Arm(n * full, x / n, expected * full, n * full, freedom * full, n * full)


def pairs(a, b):
    return Pairs(a, b, np.zeros(len(a.rows)))


def limits(kind, a, b, tail=TAIL, correlation=0.0):
    return tuple(float(end[0]) for end in kind(a, b, wilson(a, tail), wilson(b, tail), correlation))


@given(counts)
def test_one_share_is_wilsons_and_the_exact_one_is_clopper_and_pearsons(drawn):
    x, n = drawn
    result = stats.binomtest(x, n)
    for ours, method in ((wilson, "wilson"), (exact, "exact")):
        theirs = result.proportion_ci(0.95, method=method)
        assert [float(end[0]) for end in ours(arm(x, n), TAIL)] == pytest.approx([theirs.low, theirs.high], abs=1e-9)


@given(counts, counts)
def test_a_difference_is_newcombes(a, b):
    from statsmodels.stats.proportion import confint_proportions_2indep

    theirs = confint_proportions_2indep(*a, *b, method="newcomb", compare="diff")
    assert limits(difference, arm(*a), arm(*b)) == pytest.approx(theirs, abs=1e-9)


def test_a_ratio_is_close_to_the_score_interval():
    from statsmodels.stats.proportion import confint_proportions_2indep

    for a, b in (((92, 717), (85, 1046)), ((30, 200), (300, 1500)), ((500, 1000), (450, 1000))):
        theirs = confint_proportions_2indep(*a, *b, compare="ratio", method="score")
        assert limits(ratio, arm(*a), arm(*b)) == pytest.approx(theirs, rel=0.01)


@given(counts, counts)
def test_turning_the_sides_round_turns_everything_round(a, b):
    one, other = (
        compare(pairs(x, y), worse="higher", adjusted=False, tail=TAIL)
        for x, y in ((arm(*a), arm(*b)), (arm(*b), arm(*a)))
    )
    assert one.difference == pytest.approx(-other.difference)
    assert (one.low[0], one.high[0]) == pytest.approx((-other.high[0], -other.low[0]))
    assert one.p_zero == pytest.approx(other.p_zero, rel=1e-4)
    if min(a[0], b[0]) > 0:
        assert (one.ratio_low[0], one.ratio_high[0]) == pytest.approx((1 / other.ratio_high[0], 1 / other.ratio_low[0]))


@given(counts, counts)
def test_a_figure_lies_in_its_interval_and_the_test_agrees_with_the_interval(a, b):
    one, other = arm(*a), arm(*b)
    found = compare(pairs(one, other), worse="higher", adjusted=False, tail=TAIL)
    assert found.low - 1e-12 <= found.difference <= found.high + 1e-12
    wide = difference(one, other, outer(one, TAIL), outer(other, TAIL))
    # The test is the wider interval turned round.
    assert (found.p_zero[0] <= 0.05 - 1e-5) <= bool(wide[0][0] > -1e-9 or wide[1][0] < 1e-9)
    if found.p_zero[0] <= 0.05:
        assert not found.low[0] < 0 < found.high[0]
    if not np.isnan(found.ratio[0]):
        assert found.ratio_low - 1e-12 <= found.ratio <= found.ratio_high + 1e-12


@given(counts, counts, st.floats(0.1, 0.9))
def test_expected_shares_only_shift_the_difference(a, b, e):
    plain = limits(difference, arm(*a), arm(*b))
    shifted = limits(difference, arm(*a, expected=e), arm(*b, expected=e / 2))
    assert shifted == pytest.approx([end - e / 2 for end in plain])


@given(counts, counts)
def test_correlated_sides_tell_more_of_their_difference(a, b):
    low, high = limits(difference, arm(*a), arm(*b))
    closer = limits(difference, arm(*a), arm(*b), correlation=0.4)
    assert low - 1e-12 <= closer[0]
    assert closer[1] <= high + 1e-12


def test_few_clusters_widen_every_interval():
    for kind in (wilson, exact):
        low, high = kind(arm(20, 100), TAIL)
        wider = kind(arm(20, 100, freedom=5.0), TAIL)
        assert wider[0] < low < high < wider[1]


@given(st.integers(1, 30))
def test_a_rare_event_in_a_small_group_is_never_more_certain_than_its_exact_tail(x):
    # 3 events among 30 where 1 in 100 is usual: the normal approximation says p = .000001, the exact tail .003.
    found = beyond(arm(x, 30), arm(10_000, 1_000_000), np.zeros(1), np.zeros(1))
    assert found[0] >= min(0.5, stats.binom.sf(x - 1, 30, 0.01)) * 0.97 - 1e-15


def test_the_p_value_of_no_difference_agrees_with_the_score_test_in_large_groups():
    from statsmodels.stats.proportion import test_proportions_2indep as score_test

    found = compare(pairs(arm(2100, 10_000), arm(2000, 10_000)), worse="higher", adjusted=False, tail=TAIL)
    assert found.p_zero[0] == pytest.approx(score_test(2100, 10_000, 2000, 10_000, method="score").pvalue, rel=0.1)


def test_the_ratio_is_on_the_adverse_outcome():
    two = pairs(arm(20, 100), arm(10, 100))
    assert compare(two, worse="higher", adjusted=False, tail=TAIL).ratio == pytest.approx(2.0)
    assert compare(two, worse="lower", adjusted=False, tail=TAIL).ratio == pytest.approx(80 / 90)
    # 80 searches without result where 75 were expected, against 90 where 90 were.
    due = pairs(arm(20, 100, expected=0.25), arm(10, 100, expected=0.10))
    assert compare(due, worse="lower", adjusted=True, tail=TAIL).ratio == pytest.approx((80 / 75) / (90 / 90))


def test_nobody_adverse_in_the_comparison_leaves_no_ratio_and_no_verdict_on_it():
    two = pairs(arm(5, 50), arm(0, 50))
    found = compare(two, worse="higher", adjusted=False, tail=TAIL)
    assert np.isnan([found.ratio[0], found.ratio_low[0], found.ratio_high[0]]).all()
    limit = Tolerance("ratio", 1.25, True, "")
    held = judge(two, found, limit, worse="higher", adjusted=False, tail=TAIL)
    assert not held.inside[0]
    assert not held.apart[0]


@pytest.mark.parametrize(("scale", "limit"), [("difference", 0.05), ("ratio", 1.5), ("ratio", 1 / 1.5)])
def test_the_limit_is_held_to_on_both_sides_alike(scale, limit):
    a, b = arm(300, 1000), arm(150, 1000)
    tolerance = Tolerance(scale, limit, True, "")
    up, down = (
        judge(
            two,
            compare(two, worse="higher", adjusted=False, tail=TAIL),
            tolerance,
            worse="higher",
            adjusted=False,
            tail=TAIL,
        )
        for two in (pairs(a, b), pairs(b, a))
    )
    assert up.p_limit == pytest.approx(down.p_limit, rel=1e-3)
    assert up.p_limit[0] < 0.01
    assert up.apart[0]
    assert down.apart[0]


def test_few_events_take_the_exact_interval():
    low, high = own_limits(arm([3, 30], 100), TAIL)
    assert (low[0], high[0]) == pytest.approx([float(end[0]) for end in outer(arm(3, 100), TAIL)])
    assert (low[1], high[1]) == pytest.approx([float(end[0]) for end in wilson(arm(30, 100), TAIL)])


def exactly(covers, n, rate):
    """Return the coverage of a share, summed over every count."""
    x = np.arange(n + 1)
    return float(stats.binom.pmf(x, n, rate)[covers(x)].sum())


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.1, 0.3, 0.5])
@pytest.mark.parametrize("n", [30, 100, 300, 2000])
def test_a_share_is_covered_wherever_it_lies(n, rate):
    low, high = own_limits(arm(np.arange(n + 1), n), TAIL)
    coverage = exactly(lambda x: (low[x] <= rate) & (rate <= high[x]), n, rate)
    assert coverage >= 0.93
    if n * rate >= 10:
        assert coverage <= 0.97


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.3, 0.5])
@pytest.mark.parametrize(("n", "others"), [(30, 30), (30, 2000), (100, 1000), (2000, 2000)])
def test_a_difference_and_a_ratio_are_covered_and_false_alarms_are_few(n, others, rate):
    """Summed over all pairs of counts, not simulated: the figures are exact."""
    x, y = np.arange(n + 1), np.arange(others + 1)
    keep_x, keep_y = (x[stats.binom.pmf(x, n, rate) > 1e-6], y[stats.binom.pmf(y, others, rate) > 1e-5])
    weight = np.outer(stats.binom.pmf(keep_x, n, rate), stats.binom.pmf(keep_y, others, rate)).ravel()
    a, b = arm(np.repeat(keep_x, len(keep_y)), n), arm(np.tile(keep_y, len(keep_x)), others)
    low, high = difference(a, b, wilson(a, TAIL), wilson(b, TAIL))
    covered = float(weight[(low <= 0) & (high >= 0)].sum()) / weight.sum()
    assert covered >= 0.93
    if n * rate >= 10:
        assert covered <= 0.97
    some = (a.observed > 0) & (b.observed > 0)
    low, high = ratio(a, b, wilson(a, TAIL), wilson(b, TAIL))
    assert float(weight[some & ((low > 1) | (high < 1))].sum()) / weight.sum() <= 0.07
    wide_a, wide_b = outer(a, TAIL), outer(b, TAIL)
    low, high = difference(a, b, wide_a, wide_b)
    assert float(weight[(low > 0) | (high < 0)].sum()) <= 0.0505
    # At the error rate a correction over 60 comparisons asks for, the tails still hold.
    low, high = difference(a, b, outer(a, TAIL / 60), outer(b, TAIL / 60))
    assert float(weight[(low > 0) | (high < 0)].sum()) <= 0.05 / 60 * 1.2


@given(counts, counts, st.sampled_from([0.05, 0.2]))
def test_inside_is_what_judge_finds(a, b, limit):
    two, tolerance = pairs(arm(*a), arm(*b)), Tolerance("difference", limit, True, "")
    how = {"worse": "higher", "adjusted": False, "tail": TAIL}
    found = compare(two, **how)
    assert inside(two, tolerance, **how) == judge(two, found, tolerance, **how).inside
    # What is inside is neither beyond the limit nor apart from it.
    assert not (inside(two, tolerance, **how)[0] and abs(found.difference[0]) >= limit)


def test_p_values_are_where_the_interval_ends():
    a, b = arm([92, 30, 5], [717, 100, 2000]), arm([85, 10, 40], [1046, 100, 2000])
    for limit in (0.0, -0.03):
        p_value = beyond(a, b, np.zeros(3), np.full(3, limit))
        asked = (p_value < 0.49) & (p_value > 1e-14)
        tail = np.minimum(p_value, 0.49)
        at = difference(a, b, outer(a, tail), outer(b, tail))[0]
        assert asked.any()
        assert at[asked] == pytest.approx(limit, abs=1e-9)


def test_sides_that_move_together_never_make_a_ratio_certain_of_nothing():
    # In far tails nothing is left to divide by; that once came out as a limit above any ratio, and a p-value of 1e-15.
    a, b = arm(36, 65, freedom=3.0), arm(7, 479, freedom=3.0)
    far = 1e-15
    low, _ = ratio(a, b, outer(a, far), outer(b, far), 0.22)
    assert low[0] == 0.0
    tails = np.geomspace(1e-14, 0.4, 30)
    lows = [float(ratio(a, b, outer(a, tail), outer(b, tail), 0.22)[0][0]) for tail in tails]
    assert all(earlier <= later + 1e-12 for earlier, later in pairwise(lows))


@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.booleans()), min_size=2, max_size=60))
def test_unevenness_is_between_its_bounds_and_one_for_a_plain_rate(drawn):
    due, y = np.array([one for one, _ in drawn]), np.array([float(two) for _, two in drawn])

    def of(due):
        sums_ = (len(y), y.sum(), due.sum(), (due * (1 - due)).sum(), ((y - due) ** 2).sum())
        return float(unevenness(*(np.array([float(one)]) for one in sums_))[0])

    assert 0.05 <= of(due) <= 1.0
    assert of(np.zeros(len(y))) == 1.0
    assert of(np.full(len(y), 0.3)) == pytest.approx(1.0)


def test_rows_that_a_model_tells_apart_vary_less_unless_it_is_wrong():
    y = np.tile([1.0, 0.0], 500)
    right, wrong = np.where(y == 1, 0.9, 0.1), np.where(y == 1, 0.1, 0.9)

    def of(due):
        sums_ = (1000.0, y.sum(), due.sum(), (due * (1 - due)).sum(), ((y - due) ** 2).sum())
        return float(unevenness(*(np.array([one]) for one in sums_))[0])

    assert of(right) == pytest.approx(0.36, abs=0.01)
    assert of(wrong) == 1.0
