"""G20: separation of duties."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_ml.assurance.people import Person
from tests.assurance.made_submission import APPROVER, AUTHOR, OUTSIDE, OWNER, REVIEWER, SUPPLIER, judged

BOTH = Person("rob", "Rob Both", "met", ("reviewer", "approver"))
LOW = {"risk_override": {"rating": "low", "reason": "Nobody is affected."}}


def test_different_people_pass():
    assert judged("G20").state == "passed"


def test_who_is_not_known_yet_is_said():
    found = judged("G20", standing_={"reviewer": None, "approvers": ()})
    assert found.state == "passed"
    assert "Not known yet, and judged when they act: reviewer and approver" in found.text


def test_an_unknown_author_is_no_pass():
    assert judged("G20", standing_={"author": None}).state == "failed"


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ({"reviewer": AUTHOR}, "both author and reviewer"),
        ({"approvers": (AUTHOR, OUTSIDE)}, "both author and approver"),
        ({"owner": AUTHOR}, "submits it and countersigns it"),
        ({"owner": REVIEWER}, "both owner and reviewer"),
        ({"approvers": (OWNER, OUTSIDE)}, "both owner and approver"),
        ({"reviewer": BOTH, "approvers": (BOTH, OUTSIDE)}, "both reviewer and approver"),
        ({"approvers": (APPROVER, APPROVER)}, "approves twice"),
        ({"makers": (AUTHOR, REVIEWER)}, "launched, coded or tuned it"),
        ({"approvers": (APPROVER, BOTH)}, "outside the Data Office"),
        ({"reviewer": replace(REVIEWER, affiliation="supplier")}, "belongs to a supplier"),
        ({"reviewer": replace(REVIEWER, active=False)}, "has left"),
    ],
)
def test_who_may_not_act_is_named(who, words):
    found = judged("G20", standing_=who)
    assert found.state == "failed"
    assert words.lower() in found.text.lower()


@pytest.mark.parametrize("person", [OWNER, REVIEWER, APPROVER])
def test_nobody_acts_on_what_they_made(person):
    found = judged("G20", manifest={"made_by": (AUTHOR.id, person.id)})
    assert found.state == "failed"
    assert person.name in found.text


def test_a_reviewer_may_approve_a_publication_of_published_data_and_nothing_else():
    both = {"reviewer": BOTH, "approvers": (BOTH,)}
    assert judged("G20", scope="publication", standing_=both).state == "passed"
    d3 = {"data.class_": "D3", "data.declared_class": "D3"}
    assert judged("G20", scope="publication", standing_=both, record=d3).state == "failed"
    assert judged("G20", scope="pilot", standing_={**both, "approvers": (BOTH, OUTSIDE)}).state == "failed"


def test_a_supplier_may_be_author_up_to_totals():
    assert judged("G20", standing_={"author": SUPPLIER}).state == "passed"
    d3 = {"data.class_": "D3", "data.declared_class": "D3"}
    assert "class D3" in judged("G20", standing_={"author": SUPPLIER}, record=d3).text


def test_a_lowered_rating_asks_for_no_fewer():
    assert judged("G20", declared=LOW, standing_={"approvers": (APPROVER, BOTH)}).state == "failed"
