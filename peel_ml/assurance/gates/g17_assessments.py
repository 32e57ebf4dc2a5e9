"""G17: the assessments of data protection and of equality are made, and still current, where they are required."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.assurance.expiry import ASSESSMENTS, review_dates
from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import answered, declared, failed, passed
from peel_ml.assurance.people import Role
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.usecase.rating import PERSONAL

DPIA, EQIA = (name for _, name in ASSESSMENTS)


def judge(submission: Submission) -> Judged:
    """Look for both assessments, and at the day of their next review; what has to be reviewed today still counts."""
    problems = [*_data_protection(submission), *_equality(submission), *_current(submission)]
    evidence = (
        *answered(submission, "4.2"),
        *answered(submission, "4.3"),
        declared(submission, "Data protection, as declared", "data.dpia"),
        declared(submission, "Equality, as declared", "data.eqia"),
    )
    if problems:
        who: Role = "equality_reviewer" if all(EQIA in one for one in problems) else "data_protection_officer"
        return failed(problems, "Have the assessment made or reviewed, and declare it.", who, *evidence)
    dates = ", ".join(f"{name} by {day.isoformat()}" for name, day in review_dates(submission.record).items() if day)
    needed = submission.declaration.get("data.dpia.required") is True
    kind = (
        "both assessments are made" if needed else f"a {DPIA} is not required, and it is said why; the {EQIA} is made"
    )
    return passed(f"{kind}. Next reviews: {dates}", *evidence)


def _data_protection(submission: Submission) -> Iterator[str]:
    declaration = submission.declaration
    required = declaration.get("data.dpia.required")
    if not isinstance(required, bool):
        yield f"whether a {DPIA} is required is not declared"
    elif not required:
        if not declaration.text("data.dpia.screening"):
            yield f"it is not said why no {DPIA} is required"
        if submission.record.data.class_ in PERSONAL and not declaration.text("data.dpia.officer_advice"):
            yield f"the data is personal, and no advice of the officer says that no {DPIA} is required"
    else:
        for key, what in (("reference", "is not named"), ("officer_advice", "comes without the officer’s advice")):
            if not declaration.text(f"data.dpia.{key}"):
                yield f"the required {DPIA} {what}"


def _equality(submission: Submission) -> Iterator[str]:
    for key, what in (("reference", "is not named"), ("decision", "has led to no decision")):
        if not submission.declaration.text(f"data.eqia.{key}"):
            yield f"the {EQIA} {what}"


def _current(submission: Submission) -> Iterator[str]:
    dates, today = review_dates(submission.record), submission.at.date()
    needed = [EQIA, *([DPIA] if submission.declaration.get("data.dpia.required") is True else [])]
    for name in dict.fromkeys((*needed, *dates)):
        if name not in dates:
            yield f"when the {name} is reviewed is not declared"
        elif (day := dates[name]) is None:
            yield f"the day of the review of the {name} cannot be read; write it like 2027-03-31"
        elif day < today:
            yield f"the {name} had to be reviewed by {day.isoformat()}"


GATE = Gate("G17", "The assessments of data protection and equality are made and current", judge)
