"""3: what it is for, what people do with it, and how risky that is."""

from __future__ import annotations

from peel_ml.cards.fields import standards as by
from peel_ml.cards.fields.row import Answer, Asked, Row, declared, given, lowered, open_in, still_open, with_measured
from peel_ml.cards.words import sentence
from peel_ml.usecase.oversight import AUTOMATION
from peel_ml.usecase.rating import rate

_OBJECTIVES = {
    "more_trust": "Objective: more trust",
    "less_crime": "Objective: less crime",
    "high_standards": "Objective: high standards",
}
_TYPES = {
    "enforcement_audit": "A look back at recorded enforcement decisions; nobody is selected",
    "service": "It helps to offer a service",
    "resource": "It helps to share out resources",
    "insight": "It helps to understand; no decision follows directly",
}


def _objective(asked: Asked) -> Answer:
    return given(_OBJECTIVES.get(asked.declaration.text("objective") or "", "No objective is declared"))


def _type(asked: Asked) -> Answer:
    kind = asked.declaration.text("decision.type")
    return given(_TYPES.get(kind or "", "The kind of decision is not declared"))


def _automation(asked: Asked) -> Answer:
    said = AUTOMATION.get(asked.declaration.text("oversight.automation") or "", "")
    heavy = {
        True: "A decision with legal or similar effect on a person rests on it.",
        False: "No decision with legal or similar effect on a person rests on it.",
    }.get(asked.declaration.get("oversight.significant_decision"), "")
    return Answer("given", " ".join(part for part in (said, heavy) if part))


def _harms(asked: Asked) -> Answer:
    said = []
    for key, name in (("false_positive", "A wrong yes"), ("false_negative", "A wrong no")):
        harm = asked.declaration.mapping(f"harms.{key}")
        if harm:
            undone = "can be undone" if harm.get("reversible") else "cannot be undone"
            said.append(
                sentence(
                    f"{name} hurts: {harm.get('who')}. {harm.get('harm')}. "
                    f"Severity {harm.get('severity')} of 5; {undone}"
                )
            )
    missing = open_in("3.7", asked)
    return still_open(lowered(missing)) if missing else given(" ".join(said))


def _rating(asked: Asked) -> Answer:
    return given(rate(asked.declaration, asked.children).words)


ROWS = (
    Row(
        "3.1",
        "Which problem it answers",
        ("declared",),
        "submit",
        (by.PAPER, by.SAGEMAKER),
        "use",
        with_measured("3.1", _objective, ("", "business_problem")),
    ),
    Row(
        "3.2",
        "Which decision it informs, whose, and how often",
        ("declared",),
        "submit",
        (by.ATRS, by.COLLEGE),
        "use",
        with_measured(
            "3.2",
            _type,
            ("Informs", "decision.supported"),
            ("Decided by", "decision.maker"),
            ("One row is", "decision.unit"),
            ("How often", "decision.frequency"),
            ("How many", "decision.scale"),
        ),
    ),
    Row(
        "3.3",
        "Whether it only advises, and how people take part",
        ("declared",),
        "submit",
        (by.ALGO_CARE, by.DPA, by.ATRS),
        "use",
        with_measured("3.3", _automation, ("", "oversight.advisory_statement"), ("", "oversight.human_involvement")),
    ),
    Row(
        "3.4",
        "Review, training, and how to object",
        ("declared",),
        "submit",
        (by.ATRS, by.ALGO_CARE),
        "use",
        declared(
            "3.4",
            ("Review", "oversight.human_review"),
            ("When a person decides otherwise", "oversight.override_recording"),
            ("Training", "oversight.required_training"),
            ("To object", "oversight.appeals_and_review"),
        ),
    ),
    Row(
        "3.5",
        "Who may use it, for what, and never for what",
        ("declared",),
        "submit",
        (by.MODEL_CARDS, by.HUGGING_FACE, by.TOOLKIT, by.SAGEMAKER, by.ISO_42001),
        "use",
        declared("3.5", ("Users", "intended_users"), ("Uses", "intended_uses"), ("Never for", "out_of_scope_uses")),
    ),
    Row(
        "3.6",
        "What good it does, what is done today, and what else was considered",
        ("declared",),
        "submit",
        (by.ATRS, by.ICO, by.ETHICS),
        "use",
        declared("3.6", ("Good", "benefits"), ("Today", "previous_process"), ("Other ways", "alternatives_considered")),
    ),
    Row(
        "3.7",
        "Who is harmed by a mistake, and how badly",
        ("declared",),
        "submit",
        (by.ALGO_CARE, by.EXPLAINING, by.ISO_42001),
        "limits",
        _harms,
    ),
    Row(
        "3.8",
        "How risky it is, by rule",
        ("measured", "declared", "reviewer"),
        "submit",
        (by.SAGEMAKER,),
        "assurance",
        with_measured("3.8", _rating),
    ),
)
"""The rows of this chapter."""
