"""4: law, assessments and standards."""

from __future__ import annotations

from collections.abc import Callable

from peel_ml.cards.fields import standards as by
from peel_ml.cards.fields.row import Answer, Asked, Row, declared, given, listed, lowered, open_in, still_open
from peel_ml.cards.names import CHARACTERISTICS, code_of
from peel_ml.cards.words import sentence, spoken
from peel_ml.usecase.standards import AlgoCare, Covenant, EthicsPrinciples


def _inquiry(asked: Asked) -> Answer:
    missing = open_in("4.4", asked)
    if missing:
        return still_open(lowered(missing))
    said = []
    for code, name in CHARACTERISTICS:
        one = asked.declaration.mapping(f"protected.not_measured.{code}")
        if not one:
            continue
        parts = [str(one[key]).rstrip(".") for key in ("reason", "steps_taken", "steps_planned") if one.get(key)]
        said.append(sentence(f"{name}: {'. '.join(parts)}"))
    known = asked.record.fairness_assessment.characteristics
    measured = {code_of(one.name) for one in known if one.status == "measured"}
    declared_so = asked.declaration.mapping("protected.not_measured")
    left = [name for code, name in CHARACTERISTICS if code not in measured and code not in declared_so]
    if left:
        return still_open(f"nothing is said about {listed(left, 9).lower()}")
    return given(" ".join(said) or "All nine are measured")


def _dpia(asked: Asked) -> Answer:
    missing, declaration = open_in("4.2", asked), asked.declaration
    required = declaration.get("data.dpia.required")
    said = {True: ["It is required."], False: ["It is not required."]}.get(required, [])
    for term, key in (
        ("", "screening"),
        ("Reference", "reference"),
        ("Advice of the data protection officer", "officer_advice"),
        ("That advice was", "advice"),
        ("Why it was overruled", "overruled_because"),
        ("Risk that is left", "residual_risk"),
        ("Information Commissioner", "commissioner_consulted"),
        ("Next review", "review_by"),
    ):
        text = declaration.text(f"data.dpia.{key}")
        if text:
            said.append(sentence(f"{term}: {text}" if term else text))
    if missing:
        return still_open(f"{lowered(missing)}. {' '.join(said)}".strip().rstrip("."))
    return given(" ".join(said))


def _standards(code: str, *sets: tuple[str, str, tuple[str, ...]]) -> Callable[[Asked], Answer]:
    """Return how many headings of each set are answered; a set is (name, path, headings)."""

    def answer(asked: Asked) -> Answer:
        said, missing = [], open_in(code, asked)
        for name, path, headings in sets:
            left = [spoken(one) for one in headings if not asked.declaration.has(f"{path}.{one}")]
            told = f"{name}: {len(headings) - len(left)} of {len(headings)} answered"
            said.append(sentence(f"{told}; open: {', '.join(left)}" if left else told))
        if missing:
            return still_open(f"{lowered(missing)}. {' '.join(said)}".rstrip("."))
        return given(" ".join(said))

    return answer


def _panel(asked: Asked) -> Answer:
    one = asked.declaration.mapping("assurance.ethics_panel")
    if not one:
        return still_open("the panel, the date, the outcome, its conditions and the answer of the force")
    said = [f"{one.get('body')}, {one.get('date')}: {one.get('outcome')}"]
    for term, key in (("Conditions", "conditions"), ("Answer of the force", "response")):
        if one.get(key):
            said.append(f"{term}: {one[key]}")
    return given(" ".join(sentence(part) for part in said))


ROWS = (
    Row(
        "4.1",
        "On which ground in law the data is processed",
        ("declared",),
        "personal_or_high",
        (by.DPIA, by.ALGO_CARE),
        "assurance",
        declared(
            "4.1",
            ("Ground", "law.lawful_basis"),
            ("Sensitive facts are processed", "law.sensitive_processing"),
            ("Condition", "law.condition"),
            ("Appropriate policy document", "law.policy_document"),
            ("Ground for using protected characteristics to look for differences", "law.audit_condition"),
        ),
    ),
    Row(
        "4.2",
        "Data protection impact assessment",
        ("declared", "reviewer"),
        "submit",
        (by.DPIA, by.PAPER),
        "assurance",
        _dpia,
    ),
    Row(
        "4.3",
        "Equality impact assessment",
        ("declared", "reviewer"),
        "submit",
        (by.EQUALITY,),
        "assurance",
        declared(
            "4.3",
            ("Reference", "data.eqia.reference"),
            ("Conduct that the Act prohibits", "data.eqia.prohibited_conduct"),
            ("Equality of opportunity", "data.eqia.equal_opportunity"),
            ("Good relations", "data.eqia.good_relations"),
            ("Who was asked", "data.eqia.consultation"),
            ("Decision", "data.eqia.decision"),
            ("Next review", "data.eqia.review_by"),
        ),
    ),
    Row(
        "4.4",
        "What is done to find out about characteristics that are not measured",
        ("declared", "reviewer"),
        "submit",
        (by.BRIDGES,),
        "groups",
        _inquiry,
    ),
    Row(
        "4.5",
        "ALGO-CARE, and the Covenant for Using Artificial Intelligence in Policing",
        ("declared", "reviewer"),
        "submit",
        (by.ALGO_CARE, by.COVENANT),
        "assurance",
        _standards(
            "4.5",
            ("ALGO-CARE", "assurance.algo_care", tuple(AlgoCare.model_fields)),
            ("Covenant", "assurance.covenant", tuple(Covenant.model_fields)),
        ),
    ),
    Row(
        "4.6",
        "The seven ethics principles, and where they pull apart",
        ("declared",),
        "submit",
        (by.ETHICS,),
        "assurance",
        _standards(
            "4.6",
            ("Data and AI Ethics Framework", "assurance.ethics_principles", tuple(EthicsPrinciples.model_fields)),
        ),
    ),
    Row(
        "4.7",
        "Human rights: is it necessary and in proportion?",
        ("declared",),
        "personal_or_high",
        (by.ALGO_CARE,),
        "assurance",
        declared(
            "4.7",
            ("Article 8", "assurance.human_rights.article_8"),
            ("Article 10", "assurance.human_rights.article_10"),
            ("Article 11", "assurance.human_rights.article_11"),
            ("Article 14", "assurance.human_rights.article_14"),
        ),
    ),
    Row(
        "4.8",
        "What an ethics panel said, and what the force answered",
        ("reviewer",),
        "personal_or_high",
        (by.COLLEGE, by.COVENANT),
        "assurance",
        _panel,
    ),
)
"""The rows of this chapter."""
