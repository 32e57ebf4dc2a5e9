"""Partial pooling: laws of shrinking, coverage over groups where the truth is known, and when there is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.fairness.within import within_groups
from peel_ml.fairness.within.pooled import shrunk
from tests.fairness.made_within import assessed, verdicts

estimates = st.lists(st.tuples(st.floats(-0.5, 0.5), st.floats(0.01, 0.3)), min_size=3, max_size=20)


@given(estimates)
def test_every_estimate_moves_towards_the_others_and_the_less_sure_the_further(drawn):
    value, error = (np.array(column) for column in zip(*drawn, strict=True))
    found = shrunk(value, error**2)
    weight = 1 / (error**2 + found.between)
    mean = (weight * value).sum() / weight.sum()
    assert ((found.value - value) * (mean - value) >= -1e-12).all()
    assert (np.abs(found.value - mean) <= np.abs(value - mean) + 1e-12).all()
    assert (found.high - found.low <= 2 * 1.96 * error + 1e-9).all()
    assert ((found.low <= found.value) & (found.value <= found.high)).all()


def test_groups_that_do_not_differ_are_one_and_groups_far_apart_stay():
    same = shrunk(np.array([0.1, 0.101, 0.099]), np.full(3, 0.05**2))
    assert same.between == 0
    assert np.ptp(same.value) < 1e-12
    apart = shrunk(np.array([-10.0, 0.0, 10.0]), np.full(3, 0.01**2))
    np.testing.assert_allclose(apart.value, [-10, 0, 10], atol=1e-4)


def test_the_variance_between_groups_is_dersimonian_and_laird_s():
    """The worked form: (Q - (k - 1)) over (sum of weights less sum of squares over sum)."""
    value, variance = np.array([0.0, 0.3, 0.1, -0.4]), np.array([0.01, 0.02, 0.04, 0.01])
    w = 1 / variance
    q = (w * (value - np.average(value, weights=w)) ** 2).sum()
    expected = (q - 3) / (w.sum() - (w**2).sum() / w.sum())
    assert shrunk(value, variance).between == pytest.approx(expected)
    assert expected > 0


@pytest.mark.parametrize("between", [0.0, 0.01, 0.03, 0.1])
@pytest.mark.parametrize("groups", [3, 10, 25])
def test_intervals_hold_over_groups_and_errors_are_smaller_than_raw(rng, groups, between):
    covered, ours, raw = [], [], []
    for _ in range(400):
        error = np.exp(rng.uniform(np.log(0.01), np.log(0.08), groups))
        truth = between * rng.normal(size=groups)
        value = rng.normal(truth, error)
        found = shrunk(value, error**2)
        covered.append(np.mean((found.low <= truth) & (truth <= found.high)))
        ours.append(np.mean((found.value - truth) ** 2))
        raw.append(np.mean((value - truth) ** 2))
    assert np.mean(covered) >= 0.925
    assert np.mean(ours) < np.mean(raw)


def crossed(rng, n, races):
    p = rng.beta(2, 4, n)
    return assessed(
        rng.random(n) < p,
        p,
        {"eth": rng.choice(races, n), "sex": rng.choice(["Female", "Male"], n, p=[0.1, 0.9])},
        intersections=(("eth", "sex"),),
    )


def test_groups_of_intersections_are_pooled_beside_their_raw_difference(rng):
    rows = crossed(rng, 2000, ["Black", "White", "Asian"])
    judged = verdicts(rows)
    pooled = within_groups(rows).pooled
    assert {one.characteristic for one in pooled} == {"eth x sex"}
    assert len(pooled) == 6
    for one in pooled:
        row = judged["eth x sex", one.group, "observed_minus_expected", "complete_case"]
        assert one.raw == pytest.approx(row.difference)
        assert one.high - one.low <= row.difference_high - row.difference_low + 1e-9


def test_groups_too_small_to_show_are_not_among_them_and_two_are_too_few(rng):
    rows = crossed(rng, 400, ["Black", "White"])
    sizes = rows.protected.frame.group_by("eth", "sex").len()
    assert sizes["len"].min() < 30
    assert within_groups(rows).pooled == ()
    more = crossed(rng, 1200, ["Black", "White", "Asian"])
    sizes = more.protected.frame.group_by("eth", "sex").len()
    large = sum(size >= 30 for size in sizes["len"])
    assert 3 <= len(within_groups(more).pooled) == large
