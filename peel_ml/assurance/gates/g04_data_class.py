"""G04: those who worked on the data may have it, and what had to be settled before it was read is settled."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import answered, declared, failed, listed, of_register, passed, recorded
from peel_ml.assurance.people import Person
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.usecase.rating import CLASS_WORDS, PERSONAL

SUPPLIER_MOST = "D2"
"""Highest class of data that a supplier may work on."""
MADE_UP_SCOPES = ("exploration", "rehearsal")


def judge(submission: Submission) -> Judged:
    """Hold the class of the data against who worked on it, the assessment and the agreements."""
    class_ = submission.record.data.class_
    problems = [*_class(submission), *_people(submission), *_personal(submission)]
    evidence = (
        *answered(submission, "0.5"),
        recorded(submission, f"Class {class_}, {CLASS_WORDS[class_]}", "data", "class"),
        declared(submission, "The assessment of data protection", "data.dpia"),
        *([declared(submission, "Agreement", "data.sharing")] if class_ in PERSONAL else []),
        of_register(f"Who worked on it: {listed([f'{one.name} ({one.affiliation})' for one in _made(submission)])}"),
    )
    if problems:
        todo = "Settle who may have the data, and on which ground, before it is read again."
        return failed(problems, todo, "owner", *evidence)
    return passed(
        f"the data is class {class_} ({CLASS_WORDS[class_]}). Everybody who is known to have worked on it may have it",
        *evidence,
    )


def _made(submission: Submission) -> list[Person]:
    author = submission.standing.author
    return list(dict.fromkeys((*submission.standing.makers, *([author] if author else []))))


def _class(submission: Submission) -> Iterator[str]:
    used, declared_class = submission.record.data.class_, submission.record.data.declared_class
    if used == "D0" and submission.scope not in MADE_UP_SCOPES:
        yield f"the data is made up, and a {submission.scope} needs the real data"
    if used != "D0" and used < declared_class:
        yield f"the data counts as class {used}, and the declaration says {declared_class}"
    if submission.declaration.text("data.class") != declared_class:
        yield "the class of the data is not the declared one"


def _people(submission: Submission) -> Iterator[str]:
    class_, made = submission.record.data.class_, _made(submission)
    suppliers = [one.name for one in made if one.affiliation == "supplier"]
    if suppliers and class_ > SUPPLIER_MOST:
        yield f"suppliers may work on classes D0 to {SUPPLIER_MOST} only, and on this worked {listed(suppliers)}"
    if not made:
        yield "who worked on the data is not known"
    if class_ not in PERSONAL:
        return
    if submission.manifest.unknown_makers:
        yield f"{submission.manifest.unknown_makers} of those who wrote its code are nobody in the register"
    outside = [one.name for one in made if one.affiliation != "met"]
    agreed = [one for one in submission.declaration.items("third_parties") if one.get("agreement")]
    if outside and not agreed:
        yield f"no processing contract is declared for those from outside: {listed(outside)}"


def _personal(submission: Submission) -> Iterator[str]:
    declaration = submission.declaration
    if declaration.get("data.dpia.required") is None:
        yield "whether a data protection impact assessment is required is not declared"
    if submission.record.data.class_ not in PERSONAL:
        return
    if declaration.get("data.dpia.required") is True and not declaration.text("data.dpia.reference"):
        yield "the data protection impact assessment is required, and none is named"
    if not declaration.text("data.sharing"):
        yield "the agreement under which this personal data may be used is not declared"
    if declaration.text("data.regime") in (None, "none"):
        yield "which part of the Data Protection Act the personal data is processed under is not declared"


GATE = Gate("G04", "Everybody who worked on the data was allowed to", judge)
