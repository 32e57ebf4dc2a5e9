"""J12: clearly worse under stress."""

from __future__ import annotations

import pytest

from peel_ml.results.estimate import PairedDifference
from peel_ml.results.stability import Stability, Stress
from tests.assurance.made_submission import found


def stressed(*ends):
    change = PairedDifference("roc_auc", "undisturbed", *ends)
    return {"stability": Stability("roc_auc", (0.58,), (Stress("Borough missing in every row", change),))}


def test_a_loss_above_the_tolerance_has_to_be_justified():
    (said,) = found("J12", record=stressed(-0.05, -0.06, -0.04))
    assert said == "Borough missing in every row: 5.0 fewer right picks in 100 (95% range: 4.0 to 6.0)."


@pytest.mark.parametrize("ends", [(-0.029, -0.035, -0.02), (-0.05, -0.12, 0.02), (0.02, 0.01, 0.03)])
def test_a_smaller_loss_or_one_that_is_not_shown_needs_none(ends):
    assert found("J12", record=stressed(*ends)) == ()


def test_no_stress_test_has_to_be_justified():
    assert found("J12", record={"stability": None}) != ()
