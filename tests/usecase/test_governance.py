"""What governance asks of a declaration: optional while exploring, asked before submission, strict throughout."""

from __future__ import annotations

import pytest

from peel_ml.usecase.model import UseCase
from peel_ml.usecase.open_items import ITEMS, open_items
from peel_ml.usecase.questions import open_questions
from peel_ml.usecase.reading import Reading
from peel_ml.usecase.risks import CATEGORIES


def keys(case):
    return {item.key for item in open_items(case)}


def test_every_question_has_its_own_key_and_words():
    assert len({item.key for item in ITEMS}) == len(ITEMS)
    assert len({item.question for item in ITEMS}) == len(ITEMS)
    for item in ITEMS:
        assert item.asks, item.key
        assert item.who, item.key
        assert not item.question.endswith((".", "?")), item.key


def test_every_key_stands_in_the_declared_form():
    """A question about a key that no declaration can hold could never be answered."""
    derived = {"third_parties.procurement", "data.eqia.limbs"}
    known = UseCase.model_json_schema(by_alias=True)
    for item in ITEMS:
        if item.key in derived:
            continue
        place = known
        for part in item.key.split("."):
            place = _inside(place, part, known)
            assert place is not None, item.key


def _inside(place, part, known):
    """Return the schema of a key below another one; through references, choices and named entries."""
    if "$ref" in place:
        place = known["$defs"][place["$ref"].rsplit("/", 1)[-1]]
    if part in place.get("properties", {}):
        return place["properties"][part]
    if isinstance(place.get("additionalProperties"), dict):
        return place["additionalProperties"]
    for other in (*place.get("anyOf", ()), *place.get("oneOf", ()), *place.get("allOf", ())):
        found = _inside(other, part, known)
        if found is not None:
            return found
    return None


GOVERNANCE = """
business_problem: Visits come too late
third_parties: []
oversight: {automation: recommendation, significant_decision: false}
mitigation_choice: None was better
falsifiers: [It does not find more than chance]
"""


def test_answers_close_their_questions_and_no_others(declared, small):
    before, after = keys(declared(small)), keys(declared(small + GOVERNANCE))
    assert before - after == {
        "business_problem",
        "third_parties",
        "oversight.automation",
        "oversight.significant_decision",
        "mitigation_choice",
        "falsifiers",
    }
    assert not after - before


def test_a_third_party_is_asked_how_it_came_in(declared, small):
    party = "third_parties: [{name: A, role: maker, agreement: B, data_access_terms: none%s}]\n"
    assert "third_parties.procurement" in keys(declared(small + party % ""))
    case = declared(small + party % ", procurement: section_93_pro_bono, companies_house_number: '01234567'")
    assert "third_parties.procurement" not in keys(case)


def test_an_assessment_that_is_required_asks_for_the_rest():
    def asked(**dpia):
        return {one.key for one in open_questions(Reading({"data": {"class": "D3", "dpia": dpia}}))}

    assert not {key for key in asked(required=False) if key.startswith("data.dpia.")} - {"data.dpia.screening"}
    more = asked(required=True, advice="overruled", residual_risk="high")
    assert {"data.dpia.reference", "data.dpia.overruled_because", "data.dpia.commissioner_consulted"} <= more
    assert "data.dpia.overruled_because" not in asked(required=True, advice="accepted")


def test_law_is_asked_for_personal_data_or_a_high_risk_only(declared, small):
    quiet = {item.key for item in open_items(declared(small))}
    assert "law.lawful_basis" not in quiet
    personal = {item.key for item in open_items(declared(small.replace("class: D1", "class: D3")))}
    assert {"law.lawful_basis", "assurance.human_rights", "data.origin.access"} <= personal


def test_a_standard_is_answered_with_its_last_heading():
    headings = ("lawful", "transparent", "explainable", "responsible", "accountable", "robust")
    given = {name: {"answer": "Yes"} for name in headings}
    for left in (None, *headings):
        document = {"assurance": {"covenant": {key: value for key, value in given.items() if key != left}}}
        still = {one.key for one in open_questions(Reading(document))}
        assert ("assurance.covenant" in still) == (left is not None), left


def test_risks_are_answered_with_the_sixth_category():
    risks = [{"category": name} for name in CATEGORIES]
    assert "risks" not in {one.key for one in open_questions(Reading({"risks": risks}))}
    assert "risks" in {one.key for one in open_questions(Reading({"risks": risks[:-1]}))}


@pytest.mark.parametrize(
    ("text", "part", "said"),
    [
        ("assurance: {algo_care: {advisory: {answre: It advises}}}", "assurance", "did you mean 'answer'?"),
        ("assurance: {covenant: {robuust: {answer: Yes}}}", "assurance", "did you mean 'robust'?"),
        ("oversight: {automation: fully}", "oversight", "'oversight.automation'"),
        (
            "risks: [{category: weather, risk: a, likelihood: low, impact: low, mitigation: b, owner: c}]",
            "risks",
            "category",
        ),
        ("oversight: {human_review: TBC}", "oversight", "a placeholder"),
        ("falsifiers: [TODO]", "falsifiers", "a placeholder"),
        ("purpose2: {}", "purpose2", "unknown key 'purpose2'"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(refused, small, text, part, said):
    assert said in refused(small + text + "\n", part)
