"""Tier 1 and the parts of tier 2 that people answer: who, why, and how it is used."""

from __future__ import annotations

from collections.abc import Mapping

from peel_ml.cards.atrs.sources import Entry, Question, Sources, declared
from peel_ml.cards.words import sentence, spoken


def _name(sources: Sources) -> str:
    return sources.card.body.title


def _third_parties(sources: Sources) -> str | None:
    parties = sources.declaration.get("third_parties")
    if parties is None:
        return None
    return "Yes" if parties else "No"


def _benefits(sources: Sources) -> str | None:
    said = []
    for one in sources.declaration.get("benefits") or ():
        if isinstance(one, Mapping) and one.get("benefit"):
            said.append(sentence(str(one["benefit"])))
            if one.get("how_measured"):
                said.append(f"How it is measured: {sentence(str(one['how_measured']))}")
    return " ".join(said) or None


TIER_1: tuple[Question, ...] = (
    ("1.1", "name", _name),
    ("1.2", "description", declared("plain_description")),
    ("1.3", "website_url", declared("people.website_url")),
    ("1.4", "contact_email", declared("people.contact")),
)

OWNER: tuple[Question, ...] = (
    ("2.1.1", "organisation_or_department", declared("people.organisation")),
    ("2.1.2", "team", declared("people.team")),
    ("2.1.3", "senior_responsible_owner", declared("people.owner_role")),
    ("2.1.4", "third_party_involvement", _third_parties),
)

THIRD_PARTY = (
    ("2.1.4.1", "name"),
    ("2.1.4.2", "companies_house_number"),
    ("2.1.4.3", "role"),
    ("2.1.4.4", "procurement_procedure_type"),
    ("2.1.4.5", "third_party_data_access_terms"),
)

DESCRIPTION: tuple[Question, ...] = (
    ("2.2.1", "detailed_description", declared("question", "business_problem", "intended_uses")),
    ("2.2.2", "benefits", _benefits),
    ("2.2.3", "previous_process", declared("previous_process.description")),
    ("2.2.4", "alternatives_considered", declared("alternatives_considered")),
)

DEPLOYMENT: tuple[Question, ...] = (
    (
        "2.3.1",
        "integration",
        declared("decision.supported", "decision.maker", "oversight.advisory_statement", "oversight.human_involvement"),
    ),
    ("2.3.2", "human_review", declared("oversight.human_review", "oversight.override_recording")),
    ("2.3.3", "frequency_and_scale_of_usage", declared("decision.frequency", "decision.scale")),
    ("2.3.4", "required_training", declared("oversight.required_training")),
    ("2.3.5", "appeals_and_review", declared("oversight.appeals_and_review")),
)


def third_parties(sources: Sources) -> tuple[Entry, ...]:
    """Return the answers about each third party."""
    return tuple(
        {
            "name": _text(one.get("name")),
            "companies_house_number": _text(one.get("companies_house_number")),
            "role": _text(one.get("role")),
            "procurement_procedure_type": spoken(str(one["procurement"])) if one.get("procurement") else None,
            "third_party_data_access_terms": _text(one.get("data_access_terms")),
        }
        for one in sources.declaration.get("third_parties") or ()
        if isinstance(one, Mapping)
    )


def _text(value: object) -> str | None:
    return " ".join(str(value).split()) or None if value is not None else None
