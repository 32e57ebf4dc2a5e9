"""Everything that may happen to a matter: one table, from which the code and the documentation are made."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.assurance.people import Role
from peel_ml.assurance.states import State

_REVIEWERS: tuple[Role, ...] = ("reviewer", "equality_reviewer", "data_protection_officer", "approver")
_PEOPLE: tuple[Role, ...] = ("author", "owner", *_REVIEWERS)


@dataclass(frozen=True)
class Move:
    """One legal move: who may make it, from which state, and where it leads."""

    action: str
    from_: State | None
    to: State
    roles: tuple[Role, ...]
    guard: str
    """What must be true besides, in plain words."""


MOVES: tuple[Move, ...] = (
    Move("enter", None, "draft", ("pipeline",), "the run is finished and its card is valid"),
    Move("submit", "draft", "awaiting_owner", ("author",), "every blocking gate passes; the manifest is frozen"),
    Move("submit", "draft", "submitted", ("author",), "the same, in a scope that asks for no owner"),
    Move("countersign", "awaiting_owner", "submitted", ("owner",), "not on the authoring chain"),
    Move("pick_up", "submitted", "in_review", ("reviewer",), "a conflict of interest is declared; not on the chain"),
    Move("request_changes", "in_review", "changes_requested", _REVIEWERS, "at least one finding, tied to a field"),
    Move("revise", "changes_requested", "draft", ("author",), "a new manifest"),
    Move("reject", "in_review", "rejected", ("approver",), "reasons are given"),
    Move("approve", "in_review", "in_review", ("approver",), "the first of two approvers"),
    Move("approve", "in_review", "approved", ("approver",), "the gates pass now; attested; justifications accepted"),
    Move("approve", "in_review", "approved_with_conditions", ("approver",), "the same, with conditions"),
    *(
        Move("suspend", state, "suspended", (*_PEOPLE, "monitor"), "a reason; one person is enough")
        for state in ("approved", "approved_with_conditions")
    ),
    Move("reinstate", "suspended", "suspended", ("approver", "reviewer"), "the first of the two"),
    *(
        Move("reinstate", "suspended", state, ("approver", "reviewer"), "both agree that the cause is closed")
        for state in ("approved", "approved_with_conditions")
    ),
    *(
        Move("revoke", state, "revoked", ("approver",), "a reason; for good")
        for state in ("approved", "approved_with_conditions", "suspended")
    ),
)
"""Every legal move. Superseded and expired are no moves: they are read off newer approvals and the clock."""


@dataclass(frozen=True)
class Note:
    """Something that is recorded about a matter without moving it."""

    action: str
    states: tuple[State, ...]
    roles: tuple[Role, ...]
    guard: str


_WAITING: tuple[State, ...] = ("awaiting_owner", "submitted", "in_review")
_LIVE: tuple[State, ...] = ("approved", "approved_with_conditions", "suspended")
_ANY: tuple[State, ...] = (*_WAITING, "changes_requested", "rejected", *_LIVE, "revoked")

NOTES: tuple[Note, ...] = (
    Note("attest", ("in_review",), ("equality_reviewer", "data_protection_officer"), "not on the authoring chain"),
    Note("justify", _WAITING, ("author",), "a finding that needs one"),
    Note("accept", ("in_review",), ("approver", "equality_reviewer"), "nobody accepts their own"),
    Note("check_by_hand", ("in_review",), ("reviewer",), "keyboard, zoom, screen reader and plain English were tried"),
    Note("dissent", ("in_review", *_LIVE), _REVIEWERS, ""),
    Note("ask", (*_WAITING, "changes_requested", *_LIVE), (*_PEOPLE, "auditor"), "about one field"),
    Note("answer", (*_WAITING, "changes_requested", *_LIVE), ("author", "owner"), "an open question"),
    Note("challenge", _ANY, (*_PEOPLE, "auditor"), "on behalf of whom it says"),
    Note("respond", _ANY, ("owner", "reviewer", "approver"), "an open challenge"),
    Note("meet_condition", _LIVE, ("reviewer", "approver"), "an open condition; not by its owner"),
    Note("withhold", _ANY, ("approver",), "a reason that is published"),
)
"""Everything that may be recorded about a matter without moving it."""


@dataclass(frozen=True)
class Keeping:
    """Something that is recorded about people, keys or the problem book."""

    action: str
    roles: tuple[Role, ...]
    guard: str


KEEPING: tuple[Keeping, ...] = (
    Keeping("found", ("administrator",), "the first entry, and no other"),
    Keeping("person", ("administrator",), "an administrator stays"),
    Keeping("delegate", _PEOPLE, "a role one holds, to somebody who may hold it, for a time"),
    Keeping("trust_key", ("administrator",), "a key of a person or of the service; nobody's own"),
    Keeping("retire_key", ("administrator", *_PEOPLE), "an administrator, or the key's owner"),
    Keeping("stage", ("author", "owner", "approver"), "a move of the problem book"),
)
"""Everything that may be recorded beside matters."""


def legal(state: State | None) -> tuple[Move, ...]:
    """Return the moves that lead out of a state.

    Examples
    --------
    >>> sorted({move.action for move in legal("in_review")})
    ['approve', 'reject', 'request_changes']
    >>> legal("revoked")
    ()
    """
    return tuple(move for move in MOVES if move.from_ == state)


def markdown() -> str:
    """Return the tables as Markdown, as the documentation shows them."""
    lines = ["| from | action | to | who | what must be true |", "| --- | --- | --- | --- | --- |"]
    for move in MOVES:
        cells = (_said(move.from_ or "–"), _said(move.action), _said(move.to), _names(move.roles), move.guard)
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "| recorded | while it is | who | what must be true |", "| --- | --- | --- | --- |"]
    for note in NOTES:
        states = ", ".join(map(_said, note.states))
        lines.append(f"| {_said(note.action)} | {states} | {_names(note.roles)} | {note.guard or '–'} |")
    return "\n".join(lines) + "\n"


def _said(name: str) -> str:
    return name.replace("_", " ")


def _names(roles: tuple[Role, ...]) -> str:
    return ", ".join(map(_said, roles))
