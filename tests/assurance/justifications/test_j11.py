"""J11: the risk rated lower than by rule."""

from __future__ import annotations

import pytest

from tests.assurance.made_submission import found


@pytest.mark.parametrize("rating", ["low", "medium"])
def test_a_lower_rating_has_to_be_justified(rating):
    (said,) = found("J11", declared={"risk_override": {"rating": rating, "reason": "Nobody is affected"}})
    assert "By rule it is high" in said
    assert "Nobody is affected" in said


def test_the_rule_s_own_rating_or_a_higher_one_needs_none():
    assert found("J11", declared={"risk_override": {"rating": "high", "reason": "As the rule says"}}) == ()
    assert found("J11") == ()
