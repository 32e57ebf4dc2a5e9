"""What each action carries: one frozen type an action. What is not in the type is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter

from peel_ml.assurance.people import Person, Role
from peel_ml.assurance.policy import Scope
from peel_ml.assurance.reading import read_as
from peel_ml.assurance.signing.dsse import Envelope
from peel_ml.assurance.submissions.hand import HandIssue
from peel_ml.assurance.submissions.judgement import GateResult
from peel_ml.assurance.submissions.manifest import Manifest
from peel_ml.errors import BadRequest

_CLOSED = ConfigDict(extra="forbid")
Words = Annotated[str, Field(min_length=3, max_length=4000)]
"""Something said in a person's own words."""


def _a_day(text: str) -> str:
    date.fromisoformat(text)
    return text


@dataclass(frozen=True)
class Asks:
    """What a submission asks of people, as computed when it was frozen."""

    __pydantic_config__ = _CLOSED

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

    __pydantic_config__ = _CLOSED

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

    __pydantic_config__ = _CLOSED

    scope: Scope
    manifest: Manifest
    asks: Asks
    run: RunSummary


@dataclass(frozen=True)
class Submit:
    """The author submits, with how the gates came out."""

    __pydantic_config__ = _CLOSED

    gates: tuple[GateResult, ...]


@dataclass(frozen=True)
class Countersign:
    """The owner stands for it."""

    __pydantic_config__ = _CLOSED


@dataclass(frozen=True)
class PickUp:
    """A reviewer takes it on."""

    __pydantic_config__ = _CLOSED

    conflict_of_interest: Words
    """What the reviewer declares, in their own words; "none" is an answer."""


@dataclass(frozen=True)
class ReviewFinding:
    """One thing that must change, and the field or gate it is tied to."""

    __pydantic_config__ = _CLOSED

    field: str
    text: Words


