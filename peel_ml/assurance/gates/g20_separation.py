"""G20: author, reviewer and approver are different people, and nobody decides on what they made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from peel_ml.assurance.expiry import high_risk
from peel_ml.assurance.gates.g04_data_class import SUPPLIER_MOST
from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import answered, failed, listed, of_register, passed
from peel_ml.assurance.people import Person
from peel_ml.assurance.submissions.submission import Submission


def judge(submission: Submission) -> Judged:
    """Look at everybody who takes part so far. Who is not known yet is judged when they act, and it says so."""
    one = submission.standing
    parts: dict[str, tuple[Person, ...]] = {
        "author": (one.author,) if one.author else (),
        "owner": (one.owner,) if one.owner else (),
        "reviewer": (one.reviewer,) if one.reviewer else (),
        "approver": one.approvers,
    }
    problems = [*_same(submission, parts), *_made(submission, parts), *_outside(submission, parts)]
    if not one.author:
        problems.append("who submits it is not known")
    unknown = submission.manifest.unknown_makers
    known = "; ".join(f"{part}: {listed([who.name for who in people])}" for part, people in parts.items() if people)
    evidence = (
        of_register(known or "Nobody takes part yet"),
        of_register(
            f"Who ran, coded or tuned it: {listed(submission.manifest.made_by) or 'nobody in the register'}"
            + (f"; {unknown} more who wrote code are nobody in the register" if unknown else "")
        ),
        *answered(submission, "2.1"),
    )
    if problems:
        return failed(problems, "Ask somebody else to review or to approve.", "owner", *evidence)
    waiting = [part for part in ("reviewer", "approver") if part in submission.rule.people and not parts[part]]
    rest = f". Not known yet, and judged when they act: {listed(waiting)}" if waiting else ""
    return passed(f"nobody who takes part decides on what they made ({known}){rest}", *evidence)


def _same(submission: Submission, parts: dict[str, tuple[Person, ...]]) -> Iterator[str]:
    class_ = max(submission.record.data.class_, submission.record.data.declared_class)
    one_person_may = class_ in submission.rule.reviewer_may_approve
    if len({who.id for who in parts["approver"]}) < len(parts["approver"]):
        yield "the same person approves twice"
    for first, second in combinations(parts, 2):
        if (first, second) == ("reviewer", "approver") and one_person_may:
            continue
        both = sorted({who.name for who in parts[first]} & {who.name for who in parts[second]})
        ids = {who.id for who in parts[first]} & {who.id for who in parts[second]}
        if ids and {first, second} != {"owner", "author"}:
            yield f"{listed(both) or listed(sorted(ids))} is both {first} and {second}"
        elif ids:
            yield f"{listed(both) or listed(sorted(ids))} submits it and countersigns it"


def _made(submission: Submission, parts: dict[str, tuple[Person, ...]]) -> Iterator[str]:
    makers = {*submission.manifest.made_by, *(one.id for one in submission.standing.makers)}
    for part in ("owner", "reviewer", "approver"):
        for who in parts[part]:
            if who.id in makers:
                yield f"{who.name} launched, coded or tuned it, and would act on it as {part}"


def _outside(submission: Submission, parts: dict[str, tuple[Person, ...]]) -> Iterator[str]:
    class_ = max(submission.record.data.class_, submission.record.data.declared_class)
    for part, people in parts.items():
        for who in people:
            if not who.active:
                yield f"{who.name} has left and can act no more"
            if who.affiliation == "supplier" and part != "author":
                yield f"{who.name} belongs to a supplier, and would act as {part}"
            elif who.affiliation == "supplier" and class_ > SUPPLIER_MOST:
                yield f"{who.name} belongs to a supplier, and the data is class {class_}"
    approvers = parts["approver"]
    if not high_risk(submission.record) or not submission.rule.two_if_high:
        return
    if len(approvers) >= 2 and all(who.data_office for who in approvers):
        yield "the risk is high, and none of the approvers is from outside the Data Office"


GATE = Gate("G20", "Those who decide did not make it, and are different people", judge)
