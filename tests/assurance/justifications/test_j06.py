"""J6: percentages mean something else in a group."""

from __future__ import annotations

import pytest

from peel_ml.results.estimate import Estimate
from peel_ml.results.within_groups import GroupCalibration, WithinGroups
from tests.assurance.made_submission import found


def slope(value, group="White", characteristic="ethnicity_officer"):
    none = Estimate(None, reason="not needed")
    one = GroupCalibration(characteristic, group, 900, Estimate(value, 0.5, 1.5), none, (), "A sentence.")
    return {"within_groups": WithinGroups((one,), (), (), (), ())}


@pytest.mark.parametrize("value", [0.79, 1.26, -0.4])
def test_a_slope_outside_has_to_be_justified(value):
    (said,) = found("J6", record=slope(value))
    assert "White" in said


@pytest.mark.parametrize("value", [0.8, 1.0, 1.25, None])
def test_a_slope_inside_or_none_needs_none(value):
    assert found("J6", record=slope(value)) == ()


def test_crossed_and_unrecorded_groups_are_not_asked_about():
    assert found("J6", record=slope(2.0, "White, Male", "ethnicity_officer x sex")) == ()
    assert found("J6", record=slope(2.0, "Not stated")) == ()
    assert found("J6", record={"within_groups": None}) == ()
