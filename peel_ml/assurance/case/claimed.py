"""A submission's claims with all that speaks for and against each: what every rendering of the case is made from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from peel_ml.assurance.case.claims import BY_CODE
from peel_ml.assurance.case.measured import Measured, measured
from peel_ml.assurance.case.pointers import url
from peel_ml.assurance.case.verdicts import Verdict, worst
from peel_ml.assurance.gates.gate import GateResult
from peel_ml.assurance.submissions.submission import Submission

_AGAINST = re.compile(r"(G\d\d)\b[:.]?\s*")
_OF_GATES: dict[str, Verdict | None] = {"passed": "PASS", "failed": "FAIL", "not_applicable": None}


@dataclass(frozen=True)
class Rests:
    """One thing a claim rests on. Without `url` it stands in the register, or nowhere: then `found` is false."""

    text: str
    url: str | None
    found: bool
    item: Measured | None = None


@dataclass(frozen=True)
class Claimed:
    """One claim and how it came out; `verdict` is null where it does not apply."""

    code: str
    strategy: str
    text: str
    asked: bool
    """Whether the scope asks for it; else it is shown beside the argument."""
    gate: GateResult
    rests: tuple[Rests, ...]
    doubts: tuple[str, ...]
    verdict: Verdict | None

    @property
    def counts(self) -> bool:
        """Whether the statement at the top rests on it."""
        return self.asked and self.verdict is not None


def claims_of(submission: Submission, results: Iterable[GateResult]) -> tuple[Claimed, ...]:
    """Return one claim a gate, in the order given.

    Raises
    ------
    ValueError
        A gate that has no row in the table of claims: a fault of the programme.
    """
    figures = measured(submission.record)
    doubts = _doubts(submission)
    return tuple(_claimed(one, submission, figures.get(one.code, ()), doubts.get(one.code, ())) for one in results)


def _claimed(
    gate: GateResult, submission: Submission, figures: tuple[Measured, ...], doubts: tuple[str, ...]
) -> Claimed:
    row = BY_CODE.get(gate.code)
    if row is None:
        raise ValueError(f"the gate {gate.code} has no row in the table of claims")
    applies = gate.state != "not_applicable"
    rests = [
        Rests(one.text, place, place is not None or not one.pointer)
        for one in gate.evidence
        for place in (url(one.pointer, submission.files) if one.pointer else None,)
    ]
    # What does not apply is not argued for, whatever happens to have been measured.
    for figure in figures if applies else ():
        rests.append(Rests(figure.words, url(figure.pointer, submission.files), True, figure))
    verdicts: list[Verdict | None] = [_OF_GATES[gate.state]]
    if applies:
        verdicts += [one.item.verdict for one in rests if one.item is not None]
        if doubts or not all(one.found for one in rests):
            verdicts.append("DEGRADED")
    verdict = worst(verdicts)
    text = row.text(submission)
    return Claimed(gate.code, row.strategy, text, gate.blocking, gate, tuple(rests), doubts, verdict)


def _doubts(submission: Submission) -> dict[str, tuple[str, ...]]:
    """Return open doubts by the code they begin with; under no code those that speak against the whole."""
    found: dict[str, tuple[str, ...]] = {}
    for text in submission.standing.defeaters:
        begins = _AGAINST.match(text)
        code = begins[1] if begins and begins[1] in BY_CODE else ""
        found[code] = (*found.get(code, ()), text[begins.end() :] if begins and code else text)
    return found


def whole_doubts(submission: Submission, claims: Iterable[Claimed]) -> tuple[str, ...]:
    """Return the open doubts that speak against the statement at the top, or against a claim that is not made."""
    made = {one.code for one in claims}
    return tuple(text for code, texts in _doubts(submission).items() if code not in made for text in texts)


def identity(use_case: str, part: str) -> str:
    """Return the id of one part of a use case's argument: the same for every run of it (UUID version 5)."""
    return str(uuid5(uuid5(NAMESPACE_URL, f"peel:usecase:{use_case}"), part))


def evaluated_at(submission: Submission) -> str:
    """Return when the run was made, UTC with a Z: no other clock is read, so the case is the same each time."""
    started = datetime.fromisoformat(submission.record.provenance.started_at)
    started = started if started.tzinfo else started.replace(tzinfo=UTC)
    return started.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
