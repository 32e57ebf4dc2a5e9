"""G05: nothing names a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_ml.assurance.gates.g05_identifiers import GATE
from peel_ml.assurance.gates.texts import texts_of
from peel_ml.results.identifiers import IdentifierHit, IdentifierScan
from tests.assurance.made_submission import judged, made_submission

ADDRESS = "ann.smith@example.org"


def test_cards_without_names_pass():
    assert judged("G05").state == "passed"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("card.md", f"Ask {ADDRESS} about it.".encode()),
        ("card.html", f'<p title="Ask {ADDRESS}">x</p>'.encode()),
        ("public.html", f"<p>Ask <b>{ADDRESS}</b></p>".encode()),
        ("figures/f-months.csv", f"Month,Rows\n{ADDRESS},3\n".encode()),
        ("atrs.json", f'{{"contact": ["{ADDRESS}"]}}'.encode()),
        ("card.json", f'{{"{ADDRESS}": 1}}'.encode()),
        ("card.md", b"Born on: 03/04/1987"),
        ("record.json", f'{{"a": [{{"b": "{ADDRESS}"}}]}}'.encode()),
    ],
)
def test_an_identifier_in_any_file_is_found(name, content):
    found = GATE.judge(replace(made_submission(), files={name: content}))
    assert found.state == "failed"
    assert name in found.text
    assert ADDRESS not in found.text


def test_the_declaration_and_what_mlflow_holds_are_looked_through():
    assert "record.json" in judged("G05", declared={"limitations": [f"Ask {ADDRESS}."]}).text
    assert "Settings in MLflow" in judged("G05", record={"model.candidate": ADDRESS}).text


def test_the_mailbox_of_a_role_is_allowed_and_that_of_a_person_is_not():
    assert judged("G05", declared={"people.contact": "data.office@example.org"}).state == "passed"
    assert "is a person" in judged("G05", declared={"people.contact": ADDRESS}, redrawn=True).text


def test_what_the_run_found_counts():
    scan = IdentifierScan(("names of 3 columns",), ("email address",), (IdentifierHit("notes", "email address", 9),))
    assert "notes" in judged("G05", record={"identifiers": scan}).text


@pytest.mark.parametrize(
    "changes", [{"record": {"identifiers": None}}, {"files": {"card.pdf": b"%PDF"}}, {"files": {"card.json": b"{"}}]
)
def test_what_cannot_be_read_is_no_pass(changes):
    assert judged("G05", **changes).state == "failed"


def test_style_and_drawings_are_no_words():
    page = b'<style>a{content:"12.34.56.78"}</style><path d="12.34.56.78"/><b class="x">y</b>'
    assert texts_of("card.html", page) == ["y"]
