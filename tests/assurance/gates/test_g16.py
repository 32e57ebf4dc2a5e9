"""G16: no solely automated decision that weighs on a person."""

from __future__ import annotations

import pytest

from tests.assurance.made_submission import judged


@pytest.mark.parametrize(
    ("automation", "weighs"),
    [("none", False), ("recommendation", True), ("decision_with_review", True), ("solely_automated", False)],
)
def test_with_a_person_or_without_weight_it_passes(automation, weighs):
    declared = {"oversight.automation": automation, "oversight.significant_decision": weighs}
    assert judged("G16", declared=declared).state == "passed"


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"automation": "solely_automated", "significant_decision": True}, "without a person"),
        ({"automation": None}, "how far it is automated"),
        ({"automation": "mostly"}, "how far it is automated"),
        ({"significant_decision": None}, "weighs on a person"),
        ({"significant_decision": True, "human_involvement": None}, "how a person takes part"),
    ],
)
def test_anything_else_fails(declared, words):
    found = judged("G16", declared={f"oversight.{key}": value for key, value in declared.items()})
    assert found.state == "failed"
    assert words.lower() in found.text.lower()
