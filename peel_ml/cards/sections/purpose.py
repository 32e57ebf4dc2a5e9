"""What it is for, what it must never be used for, and who answers for it."""

from __future__ import annotations

from peel_ml.cards.content import Block, Caution, Fact, Facts, Heading, Listing, Paragraph, Section
from peel_ml.cards.declared import UNANSWERED, Declaration
from peel_ml.cards.fields.people import third_parties
from peel_ml.cards.sections.facts import is_audit
from peel_ml.cards.words import sentence
from peel_ml.results.recorded import Recorded

_TYPES = {
    "enforcement_audit": "A look back at recorded enforcement decisions. Nobody is selected.",
    "service": "Helps to offer a service",
    "resource": "Helps to share out resources",
    "insight": "Helps to understand, no decision follows directly",
}

_NEVER_FOR_AN_AUDIT = (
    "Choosing whom to stop, search, arrest or charge.",
    "Scoring a person, a place or an officer.",
    "Judging whether one search was lawful.",
)


def section(record: Recorded, declaration: Declaration) -> Section:
    """Return the section."""
    kind = declaration.text("decision.type")
    never = declaration.texts("out_of_scope_uses")
    if is_audit(declaration):
        never = (*never, *(line for line in _NEVER_FOR_AN_AUDIT if line not in never))
    blocks: list[Block] = []
    description = declaration.text("plain_description")
    if question := declaration.text("question"):
        blocks.append(Paragraph(question, "The question."))
    if description:
        blocks.append(Paragraph(description))
    blocks += [
        Heading("It may be used for"),
        _listing(declaration.texts("intended_uses")),
        Heading("It must never be used for"),
        _listing(never),
    ]
    if not is_audit(declaration):
        blocks.append(
            Caution(
                "How often people overrule the output has not been measured.",
                "A person is meant to make the decision.",
            )
        )
    blocks += [
        Heading("How people stay in charge"),
        Facts(
            (
                declaration.fact("Who may use it", "intended_users"),
                declaration.fact("What its output is", "oversight.advisory_statement"),
                declaration.fact("How a person takes part", "oversight.human_involvement"),
                declaration.fact("Who reviews it", "oversight.human_review"),
                declaration.fact("When a person decides otherwise", "oversight.override_recording"),
                declaration.fact("Training needed", "oversight.required_training"),
                declaration.fact("How to question or object", "oversight.appeals_and_review"),
            )
        ),
        Heading("Who decides, and how"),
        Facts(
            (
                declaration.fact("Problem it answers", "business_problem"),
                Fact("Kind of use", _TYPES.get(kind or "", kind or UNANSWERED), kind is not None),
                declaration.fact("Decision it informs", "decision.supported"),
                declaration.fact("Who decides", "decision.maker"),
                declaration.fact("One row is", "decision.unit"),
                declaration.fact("How often", "decision.frequency"),
                declaration.fact("How many", "decision.scale"),
                declaration.fact("What is done today", "previous_process"),
                declaration.fact("Other ways considered", "alternatives_considered"),
                _benefits(declaration),
                declaration.fact("Organisation", "people.organisation"),
                declaration.fact("Responsible role", "people.owner_role"),
                declaration.fact("Team", "people.team"),
                declaration.fact("Contact", "people.contact"),
                declaration.fact("Page for the public", "people.website_url"),
                _others(declaration),
            )
        ),
    ]
    return Section("use", "What it is for", tuple(blocks))


def _listing(items: tuple[str, ...]) -> Block:
    return Listing(tuple(sentence(item) for item in items)) if items else Paragraph(UNANSWERED + ".")


def _benefits(declaration: Declaration) -> Fact:
    said = []
    for one in declaration.items("benefits"):
        if one.get("benefit"):
            said.append(sentence(str(one["benefit"])))
            if one.get("how_measured"):
                said.append(f"How it is measured: {sentence(str(one['how_measured']))}")
    return Fact("Expected good", " ".join(said), True) if said else Fact("Expected good", UNANSWERED, False)


def _others(declaration: Declaration) -> Fact:
    said = third_parties(declaration)
    return Fact("Others involved", said or UNANSWERED, bool(said))
