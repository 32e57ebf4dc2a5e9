"""G15: no prohibited purpose."""

from __future__ import annotations

import pytest

from peel_ml.usecase.purpose import PROHIBITED, WORDS
from tests.assurance.made_submission import judged


@pytest.mark.parametrize("predicts", sorted(WORDS))
def test_every_allowed_purpose_passes(predicts):
    assert judged("G15", declared={"purpose.predicts": predicts}).state == "passed"


@pytest.mark.parametrize("predicts", sorted(PROHIBITED))
def test_every_prohibited_purpose_fails(predicts):
    found = judged("G15", declared={"purpose.predicts": predicts})
    assert found.state == "failed"
    assert PROHIBITED[predicts] in found.text


@pytest.mark.parametrize(
    "declared",
    [
        {"purpose": None},
        {"purpose.predicts": "something_new"},
        {"decision.type": "enforcement"},
        {"purpose.about": None},
        {"purpose.directs_presence": True},
        {"purpose.directs_presence": True, "purpose.about": "place", "purpose.smallest_area": "lsoa"},
        {"purpose.directs_presence": True, "purpose.about": "place", "purpose.smallest_area": None},
    ],
)
def test_what_is_not_declared_or_sends_officers_to_people_fails(declared):
    assert judged("G15", declared=declared).state == "failed"


def test_officers_may_be_sent_to_areas_that_are_large_enough():
    declared = {"purpose.directs_presence": True, "purpose.about": "place", "purpose.smallest_area": "ward"}
    assert judged("G15", declared=declared).state == "passed"
