"""G19: every claim has evidence of this run that can be looked up, and no doubt about one is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import (
    CARD,
    RECORD,
    Documents,
    failed,
    json_of,
    listed,
    of_register,
    passed,
    recorded,
)
from peel_ml.assurance.submissions.submission import Submission

CODE = "G19"
URL = "peel:sha256:"
"""How the assurance case names a frozen file: by its digest, then a pointer."""


def over(submission: Submission, others: Mapping[str, Judged]) -> Judged:
    """Look up what every other gate rests on, and ask the register for open doubts.

    Parameters
    ----------
    submission : Submission
    others : mapping of str to Judged
        How every other gate came out, by code: each is one claim.
    """
    documents = Documents(submission.files)
    problems = [
        *_claims(documents, others),
        *_case(submission, documents),
        *_fresh(submission),
        *(f"an open doubt speaks against it: {one}" for one in submission.standing.defeaters),
    ]
    evidence = (
        recorded(submission, f"Begun {submission.record.provenance.started_at}", "provenance", "started_at"),
        of_register(f"Open doubts: {len(submission.standing.defeaters) or 'none'}"),
    )
    if problems:
        return failed(problems, "Answer the doubts, and submit evidence that can be looked up.", "author", *evidence)
    number = sum(len(one.evidence) for one in others.values())
    return passed(
        f"each of {len(others)} claims rests on something that can be looked up in the frozen files of this run or in "
        f"the register ({number} pieces of evidence), and no doubt is open",
        *evidence,
    )


def _claims(documents: Documents, others: Mapping[str, Judged]) -> Iterator[str]:
    bare = [code for code, one in others.items() if not one.evidence]
    if bare:
        yield f"{len(bare)} claims rest on nothing: {listed(bare)}"
    lost = [
        f"{piece.pointer} ({code})"
        for code, one in others.items()
        for piece in one.evidence
        if piece.pointer and not documents.resolves(piece.pointer)
    ]
    if lost:
        yield f"this evidence cannot be looked up: {listed(lost)}"


def _case(submission: Submission, documents: Documents) -> Iterator[str]:
    """Look up what a frozen assurance case names: each file by its digest, each place in it."""
    names = {one.sha256: one.name for one in submission.manifest.files}
    for name, content in submission.files.items():
        document = json_of(content) if name.endswith(".json") and name not in (CARD, RECORD) else None
        lost = []
        for url in _urls(document):
            digest, mark, keys = url.removeprefix(URL).partition("#")
            if digest not in names or not documents.resolves(f"{names[digest]}{mark}{keys}"):
                lost.append(url)
        if lost:
            yield f"{name} names evidence that is not among the frozen files: {listed(lost, 2)}"


def _urls(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith(URL):
            yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _urls(one)
    elif isinstance(value, list):
        for one in value:
            yield from _urls(one)


def _fresh(submission: Submission) -> Iterator[str]:
    """See that the evidence is of this run and that time runs forward."""
    record = submission.record
    if record.provenance.run_id != submission.manifest.run_id or record.use_case != submission.manifest.use_case:
        yield "the evidence is of another run"
    started = moment(record.provenance.started_at)
    if started is None:
        yield "when the evidence was made cannot be told"
    elif started > submission.at:
        yield "the evidence was made later than it is judged: a clock is wrong"


def moment(text: str) -> datetime | None:
    """Return a time with its zone; ``None`` where it cannot be read as one.

    Examples
    --------
    >>> moment("2026-11-28T16:55:30+00:00").year, moment("2026-11-28"), moment("soon")
    (2026, None, None)
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def judge(submission: Submission) -> Judged:
    """Judge every other gate, then look up what they rest on; `peel_ml.assurance.gates.judge` does both at once."""
    from peel_ml.assurance.gates import GATES

    return over(submission, {gate.code: gate.judge(submission) for gate in GATES if gate.code != CODE})


GATE = Gate(CODE, "Every claim rests on evidence of this run, and no doubt is open", judge)
