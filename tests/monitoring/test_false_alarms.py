"""Looks at steady data raise a breach by chance at most as often as stated, whatever the limits are.

The limits are taken away, so that nothing but the correction for chance stands between noise and an alarm.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from peel_ml.monitoring import watching
from peel_ml.monitoring.limits import LIMITS
from peel_ml.monitoring.watching import watch
from tests.monitoring.made import World, new, record, year

NO_LIMITS = replace(
    LIMITS,
    drift=1e-9,
    missing=1e-9,
    label_rate=1e-9,
    group_gap=1e-9,
    jump=1e-9,
    fold=1.0,
    level=0.0,
    level_rows=0.0,
    short=1.0,
    days=0,
)
WORLDS = {
    "steady": World(),
    "small": World(rows=110),
    "months swing": World(swing=0.04),
    "households": World(together=4),
    "a rare group": World(other=0.01, blank=0.005),
}
ONE_RECORD = record()


def breached(world: World, seed: int, limits) -> bool:
    rng = np.random.default_rng([seed, 7])
    reference = year(rng, world)
    return watch(ONE_RECORD, new(rng, world), reference, at="", limits=limits).breached


def rate_is_held(world: World, looks: int) -> None:
    alarms = sum(breached(world, seed, NO_LIMITS) for seed in range(looks))
    assert alarms <= binom.ppf(0.999, looks, LIMITS.alpha)


@pytest.mark.parametrize("name", ["small", "households"])
def test_the_stated_rate_holds(name):
    rate_is_held(WORLDS[name], 20)


@pytest.mark.full
@pytest.mark.parametrize("name", WORLDS)
def test_the_stated_rate_holds_over_many_looks(name):
    rate_is_held(WORLDS[name], 1000)


def test_without_the_correction_the_same_looks_raise_alarms_far_more_often(monkeypatch):
    """Each test by itself at a level of a fifth: what the correction has to hold down."""
    monkeypatch.setattr(watching, "rejected", lambda found, alpha: [(one.p or 0.0) < 0.2 for one in found])
    assert sum(breached(WORLDS["steady"], seed, NO_LIMITS) for seed in range(20)) >= 8
