"""What it is for, who answers for it, and what people do with it: fields 1 to 3."""

from __future__ import annotations

import re

from peel_ml.usecase.questions.question import Question, each, is_false_or_true
from peel_ml.usecase.reading import Reading

OWNER, AUTHOR = "owner", "author"


def _named_third_parties(reading: Reading) -> bool:
    return bool(reading.items("third_parties"))


# The words in which `peel new` marks what it wrote for somebody else to write.
EXAMPLE = re.compile(r"example, to write over", re.IGNORECASE)
PROPOSED = re.compile(r"proposed, to confirm", re.IGNORECASE)

QUESTIONS = (
    Question(
        "question",
        "1.1",
        "What it asks, in the words of those who ask it (an example stands there)",
        "Write your own words wherever the declaration says: Example, to write over",
        AUTHOR,
        check=lambda reading: not reading.says(EXAMPLE),
    ),
    Question(
        "data.columns",
        "5.2",
        "What its columns are and when each is known (they were proposed, and nobody has confirmed them)",
        "Confirm or mend every column that says: Proposed, to confirm",
        AUTHOR,
        check=lambda reading: not reading.says(PROPOSED),
    ),
    Question(
        "plain_description",
        "1.1",
        "What it is, in words for the public",
        "Say what it does in at most three sentences for the public",
        AUTHOR,
    ),
    Question("people.contact", "1.3", "How to reach the team", "Give a team mailbox", OWNER),
    Question(
        "people.website_url", "1.3", "Where the public can read about it", "Give the page where it is described", OWNER
    ),
    Question("people.organisation", "2.1", "Which organisation it belongs to", "Name the organisation", OWNER),
    Question("people.team", "2.1", "Which team it belongs to", "Name the team", OWNER),
    Question(
        "people.owner_role",
        "2.1",
        "Who is responsible (a role, not a name)",
        "Name the responsible role",
        OWNER,
    ),
    Question("people.developer", "2.1", "Who developed it", "Name the team that developed it", AUTHOR),
    Question(
        "people.single_point_of_contact",
        "2.1",
        "Who speaks for the use case (a role)",
        "Name the role that speaks for the use case",
        OWNER,
    ),
    Question(
        "third_parties",
        "2.2",
        "Whether anybody outside takes part",
        "List suppliers and partners; an empty list says that there is none",
        OWNER,
        check=lambda reading: isinstance(reading.get("third_parties"), list | tuple),
    ),
    Question(
        "third_parties.procurement",
        "2.2",
        "How each third party came in",
        "Say for each third party how it was procured",
        OWNER,
        check=each("third_parties", "procurement"),
        when=_named_third_parties,
    ),
    Question("business_problem", "3.1", "Which problem it answers", "Say what goes wrong today, and for whom", OWNER),
    Question("decision.supported", "3.2", "Which decision it informs", "Name the decision it supports", OWNER),
    Question("decision.maker", "3.2", "Who makes that decision", "Name the role that decides", OWNER),
    Question("decision.unit", "3.2", "What one row stands for", "Say what one row stands for", AUTHOR),
    Question("decision.frequency", "3.2", "How often it is used", "Say how often it is used", OWNER),
    Question(
        "decision.scale",
        "3.2",
        "How many outputs, decisions or people it is about",
        "Say how many outputs, decisions or people a year",
        OWNER,
    ),
    Question(
        "oversight.advisory_statement",
        "3.3",
        "Whether the output only advises",
        "Say in one sentence that the output advises and does not decide",
        OWNER,
    ),
    Question(
        "oversight.automation", "3.3", "How far it runs by itself", "Say how far a person takes part in each use", OWNER
    ),
    Question(
        "oversight.significant_decision",
        "3.3",
        "Whether a decision that weighs heavily on a person rests on it",
        "Say whether a decision with legal or similar effect on a person rests on it",
        OWNER,
        check=is_false_or_true("oversight.significant_decision"),
    ),
    Question(
        "oversight.human_involvement",
        "3.3",
        "How a person takes part",
        "Say what the person sees, knows and may change",
        OWNER,
    ),
    Question("oversight.human_review", "3.4", "Who reviews the output", "Say who reviews the output, and when", OWNER),
    Question(
        "oversight.override_recording",
        "3.4",
        "How it is recorded when a person decides otherwise",
        "Say how it is recorded when a person decides otherwise",
        OWNER,
    ),
    Question(
        "oversight.required_training", "3.4", "Which training it needs", "Say what users must have learnt first", OWNER
    ),
    Question(
        "oversight.appeals_and_review",
        "3.4",
        "How somebody affected can object",
        "Say how somebody affected can ask, object or have it reviewed",
        OWNER,
    ),
    Question("intended_users", "3.5", "Who is meant to use it", "List the roles that may use it", OWNER),
    Question("intended_uses", "3.5", "What it is meant to be used for", "List what it may be used for", OWNER),
    Question("out_of_scope_uses", "3.5", "What it must not be used for", "List what it must not be used for", OWNER),
    Question(
        "benefits",
        "3.6",
        "What good it is meant to do, and how that is measured",
        "Say what good it does and how that is measured",
        OWNER,
        check=each("benefits", "how_measured"),
    ),
    Question(
        "previous_process",
        "3.6",
        "What is done today",
        "Describe today's method, so that the model can be compared with it",
        AUTHOR,
    ),
    Question(
        "alternatives_considered",
        "3.6",
        "Which other ways were considered",
        "List other ways that were considered, doing nothing included",
        OWNER,
    ),
    Question(
        "harms",
        "3.7",
        "Who is harmed by a wrong yes, and by a wrong no",
        "Say who is hurt by each kind of error, how badly, and whether it can be undone",
        OWNER,
        check=lambda reading: bool(reading.mapping("harms.false_positive") and reading.mapping("harms.false_negative")),
    ),
    Question(
        "purpose.children_or_vulnerable_people",
        "3.8",
        "Whether children or vulnerable people are among those it is about",
        "Say whether children or vulnerable people are among those it is about",
        OWNER,
        check=is_false_or_true("purpose.children_or_vulnerable_people"),
    ),
)
"""In the order of the card's specification."""
