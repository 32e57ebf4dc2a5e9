"""One matter: a submission for a scope, and everything that was said and decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peel_ml.assurance.canonical import digest
from peel_ml.assurance.ledger.entry import Entry, moment
from peel_ml.assurance.payloads import (
    Accept,
    Approve,
    Asks,
    Attest,
    Challenge,
    CheckByHand,
    Condition,
    Justify,
    ReviewFinding,
    RunSummary,
)
from peel_ml.assurance.policy import Scope
from peel_ml.assurance.signing.dsse import Envelope
from peel_ml.assurance.states import APPROVED, State
from peel_ml.assurance.submissions.judgement import GateResult
from peel_ml.assurance.submissions.manifest import Manifest


@dataclass(frozen=True)
class Said:
    """Something that a person recorded, with who and when."""

    seq: int
    at: str
    actor: str
    role: str
    what: object
    """The payload of the entry."""


@dataclass(frozen=True)
class Question:
    """A question about one field, and its answers."""

    seq: int
    at: str
    actor: str
    field: str
    text: str
    answers: tuple[Said, ...] = ()


@dataclass(frozen=True)
class OpenChallenge:
    """A challenge, what was said to it, and by when it has to be answered."""

    seq: int
    at: str
    what: Challenge
    due: str
    responses: tuple[Said, ...] = ()
    closed: bool = False


@dataclass(frozen=True)
class Matter:
    """One submission for one scope. `state` is as entered; what time makes of it, `Book.effective` tells."""

    id: str
    use_case: str
    scope: Scope
    manifest: Manifest
    manifest_sha256: str
    asks: Asks
    run: RunSummary
    state: State
    seqs: tuple[int, ...]
    """Entries about it, in order."""
    moved_at: str
    """When it came into its state."""
    revision: int = 1
    earlier: tuple[str, ...] = ()
    """Manifests of earlier revisions."""
    author: str | None = None
    makers: tuple[str, ...] = ()
    """Everybody who launched, coded, tuned, submitted or revised it, in any revision: none of them decides on it."""
    owner: str | None = None
    reviewer: str | None = None
    conflict_of_interest: str = ""
    gates: tuple[GateResult, ...] = ()
    """As they came out when they were last judged."""
    findings: tuple[ReviewFinding, ...] = ()
    """What was last asked to be changed."""
    attestations: tuple[tuple[Said, Attest], ...] = ()
    justifications: tuple[tuple[Said, Justify], ...] = ()
    accepted: tuple[tuple[Said, Accept], ...] = ()
    by_hand: tuple[Said, CheckByHand] | None = None
    consents: tuple[tuple[Said, Approve], ...] = ()
    """Approvers' consents to this manifest, the deciding one last."""
    conditions: tuple[Condition, ...] = ()
    met: frozenset[int] = frozenset()
    """Numbers of the conditions that are met, from 1."""
    questions: tuple[Question, ...] = ()
    challenges: tuple[OpenChallenge, ...] = ()
    dissents: tuple[Said, ...] = ()
    envelope: Envelope | None = None
    approval_id: str | None = None
    approved_at: str | None = None
    valid_until: str | None = None
    suspended_for: str = ""
    reinstating: tuple[str, str] | None = None
    """Who has agreed to reinstate it, and as what; the other one is still to come."""
    withheld_because: str = ""

    @property
    def to_justify(self) -> tuple[str, ...]:
        """Codes of what has to be justified: as it was frozen, and what trying it by hand has shown since."""
        minor = self.by_hand is not None and any(not one.serious for one in self.by_hand[1].issues)
        return (*self.asks.justifications, *(("J10",) if minor and "J10" not in self.asks.justifications else ()))

    def attested(self, part: str) -> bool:
        """Tell whether a part is attested as it stands now."""
        return any(one.part == part for _, one in self.held)

    @property
    def held(self) -> tuple[tuple[Said, Attest], ...]:
        """The attestations that hold: the part is unchanged, and nobody attested what they have a hand in by now."""
        return tuple(
            (said, one)
            for said, one in self.attestations
            if one.sha256 == self.asks.parts.get(one.part) and said.actor not in self.makers
        )

    def overdue(self, at: datetime) -> tuple[int, ...]:
        """Return the numbers of conditions that are overdue."""
        if self.state not in APPROVED:
            return ()
        return tuple(
            number for number, one in enumerate(self.conditions, 1) if number not in self.met and one.due < at.date()
        )

    def open_challenges(self) -> tuple[OpenChallenge, ...]:
        """Return the challenges that nobody has closed."""
        return tuple(one for one in self.challenges if not one.closed)

    def effective(self, at: datetime, newer: bool = False) -> State:
        """Return the state at a time; `newer` tells whether a later approval for the scope stands."""
        if self.state not in APPROVED:
            return self.state
        if self.valid_until is not None and moment(self.valid_until) <= at:
            return "expired"
        return "superseded" if newer else self.state


def id_of(manifest_sha256: str, scope: Scope) -> str:
    """Return the id of a matter: short, and the same for the same manifest and scope.

    It says nothing about a person, so it may stand in an address.
    """
    return digest([manifest_sha256, scope])[:12]


def said(entry: Entry, what: object) -> Said:
    """Return what an entry says, with who and when."""
    return Said(entry.seq, entry.at, entry.actor, entry.role, what)
