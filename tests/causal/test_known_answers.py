"""Published panels whose answers are known."""

from __future__ import annotations

import pytest

from benchmarks.problem_book_causal import body_worn_video, castle, castle_effect
from peel_ml.causal.fixed_effects import fixed_effects
from peel_ml.causal.trial import lot_p, trial_effect

pytestmark = pytest.mark.real_data


@pytest.mark.parametrize(("weighted", "value", "error"), [(False, 0.0694, 0.0586), (True, 0.0755, 0.0348)])
def test_castle_doctrine_to_four_decimals(shared_data, weighted, value, error):
    fit = castle_effect(shared_data, weighted=weighted)
    assert round(fit.value, 4) == value
    assert round(fit.error, 4) == error
    assert (fit.rows, fit.areas) == (550, 50)


def test_the_jackknife_says_of_castle_doctrine_what_the_sandwich_says(shared_data):
    fit = fixed_effects(castle(shared_data))
    assert fit.value == pytest.approx(0.0694, abs=5e-5)
    assert 0.0558 < fit.error < 0.0590


def test_the_trial_of_body_worn_video_rules_large_effects_out_and_shows_none(shared_data):
    frame = body_worn_video(shared_data, "use_of_force")
    fit = trial_effect(frame, ("before",))
    assert fit.statement("uses of force an officer") == (
        "No effect is shown: -0.01 uses of force an officer (95% range: -0.32 to 0.31). "
        "No effect larger than 0.32 could be ruled in."
    )
    assert lot_p(frame, 999, seed=1) > 0.5
    # Two officers without a partner say nothing within their block.
    assert (fit.rows, fit.areas, fit.clusters) == (282, 284, 143)
