"""What a register knows of a card: plain values, joined to it when it is shown and never part of its hashed body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from peel_ml.cards.content import Outcome, Status
from peel_ml.cards.diff.content import Difference
from peel_ml.cards.signed.states import ScopeState


@dataclass(frozen=True)
class Said:
    """An answer in a person's own words, to the question that was put."""

    question: str
    words: str


@dataclass(frozen=True)
class Decision:
    """One step that a person or a service took.

    Parameters
    ----------
    at : datetime
        When, UTC.
    role : str
        In plain words, for example ``equality reviewer``.
    did : str
        What was done, for example ``Approved it for a pilot, with one condition``.
    name : str
        As pages show it; the public view leaves it out.
    words : tuple of Said
        What the person wrote.
    dissent : bool
        Whether it speaks against what was decided in the end.
    conflict : str
        The conflict of interest that was declared, or that there is none; empty where the step asks for none.
    signed : str
        Whose signature it carries, for example ``Signed with their own key``.
    """

    at: datetime
    role: str
    did: str
    name: str = ""
    words: tuple[Said, ...] = ()
    dissent: bool = False
    conflict: str = ""
    signed: str = ""


@dataclass(frozen=True)
class Condition:
    """What an approval asks for while it lasts. `state` is worked out when it is shown."""

    text: str
    owner: str
    due: date
    check: str
    state: Literal["open", "met", "overdue"]


@dataclass(frozen=True)
class Justification:
    """Why something that was found is accepted all the same."""

    title: str
    finding: str
    aim: str
    proportionate: str
    alternatives: str
    mitigation: str
    author: str
    accepted_by: tuple[str, ...]
    """Empty while nobody has."""
    expires: date | None = None


@dataclass(frozen=True)
class Evidence:
    """One thing that a judgement rests on, and where it stands; `pointer` may be empty."""

    text: str
    pointer: str = ""


@dataclass(frozen=True)
class Gate:
    """One gate as it came out."""

    code: str
    title: str
    state: Literal["passed", "failed", "not_applicable"]
    blocking: bool
    text: str
    evidence: tuple[Evidence, ...] = ()
    todo: str = ""
    who: str = ""


@dataclass(frozen=True)
class Node:
    """One part of the assurance argument: what is claimed, how it came out, and what it rests on."""

    kind: Literal["goal", "strategy", "claim", "evidence", "doubt"]
    text: str
    outcome: Outcome
    word: str
    """The outcome in words."""
    detail: str = ""
    """A measured value beside its limit, or why a claim does not apply."""
    children: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Tried:
    """One thing that a person tried on the page, such as a screen reader, and what they found, in their own words."""

    what: str
    found: str = ""


@dataclass(frozen=True)
class Signed:
    """Everything that sign-off adds to one card for one scope.

    Parameters
    ----------
    standing : ScopeState
        The effective state, worked out when the page is made.
    as_of : datetime
        When that was, UTC; a saved page says so, for it may be out of date.
    allows : str
        What the scope allows, as a sentence.
    reason : str
        Why it stands so: the reason of the last decision, or what suspended it.
    others : tuple of ScopeState
        Where the same card stands for other scopes.
    measured_accessibility : str
        What the report made for this template says; empty where there is none.
    changes : Difference or None
        From the last approved card; `compared_with` names it. Null where none was approved before.
    """

    standing: ScopeState
    as_of: datetime
    allows: str
    reason: str = ""
    valid_from: datetime | None = None
    others: tuple[ScopeState, ...] = ()
    approval_id: str = ""
    manifest_sha256: str = ""
    ledger_head: str = ""
    policy_version: str = ""
    registered: str = ""
    """Name and version of the registered model, or why none is registered."""
    marking: str = ""
    """Protective marking, and whether it is published in full."""
    decisions: tuple[Decision, ...] = ()
    conditions: tuple[Condition, ...] = ()
    justifications: tuple[Justification, ...] = ()
    gates: tuple[Gate, ...] = ()
    argument: Node | None = None
    measured_accessibility: str = ""
    tried: tuple[Tried, ...] = ()
    tried_by: str = ""
    """Role, name and day."""
    changes: Difference | None = None
    compared_with: str = ""


@dataclass(frozen=True)
class Decisions:
    """Block: what was decided, the last first."""

    decisions: tuple[Decision, ...]
    kind: Literal["decisions"] = "decisions"


@dataclass(frozen=True)
class GateLine:
    """One gate as a check with its evidence."""

    status: Status
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Gates:
    """Block: gates at a glance."""

    lines: tuple[GateLine, ...]
    kind: Literal["gates"] = "gates"


@dataclass(frozen=True)
class Argument:
    """Block: the assurance argument as a nested list."""

    root: Node
    kind: Literal["argument"] = "argument"