@dataclass(frozen=True)
class RequestChanges:
    """What must change before it can go on."""

    __pydantic_config__ = _CLOSED

    findings: Annotated[tuple[ReviewFinding, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Revise:
    """A new revision, made from another run."""

    __pydantic_config__ = _CLOSED

    manifest: Manifest
    asks: Asks
    run: RunSummary


@dataclass(frozen=True)
class Reject:
    """It is turned down; the reason stands in the entry."""

    __pydantic_config__ = _CLOSED


@dataclass(frozen=True)
class Condition:
    """One condition of an approval: somebody has to do something by a day. None stands in for a gate."""

    __pydantic_config__ = _CLOSED

    text: Words
    owner: Words
    """The role that has to meet it."""
    due: date
    check: Words
    """How anybody can tell that it is met."""


@dataclass(frozen=True)
class InOwnWords:
    """The three answers every approver gives."""

    __pydantic_config__ = _CLOSED

    who_could_be_hurt: Words
    what_is_not_known: Words
    what_would_make_me_stop_it: Words


@dataclass(frozen=True)
class Approve:
    """An approver's consent; the last one carries the signed approval."""

    __pydantic_config__ = _CLOSED

    answers: InOwnWords
    conditions: tuple[Condition, ...] = ()
    gates: tuple[GateResult, ...] = ()
    envelope: Envelope | None = None


@dataclass(frozen=True)
class Suspend:
    """Why it may not be used for now."""

    __pydantic_config__ = _CLOSED

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

    __pydantic_config__ = _CLOSED

    closed: Words


@dataclass(frozen=True)
class Revoke:
    """It is taken back; the reason stands in the entry."""

    __pydantic_config__ = _CLOSED


@dataclass(frozen=True)
class Attest:
    """A statement on one part of the submission, bound to that part's digest."""

    __pydantic_config__ = _CLOSED

    part: Literal["equality", "data_protection"]
    sha256: str
    statement: Words


@dataclass(frozen=True)
class Justify:
    """Why a finding may stand."""

    __pydantic_config__ = _CLOSED

    code: Annotated[str, Field(pattern=r"^J([1-9]|1[0-2])$")]
    finding: Words
    legitimate_aim: Words
    why_proportionate: Words
    less_unequal_options: Words
    mitigation: Words
    expires: date


@dataclass(frozen=True)
class Accept:
    """A justification is accepted."""

    __pydantic_config__ = _CLOSED

    code: str


@dataclass(frozen=True)
class CheckByHand:
    """What trying the page by hand showed."""

    __pydantic_config__ = _CLOSED

    keyboard: Words
    zoom: Words
    screen_reader: Words
    plain_english: Words
    issues: tuple[HandIssue, ...] = ()


@dataclass(frozen=True)
class Dissent:
    """Somebody sees it otherwise, and that is kept."""

    __pydantic_config__ = _CLOSED

    text: Words


@dataclass(frozen=True)
class Ask:
    """A question about one field."""

    __pydantic_config__ = _CLOSED

    field: str
    text: Words


@dataclass(frozen=True)
class AnswerTo:
    """An answer to the question that stands in another entry."""

    __pydantic_config__ = _CLOSED

    question: int
    text: Words


@dataclass(frozen=True)
class Challenge:
    """A panel or a member of the public questions it; a clock runs until it is answered."""

    __pydantic_config__ = _CLOSED

    on_behalf_of: Words
    """Such as "an ethics panel" or "a member of the public": never a name."""
    text: Words


@dataclass(frozen=True)
class Respond:
    """What is said to a challenge, and whether it is closed with that."""

    __pydantic_config__ = _CLOSED

    challenge: int
    text: Words
    closes: bool


@dataclass(frozen=True)
class MeetCondition:
    """A condition is met, and how that was checked."""

    __pydantic_config__ = _CLOSED

    number: int
    checked: Words


@dataclass(frozen=True)
class Withhold:
    """The public register does not show it; the published reason stands in the entry."""

    __pydantic_config__ = _CLOSED

    withheld: bool


@dataclass(frozen=True)
class Key:
    """A public key."""

    __pydantic_config__ = _CLOSED

    public: str
    owner: str


@dataclass(frozen=True)
class Found:
    """The first entry: the first administrator and the service's key."""

    __pydantic_config__ = _CLOSED

    person: Person
    service_key: str
    """The service's public key, in base64."""
    own_key: str = ""
    """The administrator's own public key, where there is one: later ones are trusted by somebody else."""


@dataclass(frozen=True)
class SetPerson:
    """A person is added or changed."""

    __pydantic_config__ = _CLOSED

    person: Person


@dataclass(frozen=True)
class Delegate:
    """Somebody stands in for a role, until a day."""

    __pydantic_config__ = _CLOSED

    deputy: str
    role: Role
    until: date


@dataclass(frozen=True)
class RetireKey:
    """A key stops counting; a compromised one never counted."""

    __pydantic_config__ = _CLOSED

    key: str
    compromised: bool = False


@dataclass(frozen=True)
class Stage:
    """A use case moves in the problem book."""

    __pydantic_config__ = _CLOSED

    from_: str
    to: str


PAYLOADS: Mapping[str, type[Any]] = {
    "enter": Enter,
    "submit": Submit,
    "countersign": Countersign,
    "pick_up": PickUp,
    "request_changes": RequestChanges,
    "revise": Revise,
    "reject": Reject,
    "approve": Approve,
    "suspend": Suspend,
    "reinstate": Reinstate,
    "revoke": Revoke,
    "attest": Attest,
    "justify": Justify,
    "accept": Accept,
    "check_by_hand": CheckByHand,
    "dissent": Dissent,
    "ask": Ask,
    "answer": AnswerTo,
    "challenge": Challenge,
    "respond": Respond,
    "meet_condition": MeetCondition,
    "withhold": Withhold,
    "found": Found,
    "person": SetPerson,
    "delegate": Delegate,
    "trust_key": Key,
    "retire_key": RetireKey,
    "stage": Stage,
}
"""The type that each action carries."""


@cache
def _adapter(action: str) -> TypeAdapter[Any]:
    return TypeAdapter(PAYLOADS[action])


def payload_from(action: str, document: Any) -> Any:
    """Read what an action carries.

    Raises
    ------
    BadRequest
        It does not fit; every problem by name.
    """
    _known(action)
    return read_as(_adapter(action), document, f"“{action.replace('_', ' ')}” cannot be recorded as it was given.")


def _known(action: str) -> None:
    if action not in PAYLOADS:
        raise BadRequest(f"“{action}” is no action; {', '.join(sorted(PAYLOADS))} are.")


def payload_to(action: str, payload: Any) -> dict[str, Any]:
    """Return what an action carries as JSON-ready values."""
    _known(action)
    if not isinstance(payload, PAYLOADS[action]):
        raise BadRequest(
            f"“{action.replace('_', ' ')}” carries {PAYLOADS[action].__name__}, not {type(payload).__name__}."
        )
    document = _adapter(action).dump_python(payload, mode="json")
    assert isinstance(document, dict)
    return document
