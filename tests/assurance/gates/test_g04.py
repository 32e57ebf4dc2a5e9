"""G04: the class of the data against who worked on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.assurance.made_submission import AUTHOR, CODER, SUPPLIER, judged

PERSONAL = {
    "data.class": "D3",
    "data.dpia.required": True,
    "data.dpia.reference": "DPIA 7",
    "data.sharing": "Agreement 9",
    "data.regime": "part3",
}
D3 = {"data.class_": "D3", "data.declared_class": "D3"}


def test_published_data_passes_and_suppliers_may_work_on_it():
    assert judged("G04").state == "passed"
    assert judged("G04", standing_={"makers": (SUPPLIER,)}).state == "passed"


def test_personal_data_passes_where_everything_is_settled():
    assert judged("G04", declared=PERSONAL, record=D3).state == "passed"


@pytest.mark.parametrize("as_what", [{"author": SUPPLIER}, {"makers": (AUTHOR, SUPPLIER)}])
def test_a_supplier_stops_at_totals(as_what):
    found = judged("G04", declared=PERSONAL, record=D3, standing_=as_what)
    assert found.state == "failed"
    assert "Sue Supplier" in found.text


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("data.dpia.required", None, "assessment is required is not declared"),
        ("data.dpia.reference", None, "none is named"),
        ("data.sharing", None, "agreement"),
        ("data.regime", "none", "Data Protection Act"),
        ("data.class", "D1", "not the declared one"),
    ],
)
def test_personal_data_asks_for_each(path, value, words):
    found = judged("G04", declared={**PERSONAL, path: value}, record=D3)
    assert found.state == "failed"
    assert words.lower() in found.text.lower()


def test_outsiders_need_a_contract_for_personal_data():
    academic = replace(CODER, affiliation="academic")
    with_one = {**PERSONAL, "third_parties": [{"name": "A university", "agreement": "Contract 3"}]}
    assert (
        "No processing contract" in judged("G04", declared=PERSONAL, record=D3, standing_={"makers": (academic,)}).text
    )
    assert judged("G04", declared=with_one, record=D3, standing_={"makers": (academic,)}).state == "passed"


def test_unknown_people_and_classes_cannot_be_told():
    assert judged("G04", standing_={"author": None, "makers": ()}).state == "failed"
    assert judged("G04", declared=PERSONAL, record=D3, manifest={"unknown_makers": 1}).state == "failed"
    assert "counts as class D1" in judged("G04", record={"data.declared_class": "D3"}).text


def test_made_up_data_serves_a_rehearsal_only():
    made = {"record": {"data.class_": "D0"}}
    assert "made up" in judged("G04", scope="publication", **made).text
    assert judged("G04", scope="rehearsal", **made).state == "passed"
