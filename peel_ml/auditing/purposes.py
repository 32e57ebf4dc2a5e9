"""What is asked of each purpose: the metric that is judged, and which direction harms. Declared before any figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peel_ml.fairness.declaration import DeclaredTolerance, Fairness
from peel_ml.usecase.purpose import PROHIBITED, WORDS

PROHIBITED_HEADING = "Disparity audit of a prohibited use. Not evidence for adopting it."

Flagged = Literal["help", "burden"]


@dataclass(frozen=True)
class Question:
    """What being flagged means to a person, and the type of decision whose limit illustrates the verdicts."""

    flagged: Flagged
    decision_type: str
    describes: bool = False
    """Past practice is described and nobody is to be selected: where there is a score, it is judged first, because
    error rates differ wherever base rates do, also for a model that is right about everybody."""


QUESTIONS: dict[str, Question] = {
    "recorded_outcome": Question("burden", "enforcement_audit", describes=True),
    "service_need": Question("help", "service"),
    "service_demand": Question("help", "service"),
    "recorded_count": Question("burden", "resource"),
    "survey_measure": Question("help", "insight"),
    "change": Question("help", "insight"),
    "effect": Question("help", "insight"),
    "safeguard_applied": Question("help", "service"),
    "case_attrition": Question("help", "service"),
    "missing_again": Question("help", "service"),
    "victimisation": Question("help", "service"),
}
"""One row a purpose; a test holds it to the closed list. Every prohibited purpose is a burden."""

ERRORS = (
    "false_positive_rate",
    "false_negative_rate",
    "false_discovery_rate",
    "false_omission_rate",
)
"""The four error rates: all are judged in the audit of somebody else's classifier."""


def question_of(purpose: str) -> Question:
    """Return what is asked of a purpose.

    Examples
    --------
    >>> question_of("recidivism")
    Question(flagged='burden', decision_type='enforcement_audit', describes=False)
    """
    return QUESTIONS.get(purpose, Question("burden", "enforcement_audit"))


def heading_of(purpose: str) -> str:
    """Return what stands over the audit.

    Examples
    --------
    >>> heading_of("service_need")
    'Disparity audit of predictions made elsewhere: who needs a service.'
    """
    if purpose in PROHIBITED:
        return PROHIBITED_HEADING
    return f"Disparity audit of predictions made elsewhere: {WORDS[purpose]}."


def fairness_of(
    purpose: str,
    *,
    decided: bool,
    scored: bool,
    controls: tuple[str, ...] = (),
    tolerance: DeclaredTolerance | None = None,
) -> Fairness:
    """Return the question as the engine takes it.

    A person who needs help is harmed by being missed, so the true positive rate is judged first, and less of it is
    worse; a person who is burdened is harmed by being flagged without reason, so the false positive rate is. Where
    nobody is flagged the scores are judged: more observed than expected is need that was not seen, less is a burden
    that the outcome does not bear out.

    Examples
    --------
    >>> fairness_of("service_need", decided=True, scored=False).primary
    'true_positive_rate'
    """
    question = question_of(purpose)
    helped = question.flagged == "help"
    rate = "true_positive_rate" if helped else "false_positive_rate"
    by_score = scored and (question.describes or not decided)
    primary = "observed_minus_expected" if by_score else rate
    return Fairness.model_validate(
        {
            "primary": primary,
            # Where people are helped, a lower share found is worse, and more observed than expected.
            "worse": "higher" if helped == by_score else "lower",
            "also_judged": tuple(name for name in ERRORS if name != primary) if decided else (),
            "controls": controls,
            "tolerance": tolerance or "not_agreed",
        }
    )
