"""Made-up panels whose effect is known: the interval holds it, and a placebo is seldom flagged."""

from __future__ import annotations

import pytest
from scipy.stats import binom

from benchmarks.causal_designs import counted, quick_two_stage, staggered
from peel_ml.causal.staggered import two_stage

LEAN = 30


def test_the_quick_two_stages_are_those_of_the_library():
    frame = staggered(3, 0.1).frame
    assert quick_two_stage(frame).interval() == pytest.approx(two_stage(frame).interval(), abs=1e-8)


@pytest.mark.parametrize("design", ["staggered, quick", "amount"])
def test_a_planted_effect_is_inside_and_a_placebo_is_not_flagged(design):
    held, flagged = counted(design, LEAN)
    # What 95% intervals would miss once in ten thousand times.
    assert held >= binom.ppf(1e-4, LEAN, 0.95)
    assert flagged <= binom.ppf(1 - 1e-4, LEAN, 0.05)


@pytest.mark.full
@pytest.mark.parametrize("design", ["staggered", "amount"])
def test_400_panels(design):
    held, flagged = counted(design, 400)
    assert held >= 370
    assert flagged <= 30
