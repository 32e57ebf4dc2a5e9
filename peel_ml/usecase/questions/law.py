"""Law, assessments and standards: field 0.5 and fields 4."""

from __future__ import annotations

from peel_ml.data.declaration import NINE
from peel_ml.usecase.questions.question import Check, Question, every, is_false_or_true, is_true
from peel_ml.usecase.reading import Reading
from peel_ml.usecase.standards import AlgoCare, Covenant, EthicsPrinciples, HumanRights

OFFICER, EQUALITY, OWNER, AUTHOR = "data protection officer", "equality reviewer", "owner", "author"


def inquired(name: str) -> Check:
    """Return a check that the duty of inquiry is answered for a characteristic that is declared as not measured."""

    def check(reading: Reading) -> bool:
        item = reading.mapping(f"protected.not_measured.{name}")
        return (
            not item or item.get("why") == "not_relevant" or bool(item.get("steps_taken") and item.get("steps_planned"))
        )

    return check


def _overruled(reading: Reading) -> bool:
    return reading.text("data.dpia.advice") == "overruled"


def _high_left(reading: Reading) -> bool:
    return reading.text("data.dpia.residual_risk") == "high"


_REQUIRED = is_true("data.dpia.required")

QUESTIONS = (
    Question(
        "data.regime",
        "0.5",
        "Which part of the Data Protection Act applies",
        "Name the part of the Data Protection Act it is processed under",
        OFFICER,
    ),
    Question(
        "law.lawful_basis",
        "4.1",
        "On which ground in law the data is processed",
        "Name the lawful basis or the Part 3 ground, or say why no personal data is processed",
        OFFICER,
        personal_or_high=True,
    ),
    Question(
        "law.sensitive_processing",
        "4.1",
        "Whether sensitive facts about people are processed",
        "Say whether special category data or sensitive processing is involved",
        OFFICER,
        check=is_false_or_true("law.sensitive_processing"),
        personal_or_high=True,
    ),
    Question(
        "law.condition",
        "4.1",
        "Which condition allows sensitive facts to be processed",
        "Name the Schedule 8 or Schedule 1 condition",
        OFFICER,
        when=is_true("law.sensitive_processing"),
        personal_or_high=True,
    ),
    Question(
        "law.policy_document",
        "4.1",
        "The appropriate policy document",
        "Reference the appropriate policy document",
        OFFICER,
        when=is_true("law.sensitive_processing"),
        personal_or_high=True,
    ),
    Question(
        "law.audit_condition",
        "4.1",
        "On which ground protected characteristics are used to look for differences",
        "Name the ground for using protected characteristics in the audit",
        OFFICER,
        personal_or_high=True,
    ),
    Question(
        "data.dpia",
        "4.2",
        "Whether a data protection impact assessment is needed",
        "Say whether a data protection impact assessment is required",
        OFFICER,
    ),
    Question(
        "data.dpia.screening",
        "4.2",
        "What the screening for that assessment came to",
        "Give the reason why it is required or not",
        OFFICER,
    ),
    *(
        Question(f"data.dpia.{key}", "4.2", question, asks, OFFICER, when=when)
        for key, question, asks, when in (
            (
                "reference",
                "The data protection impact assessment",
                "Reference the data protection impact assessment",
                _REQUIRED,
            ),
            ("officer_advice", "What the data protection officer advised", "Give the advice", _REQUIRED),
            ("advice", "What became of that advice", "Say whether the advice was accepted or overruled", _REQUIRED),
            ("overruled_because", "Why that advice was overruled", "Give the reason", _overruled),
            ("residual_risk", "Which risk to people is left", "Say which risk to people is left", _REQUIRED),
            (
                "commissioner_consulted",
                "Whether the Information Commissioner was consulted",
                "Say whether the Information Commissioner was consulted",
                _high_left,
            ),
            (
                "review_by",
                "When the data protection impact assessment is reviewed",
                "Give the date of its next review",
                _REQUIRED,
            ),
        )
    ),
    Question(
        "data.eqia.reference",
        "4.3",
        "The equality impact assessment",
        "Reference the equality impact assessment",
        EQUALITY,
    ),
    Question(
        "data.eqia.limbs",
        "4.3",
        "What it does for each of the three aims of the equality duty",
        "Answer for the three limbs of section 149: prohibited_conduct, equal_opportunity, good_relations",
        EQUALITY,
        check=every("data.eqia", "prohibited_conduct", "equal_opportunity", "good_relations"),
    ),
    Question(
        "data.eqia.consultation", "4.3", "Who was asked about it", "Say who was asked, and what they said", EQUALITY
    ),
    Question("data.eqia.decision", "4.3", "What was decided on it", "Say what was decided on it", EQUALITY),
    Question(
        "data.eqia.review_by",
        "4.3",
        "When the equality impact assessment is reviewed",
        "Give the date of its next review",
        EQUALITY,
    ),
    *(
        Question(
            f"protected.not_measured.{name}",
            "4.4",
            f"What is done to find out about {name.replace('_', ' ')}",
            "Say what was done and will be done to find out (steps_taken, steps_planned)",
            OWNER,
            check=inquired(name),
        )
        for name in NINE
    ),
    Question(
        "assurance.algo_care",
        "4.5",
        "The eight headings of ALGO-CARE",
        "Answer each of the eight headings of ALGO-CARE, with where the evidence stands",
        OWNER,
        check=every("assurance.algo_care", *AlgoCare.model_fields),
    ),
    Question(
        "assurance.covenant",
        "4.5",
        "The six principles of the Covenant for Using Artificial Intelligence in Policing",
        "Answer each of the six principles of the Covenant, with where the evidence stands",
        OWNER,
        check=every("assurance.covenant", *Covenant.model_fields),
    ),
    Question(
        "assurance.ethics_principles",
        "4.6",
        "The seven principles of the Data and AI Ethics Framework",
        "Assess it against each of the seven principles of the Data and AI Ethics Framework",
        OWNER,
        check=every("assurance.ethics_principles", *EthicsPrinciples.model_fields),
    ),
    Question(
        "assurance.ethics_tradeoffs",
        "4.6",
        "Where two of these principles pull apart",
        "Say where two principles pull apart, and which way it was decided",
        OWNER,
    ),
    Question(
        "assurance.human_rights",
        "4.7",
        "Whether it is necessary and in proportion for human rights",
        "Answer for Articles 8, 10, 11 and 14 of the Convention",
        OWNER,
        check=every("assurance.human_rights", *HumanRights.model_fields),
        personal_or_high=True,
    ),
)
"""In the order of the card's specification."""
