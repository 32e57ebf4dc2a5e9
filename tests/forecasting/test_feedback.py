"""The simulated loop: no drift without discovery, drift with it, and what damps it."""

import numpy as np
import pytest

from peel_ml.fairness.areas.groups import AreaGroups
from peel_ml.forecasting.feedback import World, feedback, simulated, spread_by_residents


def world(areas=200, top_share=0.05, spread=0.3, found_share=0.1, seed=1):
    rng = np.random.default_rng(seed)
    reported, residents = np.exp(rng.normal(2, spread, areas)), np.full(areas, 1700.0)
    names = [str(number) for number in range(areas)]
    return World(names, reported, spread_by_residents(reported, residents, found_share), residents, top_share)


@pytest.mark.parametrize("method", ["forecast", "mean"])
@pytest.mark.parametrize("top_share", [0.05, None])
def test_where_patrols_find_nothing_more_nothing_drifts(method, top_share):
    path = simulated(world(top_share=top_share), method=method, discovery=0.0)
    assert path.drift.max() == pytest.approx(0, abs=1e-12)
    assert abs(path.stuck[-1]) < 0.6


@pytest.mark.parametrize("method", ["forecast", "mean"])
@pytest.mark.parametrize("top_share", [0.05, None])
def test_where_they_find_much_more_it_drifts_and_first_mistakes_stay(method, top_share):
    made = world(top_share=top_share, found_share=0.1 if top_share else 0.5)
    calm = simulated(made, method=method, discovery=0.0, rounds=24)
    loop = simulated(made, method=method, discovery=10.0, rounds=24)
    assert loop.drift[-1] > 0.02
    assert loop.stuck[-1] > calm.stuck[-1] + 0.2


@pytest.mark.parametrize("learns", ["reported", "weighted"])
@pytest.mark.parametrize("method", ["forecast", "mean"])
def test_learning_from_reports_or_from_weighted_counts_damps_it(learns, method):
    # Mostly what only looking finds, so that the loop is strong.
    strong = world(found_share=0.5)
    loop = simulated(strong, method=method, discovery=5.0, reporting=0.01, rounds=24)
    damped = simulated(strong, method=method, discovery=5.0, reporting=0.01, rounds=24, learns=learns)
    assert damped.drift[-1] < 0.25 * loop.drift[-1]
    assert damped.stuck[-1] < loop.stuck[-1] - 0.2


def test_more_discovery_is_more_drift():
    drifts = [simulated(world(), method="mean", discovery=one).drift[-1] for one in (0.0, 0.5, 1.0, 3.0)]
    assert drifts == sorted(drifts)
    assert drifts[0] < drifts[1]


def test_an_urn_that_only_patrols_fill_runs_away():
    """Ensign et al.: two equal areas, nothing recorded but by patrols; chance decides, and the forecast obeys it."""
    equal = World(["a", "b"], np.full(2, 1e-9), np.full(2, 1e-5), np.ones(2))
    loop = simulated(equal, method="forecast", discovery=5e5, reporting=0.0, rounds=200, draws=20)
    assert loop.drift[-1] > 0.35
    assert loop.drift[-1] > 2 * loop.drift[0]
    # Where patrols add to what is recorded anyway, it stays near even.
    held = simulated(
        World(["a", "b"], np.full(2, 5.0), np.full(2, 5.0), np.ones(2)),
        method="mean",
        discovery=1.0,
        rounds=200,
        draws=20,
    )
    assert held.drift[-1] < 0.05


def test_groups_add_up_and_the_same_seed_says_the_same():
    made = world()
    half = AreaGroups("m", ("Low", "High"), {name: int(int(name) >= 100) for name in made.names})
    found = feedback(made, [half])
    assert found == feedback(made, [half])
    assert found != feedback(made, [half], seed=1)
    for what in ("even", "patrols_first", "patrols_last", "recorded_last"):
        assert sum(getattr(group, what) for group in found.groups) == pytest.approx(1)
    assert {len(path.drift) for path in found.paths} == {found.rounds + 1}
    assert all(path.stuck[0] == pytest.approx(1) for path in found.paths)
    assert found.found_share == pytest.approx(0.1)
