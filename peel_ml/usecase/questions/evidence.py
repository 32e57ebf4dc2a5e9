"""Data, fairness, explanation, limits and monitoring: fields 5 to 13."""

from __future__ import annotations

from collections.abc import Mapping

from peel_ml.data.declaration import NINE
from peel_ml.usecase.questions.question import Check, Question, each, every
from peel_ml.usecase.reading import Reading
from peel_ml.usecase.risks import CATEGORIES
from peel_ml.usecase.standards import Explanations

OWNER, AUTHOR, BOTH = "owner", "author", "owner and equality reviewer"


def _nine(reading: Reading) -> bool:
    declared = reading.mapping("protected.measured").values()
    measured = {one.get("characteristic") for one in declared if isinstance(one, Mapping)}
    return all(name in measured or name in reading.mapping("protected.not_measured") for name in NINE)


def _limit(reading: Reading) -> bool:
    limit = reading.mapping("fairness.tolerance")
    return bool(str(limit.get("reason") or "").strip()) and any(
        one.isdigit() for one in str(limit.get("harm_figure") or "")
    )


def _agreed(reading: Reading) -> bool:
    roles = [role.lower() for role in reading.texts("fairness.tolerance.agreed_by")]
    return all(any(word in role for role in roles) for word in ("owner", "equality"))


def _all_categories(reading: Reading) -> bool:
    return {one.get("category") for one in reading.items("risks")} >= set(CATEGORIES)


def _all_types(reading: Reading) -> bool:
    def said(kind: str) -> bool:
        one = reading.mapping(f"explanations.{kind}")
        return bool(one.get("not_applicable") or (one.get("process") and one.get("outcome")))

    return all(said(kind) for kind in Explanations.model_fields)


def _by_time_or_group(reading: Reading) -> bool:
    return reading.get("split.kind") in ("time", "group")


def _data(key: str, field: str, question: str, asks: str, who: str = AUTHOR, check: Check | None = None) -> Question:
    return Question(f"data.origin.{key}", field, question, asks, who, check=check)


QUESTIONS = (
    _data("name", "5.1", "What the data is called", "Give the name under which the data is known"),
    _data("publisher", "5.1", "Who publishes the data", "Name who publishes the data"),
    _data("licence", "5.1", "Under which licence", "Name its licence"),
    _data("url", "5.1", "Where it can be had", "Give its address, or say where it is kept"),
    _data("geography", "5.1", "Which area it covers", "Name the area it covers"),
    _data("modality", "5.1", "Of which kind it is", "Say of which kind it is, for example tabular"),
    Question(
        "split",
        "5.2",
        "A split by time or by group",
        "Split by time or by group; a random split stays in exploration",
        AUTHOR,
        check=_by_time_or_group,
    ),
    _data("original_purpose", "5.3", "What the data was first collected for", "Say what it was first collected for"),
    _data("collection", "5.3", "How it was collected", "Say how a fact comes to stand in the record"),
    _data("selection", "5.3", "What decides whether something is recorded", "Say what decides what is recorded"),
    Question(
        "task.label_construct",
        "5.7",
        "What the recorded outcome stands for",
        "Say what the label is meant to stand for",
        AUTHOR,
    ),
    Question(
        "task.label_bias",
        "5.7",
        "In which direction the record may be wrong",
        "Say how the record may differ from that",
        AUTHOR,
    ),
    Question(
        "task.label_delay",
        "5.7",
        "How long after the event the outcome is known",
        "Say how long after the event the outcome is known",
        AUTHOR,
    ),
    Question(
        "data.sharing",
        "5.9",
        "Under which agreement the data is shared",
        "Name the sharing agreement or the licence",
        OWNER,
        personal_or_high=True,
    ),
    Question(
        "data.origin.access",
        "5.9",
        "Who can read the data",
        "List the roles that can read it",
        OWNER,
        personal_or_high=True,
    ),
    Question(
        "data.retention",
        "5.9",
        "How long the data is kept",
        "Say how long the data is kept",
        OWNER,
        personal_or_high=True,
    ),
    Question(
        "data.origin.deletion",
        "5.9",
        "When the data is deleted",
        "Say when it is deleted: a date, or what triggers it",
        OWNER,
        personal_or_high=True,
    ),
    Question(
        "protected",
        "8.1",
        "All nine protected characteristics: measured, or why not",
        "Account for all nine protected characteristics",
        AUTHOR,
        check=_nine,
    ),
    Question(
        "fairness.tolerance",
        "8.2",
        "Which limit for differences between groups is agreed, and why",
        "Agree a limit, with its reason and the harm figure it comes from, a number of people",
        BOTH,
        check=_limit,
    ),
    Question(
        "fairness.tolerance.agreed_by",
        "8.2",
        "Who agreed that limit",
        "Name the owner and the equality reviewer as those who agreed the limit",
        BOTH,
        check=_agreed,
    ),
    Question(
        "mitigation_choice",
        "8.7",
        "Why a less unequal way was not chosen",
        "Say why a less unequal alternative was not chosen, or why none was looked for",
        OWNER,
    ),
    Question(
        "considered",
        "8.8",
        "Where protected characteristics were considered",
        "State it for the analysis, the conclusions and the recommendations",
        OWNER,
        check=every("considered", "analysis", "conclusions", "recommendations"),
    ),
    Question(
        "explanations",
        "9.2",
        "What can be explained to whom, in six types",
        "Answer for each of the six types of explanation, process and outcome, or say why it does not apply",
        AUTHOR,
        check=_all_types,
    ),
    Question("limitations", "11.1", "Known limitations", "List what it cannot do", AUTHOR),
    Question("tradeoffs", "11.1", "What was traded for what", "List what was traded for what", AUTHOR),
    Question(
        "ethical_considerations",
        "11.1",
        "What else was weighed, and what is done about it",
        "List ethical considerations and what is done about each",
        OWNER,
    ),
    Question(
        "falsifiers",
        "11.1",
        "What would show that it is wrong",
        "List the findings after which it would be stopped",
        AUTHOR,
    ),
    Question(
        "risks",
        "11.2",
        "The risks in the six categories, and who owns each",
        "List risks in all six categories: " + ", ".join(CATEGORIES),
        OWNER,
        check=_all_categories,
    ),
    Question(
        "feedback_loop",
        "11.3",
        "Whether the output changes what gets recorded",
        "Say whether its output changes what gets recorded",
        AUTHOR,
    ),
    Question(
        "monitors",
        "13.1",
        "What will be watched after the start, and who acts",
        "Say what is watched, by whom, and what happens then",
        OWNER,
        check=each("monitors", "metric", "threshold", "cadence", "owner", "action"),
    ),
    Question(
        "retirement_plan",
        "13.1",
        "How it is taken out of use",
        "Say when and how it is taken out of use",
        OWNER,
    ),
)
"""In the order of the card's specification."""
