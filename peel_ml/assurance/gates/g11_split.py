"""G11: what the model was judged on is apart from what it learnt from, and no fact gives the answer away."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import answered, declared, failed, listed, passed, recorded
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.results.record import RunRecord
from peel_ml.results.studies.record import StudyRecord

LEAKS = ("single-feature-too-strong", "leakage-through-missingness")
"""Codes of the checks that look for the answer among the facts."""
TOLD = ("passed", "found", "not_applicable")
"""Outcomes that tell something: a check that was skipped lacked what it needs."""


def judge(submission: Submission) -> Judged:
    """Look at the kind of split, at what two parts share, and at the checks for leaks."""
    problems = [*_kind(submission), *_overlap(submission), *_leaks(submission)]
    evidence = (
        *answered(submission, "5.2"),
        declared(submission, "How it was declared to be split", "split"),
        recorded(submission, "What two parts have in common", "data", "split"),
        recorded(submission, "The parts", "data", "parts"),
        *(
            recorded(submission, f"{one.code}: {one.reason}", "checks", at)
            for at, one in enumerate(submission.record.checks)
            if one.code in LEAKS
        ),
    )
    if problems:
        todo = "Split by time or by group, leave out what is only known afterwards, then run again."
        return failed(problems, todo, "author", *evidence)
    how = "later months" if submission.declaration.text("split.kind") == "time" else "groups of its own"
    return passed(
        f"it was judged on {how} that it never learnt from, no record stands in two parts, and no fact it is given is "
        "the answer under another name",
        *evidence,
    )


def _kind(submission: Submission) -> Iterator[str]:
    kind = submission.declaration.text("split.kind")
    if kind == "random":
        yield "the records were split at random, which is for exploration only: like cases then stand on both sides"
    elif kind not in ("time", "group"):
        yield "how the records were split cannot be told"


def _overlap(submission: Submission) -> Iterator[str]:
    data = submission.record.data
    if data.split is None:
        yield "whether the parts overlap cannot be told: the run did not measure it"
        return
    if data.split.identical_rows:
        yield "there are records that equal a record of another part in everything known before the outcome"
    if data.split.shared_clusters:
        yield "there are events or people with records in more than one part"
    if submission.declaration.text("split.kind") != "time":
        return
    periods = [(one.name, one.period) for one in data.parts]
    if len(periods) < 2 or any(period is None for _, period in periods):
        yield "of which time each part is cannot be told"
        return
    for (first, before), (second, after) in pairwise(periods):
        if before is not None and after is not None and after.from_ <= before.to:
            yield f"the part {second.replace('_', '-')} begins before the part {first.replace('_', '-')} ends"


def _leaks(submission: Submission) -> Iterator[str]:
    record = submission.record
    # A study is judged on rows whose outcome no check compares with single facts: what it is given is dated instead.
    asked = LEAKS if isinstance(record, RunRecord) else ()
    made = {one.code for one in record.checks if one.outcome in TOLD}
    unmade = [code for code in asked if code not in made]
    if unmade:
        yield f"whether a fact gives the answer away cannot be told: not checked ({listed(unmade)})"
    for one in record.findings:
        if one.code in LEAKS and one.severity == "block":
            yield one.sentence
    columns = {one.name: one.known_when for one in record.data.columns}
    late = [name for name in record.model.features if columns.get(name) == "after"]
    if late:
        yield f"the model is given what is known only afterwards: {listed(late)}"
    # What a study makes of the past of a series is dated by how it is made; the stage's own tests hold that.
    dated = isinstance(record, StudyRecord)
    unknown = [
        name for name in record.model.features if columns.get(name) is None and not (dated and name not in columns)
    ]
    if unknown:
        yield f"when these facts become known cannot be told: {listed(unknown)}"


GATE = Gate("G11", "It was judged on records it had not seen, and no fact gives the answer away", judge)
