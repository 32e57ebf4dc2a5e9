"""The methods: only what is known by a period enters its alarm."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from benchmarks.calm_worlds import Truth, layout
from peel_ml.changes.methods import METHODS, SHORTEST, SIMPLE, alarms, change_point
from peel_ml.changes.null import fitted, standardised

PANEL = layout(8)
ALL = {**METHODS, **SIMPLE}


def made(seed):
    values = Truth("known", mean=20.0, moving=0.1).draw(PANEL, np.random.default_rng(seed))
    return values, fitted(values, PANEL)


@given(seed=some.integers(0, 10_000), after=some.integers(0, PANEL.judged - 1))
@settings(max_examples=15, deadline=None)
def test_later_periods_change_nothing(seed, after):
    values, null = made(seed)
    other = values.copy()
    other[:, PANEL.reference + after + 1 :] = 500.0
    for name, method in ALL.items():
        limits = np.full((method.directions, 8), 2.0)
        one, two = (alarms(method, each, limits, null, PANEL)[:, : after + 1] for each in (values, other))
        assert (one == two).all(), name


def raised(name, values, null, limit):
    method = ALL[name]
    return alarms(method, values, np.full((method.directions, 8), limit), null, PANEL) != 0


@given(seed=some.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_a_higher_limit_raises_no_more_alarms(seed):
    values, null = made(seed)
    for name, method in ALL.items():
        if method.raised is None:
            low, high = (raised(name, values, null, limit) for limit in (2.0, 6.0))
            assert not (high & ~low).any(), name


@given(seed=some.integers(0, 10_000), limit=some.floats(1.0, 20.0))
@example(seed=256, limit=6.0)
@settings(max_examples=15, deadline=None)
def test_a_new_level_is_told_only_where_one_change_pays_for_half_of_the_limit(seed, limit):
    values, null = made(seed)
    gain = change_point(values, null, PANEL)[0]
    assert not (raised("change_point", values, null, limit) & (gain <= limit / 2)).any()
    assert not raised("change_point", values, null, 2 * gain.max() + 1e-9).any()


def test_a_lower_penalty_may_put_a_change_before_the_judged_period():
    # The best segmentations for two penalties are not nested: what a high one calls a new level, a low one may see
    # begin in the reference period. So more alarms at a lower limit are no law here.
    values, null = made(256)
    low, high = (raised("change_point", values, null, limit)[2] for limit in (2.0, 6.0))
    assert high.any()
    assert not low.any()


def test_the_gain_is_that_of_ruptures():
    from ruptures import Binseg

    values, null = made(7)
    apart = standardised(values, null, PANEL)
    gain = change_point(values, null, PANEL)[0]
    for series in range(3):
        for place in range(SHORTEST - 1, PANEL.judged):
            line = apart[series, : PANEL.reference + place + 1]
            search = Binseg(model="l2", min_size=SHORTEST, jump=1).fit(line)
            whole = search.cost.error(0, len(line))
            best = max(
                whole - search.cost.error(0, start) - search.cost.error(start, len(line))
                for start in range(PANEL.reference, len(line) - SHORTEST + 1)
            )
            assert gain[series, place] == pytest.approx(best)


def test_directions_are_told():
    values, null = made(1)
    values[0, PANEL.reference :] *= 4
    values[1, PANEL.reference :] = 0
    for name, method in METHODS.items():
        signs = alarms(
            method, values, np.full((method.directions, 8), 9.0 if name == "change_point" else 3.0), null, PANEL
        )
        assert set(signs[0]) <= {0, 1}, name
        assert signs[0].any(), name
        assert set(signs[1]) <= {0, -1}, name
        assert signs[1].any(), name
