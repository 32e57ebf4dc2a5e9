"""Bounds over every allocation of the missing, against trying them all."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.fairness.missing.allocations import Scale, Unknown, difference_bounds, furthest, share_that_flips
from peel_ml.fairness.statistics.intervals import Arm
from peel_ml.results.fairness import Tolerance

row = st.tuples(st.booleans().map(float), st.floats(0.05, 0.95).map(lambda x: round(x, 3)))
side = st.lists(row, min_size=1, max_size=4)


def arm(rows):
    ones, expected = (np.array(column) for column in zip(*rows, strict=True))
    n = np.array([float(len(rows))])
    return Arm(n, np.array([ones.mean()]), np.array([expected.mean()]), n, np.array([np.inf]), n)


def unknown(rows):
    return Unknown(np.array([one for one, _ in rows]), np.array([due for _, due in rows]))


def figure(rows, scale):
    ones, due = (sum(column) for column in zip(*rows, strict=True))
    with np.errstate(divide="ignore"):
        return float(scale.figure(*(np.asarray(part, float) for part in scale.parts(len(rows), ones, due))))


def tried(group, others, missing, scale, places):
    """Return the gap under every allocation: to the group (0), to the others (1), to neither (2)."""
    gaps = []
    for allocation in product(range(places), repeat=len(missing)):
        a = group + [one for one, place in zip(missing, allocation, strict=True) if place == 0]
        b = others + [one for one, place in zip(missing, allocation, strict=True) if place == 1]
        gaps.append(figure(a, scale) - figure(b, scale))
    return gaps


DIFFERENCE = Scale("difference", "higher", True, 0.05)


@given(side, side, st.lists(row, max_size=6), st.booleans())
def test_the_bounds_are_what_trying_every_allocation_gives(group, others, missing, third):
    gaps = tried(group, others, missing, DIFFERENCE, 3 if third else 2)
    found = difference_bounds(arm(group), arm(others), unknown(missing), third_place=third)
    assert found == pytest.approx((min(gaps), max(gaps)), abs=1e-9)


@given(side, side, st.lists(row, max_size=6), st.booleans(), st.sampled_from(["higher", "lower"]), st.booleans())
def test_so_are_those_of_a_ratio(group, others, missing, third, worse, adjusted):
    scale = Scale.of(Tolerance("ratio", 1.25, True, ""), worse, adjusted=adjusted)
    # Somebody adverse on both sides, so that no ratio is of nothing.
    adverse = (float(worse == "higher"), 0.5)
    group, others = [*group, adverse], [*others, adverse]
    gaps = tried(group, others, missing, scale, 3 if third else 2)
    rows = unknown(missing)
    ordered = rows.at(scale.order(rows))
    up = furthest(arm(group), arm(others), ordered, scale, third_place=third).gaps.max()
    down = -furthest(arm(others), arm(group), ordered, scale, third_place=third).gaps.max()
    assert (down, up) == pytest.approx((min(gaps), max(gaps)), abs=1e-9)


@given(side, side, st.lists(row, min_size=1, max_size=5), st.floats(-0.5, 0.9))
def test_the_share_that_flips_is_the_smallest(group, others, missing, line):
    rows = unknown(missing)
    ordered = rows.at(DIFFERENCE.order(rows))
    smallest = None
    for allocation in product(range(3), repeat=len(missing)):
        a = group + [one for one, place in zip(missing, allocation, strict=True) if place == 0]
        b = others + [one for one, place in zip(missing, allocation, strict=True) if place == 1]
        used = sum(place < 2 for place in allocation)
        if figure(a, DIFFERENCE) - figure(b, DIFFERENCE) > line + 1e-9 and (smallest is None or used < smallest):
            smallest = used
    found = share_that_flips(arm(group), arm(others), ordered, DIFFERENCE, line + 1e-9)
    assert found == (None if smallest is None else pytest.approx(smallest / len(missing)))


def plain(n, share):
    return Arm(*(np.array([x]) for x in (n, share, 0.0, n, np.inf, n)))


def test_a_gap_on_the_line_is_not_past_it():
    """Two zeros: none of them raises the group's figure, and one is enough to lower the others' below it."""
    zeros = Unknown(np.zeros(2), np.zeros(2))
    assert share_that_flips(plain(2.0, 0.5), plain(2.0, 0.5), zeros, DIFFERENCE, 0.0) == 0.5


def test_nobody_is_placed_twice():
    """Both rows raise the group, one lowers the others: past the line only if that one were in both places."""
    rows = Unknown(np.ones(2), np.array([0.0, 0.6]))
    a, b = plain(10.0, 0.2), plain(10.0, 0.6)
    assert share_that_flips(a, b, rows, DIFFERENCE, -0.305) is None
    assert share_that_flips(a, b, rows, DIFFERENCE, -0.310) == 1.0


def test_nobody_missing_leaves_the_difference_as_it_is():
    one, other = arm([(1.0, 0.5), (0.0, 0.5)]), arm([(0.0, 0.5), (0.0, 0.1)])
    gap = float(one.gap[0] - other.gap[0])
    assert difference_bounds(one, other, unknown([])) == pytest.approx((gap, gap))
