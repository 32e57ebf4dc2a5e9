"""G10: no rule that turns a score into a decision reads a protected characteristic."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import answered, declared, failed, listed, not_applicable, passed, recorded
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.evaluation.declaration import OperatingPoint
from peel_ml.fairness.mitigation.refused import refused_estimator

ONE_FOR_ALL = frozenset(OperatingPoint.model_fields)
"""Everything that a rule may hold: one threshold, one capacity or one ratio of costs, the same for everybody."""


def judge(submission: Submission) -> Judged:
    """Look for thresholds by group, and for estimators that read a group when they predict."""
    point, record = submission.declaration.get("operating_point"), submission.record
    evidence = (
        *answered(submission, "7.4"),
        declared(submission, "The rule for decisions", "operating_point"),
        recorded(submission, "The model that was chosen", "model", "candidate"),
    )
    problems = [*_rule(point), *_estimators(submission)]
    if point == "none" and record.scores.operating_point is not None:
        problems.append("no rule for decisions is declared, and the run has one")
    if problems:
        return failed(problems, "Declare one rule for everybody, then run again.", "author", *evidence)
    if point == "none":
        return not_applicable("no score becomes a decision: nobody is selected", *evidence)
    return passed("one rule turns scores into decisions, and it is the same for everybody", *evidence)


def _rule(point: object) -> Iterator[str]:
    if point == "none":
        return
    if not isinstance(point, dict) or not point.get("rule"):
        yield "which rule turns scores into decisions is not declared"
        return
    other = sorted(set(map(str, point)) - ONE_FOR_ALL)
    if other:
        yield f"the rule for decisions holds more than one rule for everybody: {listed(other)}"
    several = sorted(str(key) for key, value in point.items() if isinstance(value, dict | list | tuple))
    if several:
        yield f"the rule for decisions differs between people: {listed(several)}"


def _estimators(submission: Submission) -> Iterator[str]:
    chosen = [submission.record.model.candidate, *submission.declaration.texts("candidates")]
    for name in dict.fromkeys(chosen):
        why = refused_estimator(name)
        if why is not None:
            yield why


GATE = Gate("G10", "The same rule decides for everybody", judge)
