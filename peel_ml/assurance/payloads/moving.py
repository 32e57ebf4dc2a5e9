"""What each move of a matter carries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from peel_ml.assurance.payloads.words import CLOSED, Words
from peel_ml.assurance.policy import Scope
from peel_ml.assurance.signing.dsse import Envelope
from peel_ml.assurance.submissions.judgement import GateResult
from peel_ml.assurance.submissions.manifest import Manifest


def _a_day(text: str) -> str:
    date.fromisoformat(text)
    return text


@dataclass(frozen=True)
class Asks:
    """What a submission asks of people, as computed when it was frozen."""

    __pydantic_config__ = CLOSED

    high_risk: bool
    difference_shown: bool
    """Whether a difference between groups is shown."""
    justifications: tuple[str, ...] = ()
    """Codes of the findings that have to be justified."""
    equality_justifications: tuple[str, ...] = ()
    """Those of them that the equality reviewer has to accept, too."""
    parts: dict[str, str] = field(default_factory=dict)
    """Digest of what is attested, by kind: an attestation holds while it is unchanged."""
    reviews_by: Annotated[str, AfterValidator(_a_day)] | None = None
    """Earliest review date of the declared assessments, past which no approval lasts."""


@dataclass(frozen=True)
class RunSummary:
    """What the register shows of a run."""

    __pydantic_config__ = CLOSED

    title: str
    objective: str
    stage: str
    headline: str
    worst_verdict: str
    synthetic: bool
    started_at: str


@dataclass(frozen=True)
class Enter:
    """A finished run enters the register for a scope."""

    __pydantic_config__ = CLOSED

    scope: Scope
    manifest: Manifest
    asks: Asks
    run: RunSummary


@dataclass(frozen=True)
class Submit:
    """The author submits, with how the gates came out."""

    __pydantic_config__ = CLOSED

    gates: tuple[GateResult, ...]


@dataclass(frozen=True)
class Countersign:
    """The owner stands for it."""

    __pydantic_config__ = CLOSED


@dataclass(frozen=True)
class PickUp:
    """A reviewer takes it on."""

    __pydantic_config__ = CLOSED

    conflict_of_interest: Words
    """What the reviewer declares, in their own words; "none" is an answer."""


@dataclass(frozen=True)
class ReviewFinding:
    """One thing that must change, and the field or gate it is tied to."""

    __pydantic_config__ = CLOSED

    field: str
    text: Words


@dataclass(frozen=True)
class RequestChanges:
    """What must change before it can go on."""

    __pydantic_config__ = CLOSED

    findings: Annotated[tuple[ReviewFinding, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Revise:
    """A new revision, made from another run."""

    __pydantic_config__ = CLOSED

    manifest: Manifest
    asks: Asks
    run: RunSummary


@dataclass(frozen=True)
class Reject:
    """It is turned down; the reason stands in the entry."""

    __pydantic_config__ = CLOSED


@dataclass(frozen=True)
class Condition:
    """One condition of an approval: somebody has to do something by a day. None stands in for a gate."""

    __pydantic_config__ = CLOSED

    text: Words
    owner: Words
    """The role that has to meet it."""
    due: date
    check: Words
    """How anybody can tell that it is met."""


@dataclass(frozen=True)
class InOwnWords:
    """The three answers every approver gives."""

    __pydantic_config__ = CLOSED

    who_could_be_hurt: Words
    what_is_not_known: Words
    what_would_make_me_stop_it: Words


@dataclass(frozen=True)
class Approve:
    """An approver's consent; the last one carries the signed approval."""

    __pydantic_config__ = CLOSED

    answers: InOwnWords
    conditions: tuple[Condition, ...] = ()
    gates: tuple[GateResult, ...] = ()
    envelope: Envelope | None = None


@dataclass(frozen=True)
class Suspend:
    """Why it may not be used for now."""

    __pydantic_config__ = CLOSED

    cause: Literal[
        "failed_evidence",
        "hash_mismatch",
        "overdue_condition",
        "lapsed_assessment",
        "data_class_rise",
        "monitor_breach",
        "ancestor_revoked",
        "other",
    ]
    evidence_sha256: str | None = None


@dataclass(frozen=True)
class Reinstate:
    """How the cause was closed."""

    __pydantic_config__ = CLOSED

    closed: Words


@dataclass(frozen=True)
class Revoke:
    """It is taken back; the reason stands in the entry."""

    __pydantic_config__ = CLOSED
