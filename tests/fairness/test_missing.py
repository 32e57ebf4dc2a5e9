from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_ml.fairness.missing import Residuals, difference_bounds, mean_bounds, share_that_flips

residual = st.floats(-1, 1).map(lambda x: round(x, 3))


@settings(max_examples=60)
@given(
    st.lists(residual, min_size=1, max_size=4),
    st.lists(residual, min_size=1, max_size=4),
    st.lists(residual, max_size=7),
)
def test_the_bounds_are_what_trying_every_allocation_gives(group, rest, missing):
    tried = []
    for allocation in product([True, False], repeat=len(missing)):
        mine = group + [value for value, taken in zip(missing, allocation, strict=True) if taken]
        others = rest + [value for value, taken in zip(missing, allocation, strict=True) if not taken]
        tried.append(np.mean(mine) - np.mean(others))
    low, high = difference_bounds(Residuals(sum(group), len(group)), Residuals(sum(rest), len(rest)), np.array(missing))
    np.testing.assert_allclose([low, high], [min(tried), max(tried)], atol=1e-9)


@given(st.lists(residual, min_size=1, max_size=5), st.lists(residual, max_size=8))
def test_a_mean_never_leaves_its_bounds(group, missing):
    low, high = mean_bounds(Residuals(sum(group), len(group)), np.array(missing))
    assert low - 1e-9 <= np.mean(group) <= high + 1e-9
    assert low - 1e-9 <= np.mean(group + missing) <= high + 1e-9


def test_the_share_that_flips_is_the_smallest():
    group, rest = Residuals(0.0, 100), Residuals(0.0, 900)
    # Each positive moves the group's mean by about a point: 6 of 100 take it past 5 points.
    assert share_that_flips(group, rest, np.ones(100), above=0.05, below=None) == 0.06
    assert share_that_flips(group, rest, np.zeros(100), above=0.05, below=None) is None
    assert share_that_flips(group, rest, np.empty(0), above=0.05, below=None) is None
