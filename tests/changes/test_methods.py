"""The methods: only what is known by a period enters its alarm."""

import numpy as np
import pytest
from hypothesis import given, settings
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


@given(seed=some.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_a_higher_limit_raises_no_more_alarms(seed):
    values, null = made(seed)
    for name, method in ALL.items():
        low, high = (
            (alarms(method, values, np.full((method.directions, 8), limit), null, PANEL) != 0).any(axis=-1)
            for limit in (2.0, 6.0)
        )
        assert not (high & ~low).any(), name


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
