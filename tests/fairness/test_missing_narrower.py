"""Narrower bounds: exactly the allocations the assumption allows, and never wider than the worst case."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.data.declaration import Measure, Protected
from peel_ml.data.parts import ProtectedFrame
from peel_ml.fairness.groups import MISSING, groupings
from peel_ml.fairness.metrics import values_of
from peel_ml.fairness.missing.allocations import Scale, Unknown, difference_bounds
from peel_ml.fairness.missing.comparisons import Measured
from peel_ml.fairness.missing.narrower import Narrower, numbers, strata
from peel_ml.fairness.statistics.comparison import Pairs

DIFFERENCE = Scale("difference", "higher", True, 0.05)
row = st.tuples(st.booleans(), st.floats(0.05, 0.95).map(lambda x: round(x, 2)))
side = st.lists(row, min_size=1, max_size=4)


def one_measure(groups):
    import polars as pl

    declared = Protected(measured={"group": Measure(column="group", characteristic="race", reference="c")})
    return next(iter(groupings(declared, ProtectedFrame(pl.DataFrame({"group": groups})))))


def made(a, b, c, missing):
    rows = [*a, *b, *c, *missing]
    groups = ["a"] * len(a) + ["b"] * len(b) + ["c"] * len(c) + ["Not stated"] * len(missing)
    y = np.array([int(one) for one, _ in rows], dtype=np.int8)
    expected = np.array([due for _, due in rows])
    grouping = one_measure(groups)
    values = values_of("observed_minus_expected", y, expected, None)
    measured = Measured.of(grouping, values, np.arange(len(rows)))
    where = Narrower.of(grouping, values, y.astype(np.int64), None, DIFFERENCE)
    return grouping, y, expected, measured, where


def allowed(grouping, y, members, third=None):
    """Return every allocation of the missing rows to the group (0), the others (1) or, with a third, neither (2)."""
    missing = np.flatnonzero(grouping.codes == MISSING)
    places = 2 if third is None else 3
    # Nobody has many rows here, so that each outcome is a stratum of its own, taken together with nothing.
    stratum = strata(y.astype(np.int64), np.zeros(len(y), np.int64), grouping.codes != MISSING)
    for way in product(range(places), repeat=len(missing)):
        fits = True
        for level in np.unique(stratum[missing]):
            recorded = (grouping.codes != MISSING) & (stratum == level)
            here = stratum[missing] == level
            for group, place in ((members, 0), *(() if third is None else ((third, 1),))):
                limits = numbers(
                    np.array([(recorded & (grouping.codes == group)).sum()]),
                    np.array([recorded.sum()]),
                    np.array([here.sum()]),
                )
                count = sum(one == place for one, at in zip(way, here, strict=True) if at)
                fits = fits and limits.fewest[0] <= count <= limits.most[0]
        if fits:
            yield missing, np.array(way, dtype=int)


def gaps(grouping, y, expected, members, third=None):
    gap = y - expected
    for missing, way in allowed(grouping, y, members, third):
        codes = grouping.codes.copy()
        others = (codes != MISSING) & (codes != members) if third is None else codes == third
        a = np.r_[gap[codes == members], gap[missing[way == 0]]]
        b = np.r_[gap[others], gap[missing[way == 1]]]
        yield a.mean() - b.mean()


@given(side, side, side, st.lists(row, max_size=5))
def test_the_bounds_are_what_trying_every_allowed_allocation_gives(a, b, c, missing):
    grouping, y, expected, measured, where = made(a, b, c, missing)
    found = list(gaps(grouping, y, expected, 0))
    pair = measured.pairs().take(np.array([0]))
    assert where.bounds(pair, 0) == pytest.approx((min(found), max(found)), abs=1e-9)


@given(side, side, side, st.lists(row, max_size=5))
def test_against_one_group_they_hold_every_allowed_allocation(a, b, c, missing):
    grouping, y, expected, measured, where = made(a, b, c, missing)
    at = next(i for i, place in enumerate(measured.places()) if place.code == 0 and place.against is not None)
    up, down = where.extremes(measured.pairs().take(np.array([at])), 0, 2)
    low, high = (float((one.a.gap - one.b.gap)[0]) for one in (down, up))
    found = list(gaps(grouping, y, expected, 0, third=2))
    assert low <= min(found) + 1e-9
    assert high >= max(found) - 1e-9


@given(side, side, side, st.lists(row, min_size=1, max_size=8))
def test_they_are_within_the_worst_case(a, b, c, missing):
    grouping, y, expected, measured, where = made(a, b, c, missing)
    pair: Pairs = measured.pairs().take(np.array([0]))
    gone = grouping.codes == MISSING
    worst = difference_bounds(pair.a, pair.b, Unknown(y[gone].astype(float), expected[gone]))
    low, high = where.bounds(pair, 0)
    assert worst[0] - 1e-9 <= low <= high + 1e-9 <= worst[1] + 2e-9


def test_the_truth_is_inside_where_the_assumption_holds_and_outside_where_it_fails():
    rng = np.random.default_rng(5)
    n = 40_000
    group = rng.choice(["a", "b"], n)
    y = (rng.random(n) < np.where(group == "a", 0.35, 0.30)).astype(np.int8)
    expected = np.full(n, 0.325)
    truth = y[group == "a"].mean() - y[group == "b"].mean()

    def bounds(odds):
        # Odds of having no record, by group within outcome.
        chance = np.where(y == 1, odds * (group == "a") + 0.2 * (group == "b"), 0.2)
        gone = rng.random(n) < chance / (1 + chance)
        grouping = one_measure(np.where(gone, "Not stated", group).tolist())
        values = values_of("observed_minus_expected", y, expected, None)
        measured = Measured.of(grouping, values, np.arange(n))
        where = Narrower.of(grouping, values, y.astype(np.int64), None, DIFFERENCE)
        return where.bounds(measured.pairs().take(np.array([0])), 0)

    low, high = bounds(0.35)
    assert low < truth < high
    assert high - low < 0.2
    low, high = bounds(1.6)
    assert not low < truth < high


def test_a_factor_of_one_leaves_little_but_rounding():
    found = numbers(np.array([500]), np.array([1000]), np.array([400]), factor=1.0)
    assert found.most[0] - found.fewest[0] <= 2
    everything = numbers(np.array([500]), np.array([1000]), np.array([400]), factor=1e12)
    assert (everything.fewest[0], everything.most[0]) == (0, 400)


def test_a_group_nobody_was_recorded_as_is_not_taken_for_impossible():
    found = numbers(np.array([0]), np.array([40]), np.array([100]))
    assert found.fewest[0] == 0
    assert found.most[0] > 0


def test_small_areas_are_taken_together():
    area = np.r_[np.zeros(100, int), np.ones(10, int), np.full(8, 2)]
    found = strata(np.zeros(118, int), area, np.ones(118, bool))
    assert found[100] == found[117] != found[0]
