"""G22: the risk is rated, and an approval ends no later than that allows."""

from __future__ import annotations

from peel_ml.assurance.expiry import cap, rating, review_dates
from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import answered, declared, failed, listed, of_register, passed
from peel_ml.assurance.submissions.submission import Submission

RESTS_ON = (
    ("data.class", "the class of the data"),
    ("decision.type", "the kind of decision"),
    ("purpose.about", "what one record is about"),
    ("purpose.children_or_vulnerable_people", "whether children or vulnerable people are among them"),
    ("purpose.directs_presence", "whether it sends officers to places"),
    ("harms.false_positive.severity", "how bad a wrong alarm is"),
    ("harms.false_negative.severity", "how bad a wrong all-clear is"),
)
"""What the rules of the rating read. What is not declared makes nothing riskier, so all of it has to be."""


def judge(submission: Submission) -> Judged:
    """Rate the risk by rule, and hold the end of the approval against the latest end that is allowed."""
    found, end = rating(submission.record), cap(submission.scope, submission.record, submission.at, submission.policy)
    open_ = [words for path, words in RESTS_ON if submission.declaration.get(path) is None]
    until = submission.standing.valid_until
    problems = []
    if open_:
        problems.append(f"the risk cannot be rated: not declared is {listed(open_, 7)}")
    unread = [name for name, day in review_dates(submission.record).items() if day is None]
    if unread:
        problems.append(f"how long an approval may last cannot be told: no day can be read for the {listed(unread)}")
    if end <= submission.at:
        problems.append(f"an approval would have had to end on {end.date().isoformat()}: a review is due first")
    if until is not None and until > end:
        problems.append(f"the approval would last to {until.date().isoformat()}, later than {end.date().isoformat()}")
    elif until is not None and until <= submission.at:
        problems.append("the approval would end before it begins")
    evidence = (
        *answered(submission, "3.8"),
        declared(submission, "The risk that is declared in its place", "risk_override"),
        *([of_register(f"The approval would end on {until.date().isoformat()}")] if until else []),
    )
    if problems:
        todo = "Declare what the rating rests on, have the assessments reviewed, and ask for a shorter time."
        return failed(problems, todo, "owner", *evidence)
    last = until or end
    ends = "An approval would end on" if until else "An approval may last to"
    return passed(f"the risk is rated {found.level}. {ends} {last.date().isoformat()}, and no later", *evidence)


GATE = Gate("G22", "The risk is rated, and the approval ends in time", judge)
