"""J9: the advice of an ethics panel."""

from __future__ import annotations

import pytest

from tests.assurance.made_submission import found

PANEL = {"body": "The ethics panel", "date": "2026-10-01", "outcome": "Go on", "conditions": "Ask the communities"}


@pytest.mark.parametrize("followed", ["in_part", "not", None])
def test_advice_that_is_not_known_to_be_followed_has_to_be_justified(followed):
    (said,) = found("J9", declared={"assurance.ethics_panel": {**PANEL, "followed": followed}})
    assert "Ask the communities." in said


def test_advice_that_is_followed_needs_none():
    assert found("J9", declared={"assurance.ethics_panel": {**PANEL, "followed": "in_full"}}) == ()
    assert found("J9") == ()
