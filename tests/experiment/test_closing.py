"""What a run is about to write is looked through, and listed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from peel_ml.experiment.closing import closed
from peel_ml.results.identifiers import IdentifierHit
from peel_ml.results.record import loads, to_json

KEPT = Path(__file__).parents[1] / "results" / "fixtures" / "record-1.0.json"
CODE = "direct-identifier-written"


@pytest.fixture(scope="module")
def record():
    return loads(KEPT.read_bytes())


def declared(record, **people):
    declaration = record.provenance.declaration | {"people": people}
    return replace(record, provenance=replace(record.provenance, declaration=declaration))


def finding(record):
    return next((one for one in record.findings if one.code == CODE), None)


def test_a_record_that_names_nobody_passes_and_says_what_was_looked_at(record):
    made = closed(declared(record, contact="data.office@example.org"), None)
    assert made.identifiers.hits == ()
    assert "the declaration" in made.identifiers.looked_at
    assert "the card" in made.identifiers.looked_at
    assert finding(made) is None
    assert [check.outcome for check in made.checks if check.code == CODE] == ["passed"]


@pytest.mark.parametrize("contact", ["paul.jones@example.org", "Paul <paul.jones@example.org>"])
def test_the_declared_contact_must_be_a_role(record, contact):
    made = closed(declared(record, contact=contact), None)
    assert IdentifierHit("the declaration: people.contact", "email address of a person", None) in made.identifiers.hits
    assert finding(made).severity == "block"


def test_any_other_mailbox_is_found_and_never_repeated(record):
    made = closed(declared(record, contact="data.office@example.org", team="Ask zoltan.k@example.org"), None)
    assert {hit.kind for hit in made.identifiers.hits} == {"email address"}
    assert "the declaration" in {hit.place for hit in made.identifiers.hits}
    said = json.dumps([to_json(made)["identifiers"], to_json(made)["findings"][-1]])
    assert "zoltan" not in said


def test_a_category_and_a_sentence_that_name_somebody_are_found(record):
    row = replace(record.fairness[0], group="Case of 07700 900123")
    first = replace(record.findings[0], sentence="NHS number 943 476 5919 is repeated.")
    made = closed(replace(record, fairness=(row, *record.fairness[1:]), findings=(first, *record.findings[1:])), None)
    found = {(hit.place, hit.kind) for hit in made.identifiers.hits}
    assert ("names of groups, categories and figures in the record", "telephone number") in found
    assert ("sentences of findings", "NHS number") in found
    assert ("the card", "NHS number") in found


def test_versions_of_libraries_are_no_internet_addresses(record):
    packages = replace(record.provenance, packages={"made-up": "81.2.69.142"})
    assert closed(replace(record, provenance=packages), None).identifiers.hits == ()


def test_the_list_names_what_is_written_and_what_may_leave(record):
    model = {"model/model.json": b"{}", "model/protected.json": b"[]"}
    made = closed(record, None, model)
    names = [artefact.name for artefact in made.artefacts]
    assert len(names) == len(set(names))
    assert {"record.json", "card.json", "card.html", "card.md"} <= set(names)
    assert not any(artefact.holds_rows for artefact in made.artefacts)
    assert all(
        (artefact.sha256 is not None) == artefact.name.startswith(("figures/", "model")) or "/" in artefact.name
        for artefact in made.artefacts
    )
    assert set(model) <= set(names)
    # An enforcement audit hands over no files, and none are listed.
    assert not [one for one in closed(record, None).artefacts if one.kind == "model"]


def test_a_quick_run_has_no_card_to_look_through(record):
    made = closed(replace(record, quick=True), None)
    assert "the card" not in made.identifiers.looked_at
    assert made.artefacts == ()
