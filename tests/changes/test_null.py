"""A calm panel is fitted by moments, and made up again."""

import numpy as np
import pytest

from benchmarks.calm_worlds import Truth, layout
from peel_ml.changes.moments import fluctuations, of_the_mean
from peel_ml.changes.null import fitted, simulated, standardised, with_change


@pytest.mark.parametrize(("moving", "rho"), [(0.0, 0.0), (0.05, 0.0), (0.05, 0.5)])
def test_what_was_made_is_found_again(moving, rho):
    panel = layout(60, reference=36)
    null = Truth("known", mean=50.0, season=0.2, moving=moving, rho=rho).null(panel)
    found = fitted(simulated(null, panel, 80, np.random.default_rng(0)), panel)
    assert found.moving.mean() == pytest.approx(moving, abs=0.004)
    if moving:
        assert found.rho.mean() == pytest.approx(rho, abs=0.12)
    apart = found.expected[..., :12].mean(axis=(0, 1)) / null.expected[0, :12]
    assert apart == pytest.approx(1, abs=0.05)


def test_what_moves_all_areas_is_told_from_what_moves_one():
    panel = layout(60, reference=36)
    shares = []
    for common in (0.0, 0.6):
        null = Truth("known", mean=80.0, moving=0.06, common=common).null(panel)
        shares.append(fitted(simulated(null, panel, 60, np.random.default_rng(1)), panel).common.mean())
    assert shares[0] < 0.1
    assert shares[1] > 0.4


@pytest.mark.parametrize("rho", [0.0, 0.4, 0.8])
def test_a_window_is_not_taken_for_autocorrelation(rho):
    panel = layout(60, reference=24, judged=4, unit="other", step=3, window=4)
    null = Truth("survey", mean=0.6, moving=0.03**2, rho=rho).null(panel)
    found = fitted(simulated(null, panel, 60, np.random.default_rng(2)), panel)
    assert found.rho.mean() == pytest.approx(rho, abs=0.2)
    # Values of neighbouring quarters share three quarters of what they measure, also where nothing else is shared.
    moved = fluctuations(np.random.default_rng(3), 400, panel, np.full(2, rho), np.zeros(2))
    near = np.corrcoef(moved[..., 5].ravel(), moved[..., 6].ravel())[0, 1]
    assert near > 0.7
    assert moved.std() == pytest.approx(1, abs=0.02)


def test_the_variance_of_a_mean():
    assert of_the_mean(np.array([0.0, 1.0]), 5) == pytest.approx([0.2, 1.0])


def test_a_planted_change_leaves_what_was_before_it():
    panel = layout(6)
    change = np.ones_like(panel.values)
    change[:, 30:] = 3.0
    calm, changed = with_change(Truth("known", mean=40.0).null(panel), panel, change, np.random.default_rng(4))
    assert (calm[:, :30] == changed[:, :30]).all()
    assert changed[:, 30:].mean() > 2 * calm[:, 30:].mean()


def test_a_missing_figure_is_no_evidence():
    panel = layout(10)
    values = Truth("known", mean=40.0).draw(panel, np.random.default_rng(5))
    values[3, [2, 30]] = np.nan
    panel = panel.holding(values)
    null = fitted(values, panel)
    assert np.isfinite(null.expected).all()
    assert standardised(values, null, panel)[3, 30] == 0
