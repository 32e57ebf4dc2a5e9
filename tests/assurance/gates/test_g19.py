"""G19: every claim has evidence of this run, and no doubt is open."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from peel_ml.assurance.gates.g19_evidence import over
from peel_ml.assurance.gates.gate import Evidence, Judged
from tests.assurance.made_submission import judged, made_submission

ONE = {"G01": Judged("passed", "It holds.", (Evidence("The title", "card.json#/body/title"),))}


def test_evidence_that_can_be_looked_up_passes():
    found = judged("G19")
    assert found.state == "passed"
    assert "21 claims" in found.text


def test_an_open_doubt_fails():
    found = over(made_submission(standing_={"defeaters": ("The panel asks about ages.",)}), ONE)
    assert "The panel asks about ages." in found.text


def test_evidence_that_leads_nowhere_fails():
    made = made_submission()
    lost = Judged("passed", "It holds.", (Evidence("Nowhere", "card.json#/body/nothing"),))
    found = over(made, {"G01": lost})
    assert "card.json#/body/nothing (G01)" in found.text


def test_a_claim_that_rests_on_nothing_fails():
    assert "rest on nothing: G01" in over(made_submission(), {"G01": Judged("passed", "It holds.")}).text


@pytest.mark.parametrize("keys", ["/nodes/0/nothing", ""])
def test_an_assurance_case_is_looked_up(keys):
    made = made_submission()
    card = next(one for one in made.manifest.files if one.name == "card.json")
    case = {"url": f"peel:sha256:{card.sha256}#/body/title"}
    good = over(made_submission(files={"assurance_case.json": json.dumps(case).encode()}), ONE)
    assert good.state == "passed"
    bad = {"url": f"peel:sha256:{card.sha256 if keys else '0' * 64}#{keys}"}
    found = over(made_submission(files={"assurance_case.json": json.dumps(bad).encode()}), ONE)
    assert "names evidence" in found.text


@pytest.mark.parametrize(
    "changes",
    [
        {"manifest": {"run_id": "another"}},
        {"record": {"provenance.started_at": "soon"}},
        {"record": {"provenance.started_at": "2026-11-23T10:15:00"}},
        {"at": datetime(2026, 11, 1, tzinfo=UTC)},
    ],
)
def test_evidence_of_another_run_or_time_fails(changes):
    assert over(made_submission(**changes), ONE).state == "failed"
