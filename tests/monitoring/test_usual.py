"""Laws of the tests behind the signals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from peel_ml.monitoring.distributions import distribution_change
from peel_ml.monitoring.usual import share_change, share_swing

LOOKS = 2000


def alarms(swing: float, months: int, rows: int, new: int, share: float = 0.3) -> int:
    rng = np.random.default_rng([months, rows, new])
    found = 0
    for _ in range(LOOKS):
        chances = np.clip(share + swing * rng.normal(size=months + 1), 0, 1)
        ones = rng.binomial(rows, chances[:-1]).astype(float)
        now = rng.binomial(new, chances[-1])
        found += share_change(ones, np.full(months, float(rows)), float(now), float(new)).p < 0.05
    return found


@pytest.mark.parametrize(
    ("swing", "months", "rows", "new", "share"),
    [
        (0.0, 12, 500, 500, 0.3),
        (0.0, 4, 500, 60, 0.3),
        (0.0, 12, 300, 300, 0.004),
        (0.03, 12, 2000, 2000, 0.3),
        (0.03, 12, 2000, 300, 0.3),
        (0.03, 12, 2000, 9000, 0.3),
    ],
)
def test_a_share_that_stays_as_it_is_is_called_moved_at_most_one_time_in_twenty(swing, months, rows, new, share):
    # At 5.5% rather than 5%: the variance between few months is itself estimated.
    assert alarms(swing, months, rows, new, share) <= binom.ppf(0.999, LOOKS, 0.055)


def test_a_share_that_moves_is_found():
    months = np.full(12, 1000.0)
    assert share_change(months * 0.3, months, 380.0, 1000.0).p < 0.0005


def test_a_distribution_that_stays_as_it_is_is_called_moved_at_most_one_time_in_twenty():
    rng = np.random.default_rng(3)
    shares = np.array([0.4, 0.3, 0.2, 0.07, 0.02, 0.01])
    found = 0
    for _ in range(400):
        before = rng.multinomial(400, shares, size=12).astype(float)
        found += distribution_change(before, rng.multinomial(250, shares).astype(float)).p < 0.05
    assert found <= binom.ppf(0.999, 400, 0.05)


def test_months_that_swing_make_a_movement_less_unusual():
    calm = np.full(12, 300.0)
    restless = np.array([200.0, 400.0] * 6)
    rows = np.full(12, 1000.0)
    assert share_swing(calm, rows, 1.0).variance == 0.0
    assert share_change(calm, rows, 380.0, 1000.0).p < 0.001 < share_change(restless, rows, 380.0, 1000.0).p


counts = st.lists(st.integers(0, 300), min_size=1, max_size=14)


@given(counts, st.integers(1, 500), st.data())
def test_a_p_value_is_one_and_the_interval_holds_the_change(ones, of, data):
    rows = np.array([max(1, one) + data.draw(st.integers(0, 50)) for one in ones], float)
    now = float(data.draw(st.integers(0, of)))
    found = share_change(np.array(ones, float), rows, now, float(of), data.draw(st.sampled_from([1.0, 2.5])))
    assert 0.0 <= found.p <= 1.0
    assert found.low <= found.change <= found.high
    turned = share_change(rows - np.array(ones, float), rows, of - now, float(of))
    plain = share_change(np.array(ones, float), rows, now, float(of))
    assert turned.p == pytest.approx(plain.p, abs=0.02)


@given(st.lists(st.lists(st.integers(0, 80), min_size=4, max_size=4), min_size=1, max_size=13), st.data())
def test_any_table_has_a_movement_between_nothing_and_all(table, data):
    before = np.array(table, float)
    before[0, 0] += 1
    after = np.array(data.draw(st.lists(st.integers(0, 80), min_size=4, max_size=4)), float)
    after[1] += 1
    found = distribution_change(before, after)
    assert 0.0 <= found.moved <= 1.0
    assert found.reach >= found.moved
    assert 0.0 <= found.p <= 1.0
