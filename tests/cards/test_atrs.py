"""The transparency record: the standard's names, the public view only, and what is open says so."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from types import ModuleType

import pytest

from peel_ml.cards.atrs import build_atrs, loads, open_answers, to_csv, to_json
from peel_ml.cards.build import build
from peel_ml.cards.card import digest
from peel_ml.cards.declared import UNANSWERED
from peel_ml.disclosure import PUBLIC
from peel_ml.errors import BadRequest
from peel_ml.results.record import RunRecord

NAMES = {
    "tier_1": ["name", "description", "website_url", "contact_email"],
    "owner_and_responsibility": [
        "organisation_or_department",
        "team",
        "senior_responsible_owner",
        "third_party_involvement",
        "third_parties",
    ],
    "description_and_rationale": ["detailed_description", "benefits", "previous_process", "alternatives_considered"],
    "deployment_context": [
        "integration",
        "human_review",
        "frequency_and_scale_of_usage",
        "required_training",
        "appeals_and_review",
    ],
    "system_specification": ["system_architecture", "input", "output", "maintenance", "models"],
    "model_specification": ["models"],
    "data_specification": ["datasets"],
    "risks_mitigations_and_impact_assessments": ["impact_assessment", "risks_and_mitigations"],
}
MODEL = [f"model_{part}" for part in ("name", "version", "task", "input", "output", "architecture", "performance")]
DATASET = [
    "source_data_name",
    "data_modality",
    "data_description",
    "data_quantities",
    "sensitive_attributes",
    "data_completeness_and_representativeness",
    "source_data_url",
    "data_collection",
    "data_cleaning",
    "data_sharing_agreements",
    "data_access_and_storage",
]


def declaring(record: RunRecord, **more: object) -> RunRecord:
    declared = {**record.provenance.declaration, **more}
    return replace(record, provenance=replace(record.provenance, declaration=declared))


def test_the_names_are_the_standards_own(made: ModuleType) -> None:
    document = json.loads(to_json(build_atrs(made.real_final())))
    assert list(document["tier_1"]) == NAMES["tier_1"]
    assert {part: list(answers) for part, answers in document["tier_2"].items()} == {
        part: names for part, names in NAMES.items() if part != "tier_1"
    }
    (model,) = document["tier_2"]["model_specification"]["models"]
    (dataset,) = document["tier_2"]["data_specification"]["datasets"]
    assert list(model) == [*MODEL, "datasets_and_their_purposes"]
    assert list(dataset) == DATASET
    assert document["standard_version"] == "4.0"


@pytest.mark.parametrize("name", ["real_final", "service", "hollow", "bare"])
def test_nothing_is_blank_and_what_is_open_is_listed(made: ModuleType, name: str) -> None:
    record = build_atrs(made.RUNS[name]())
    answers = [answer for part in record.parts for answer in part.answers]
    assert all(answer.text.strip() for answer in answers)
    assert all(answer.answered is (UNANSWERED not in answer.text) for answer in answers)
    listed = json.loads(to_json(record))["not_yet_answered"]
    assert len(listed) == len(open_answers(record)) > 0
    assert "1.3 website_url" in listed


def test_json_and_csv_say_the_same(made: ModuleType) -> None:
    record = build_atrs(made.real_final())
    assert loads(to_json(record)) == record
    rows = list(csv.DictReader(io.StringIO(to_csv(record))))
    answers = [answer for part in record.parts for answer in part.answers]
    assert [(row["number"], row["name"], row["answered"]) for row in rows] == [
        (answer.number, answer.name, "yes" if answer.answered else "no") for answer in answers
    ]
    assert to_json(record) == to_json(build_atrs(made.real_final()))


def test_it_belongs_to_the_public_card(made: ModuleType) -> None:
    record = made.real_final()
    assert build_atrs(record).card_digest == digest(build(record, PUBLIC)) != digest(build(record))


def test_synthetic_data_has_none(made: ModuleType) -> None:
    with pytest.raises(BadRequest, match="synthetic"):
        build_atrs(made.synthetic())


def test_third_parties_are_answered_one_by_one(made: ModuleType) -> None:
    party = {"name": "A Ltd", "role": "Supplier", "agreement": "s.93", "data_access_terms": "None", "procurement": None}
    document = json.loads(to_json(build_atrs(declaring(made.real_final(), third_parties=[party, party]))))
    owner = document["tier_2"]["owner_and_responsibility"]
    assert owner["third_party_involvement"] == "Yes"
    assert [list(one) for one in owner["third_parties"]] == [
        ["name", "companies_house_number", "role", "procurement_procedure_type", "third_party_data_access_terms"]
    ] * 2
    assert owner["third_parties"][1]["companies_house_number"] == UNANSWERED
    assert "2.1.4.2 companies_house_number (2)" in document["not_yet_answered"]


@pytest.mark.parametrize(("parties", "said"), [([], "No"), (None, UNANSWERED)])
def test_none_is_an_answer_and_absent_is_not(made: ModuleType, parties: object, said: str) -> None:
    document = json.loads(to_json(build_atrs(declaring(made.real_final(), third_parties=parties))))
    assert document["tier_2"]["owner_and_responsibility"]["third_party_involvement"] == said


def test_every_category_of_risk_stands(made: ModuleType) -> None:
    risk = {
        "category": "organisational",
        "risk": "Nobody reads it",
        "likelihood": "low",
        "impact": "high",
        "mitigation": "A named reader",
        "owner": "Data Office",
        "residual": "low",
    }
    document = json.loads(to_json(build_atrs(declaring(made.real_final(), risks=[risk]))))
    risks = document["tier_2"]["risks_mitigations_and_impact_assessments"]["risks_and_mitigations"]
    assert [one["risk_category"] for one in risks] == [
        "Data",
        "Application and use",
        "Algorithm and efficacy",
        "Outputs and decisions",
        "Organisational",
        "Public engagement",
    ]
    assert risks[4]["risk_mitigation"] == "A named reader. Risk that is left: low."
    assert risks[0]["risk_name"] == UNANSWERED


@pytest.mark.parametrize("text", ["=1+1", "<script>", "‮abc", 'a,"b"\nc'])
def test_words_from_outside_stay_words(made: ModuleType, text: str) -> None:
    record = build_atrs(declaring(made.real_final(), title=text))
    row = next(csv.DictReader(io.StringIO(to_csv(record))))
    assert row["answer"] == (f"'{text}" if text.startswith("=") else " ".join(text.split()))
