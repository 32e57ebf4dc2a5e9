"""From the register to what a card shows of its sign-off: the one place that knows both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from peel_ml.assurance.book import Book
from peel_ml.assurance.gates.gate import GateResult
from peel_ml.assurance.justifications import RULES
from peel_ml.assurance.ledger.entry import Entry, moment
from peel_ml.assurance.matter import Matter
from peel_ml.assurance.payloads import payload_from
from peel_ml.assurance.signing.keys import SERVICE
from peel_ml.assurance.states import APPROVED
from peel_ml.cards.diff.content import Difference
from peel_ml.cards.signed import (
    SCOPES,
    Condition,
    Decision,
    Evidence,
    Gate,
    Justification,
    Node,
    Said,
    ScopeState,
    Signed,
    Tried,
    status,
)
from peel_ml.cards.words import counted, day
from peel_ml.tracking.described import VersionStanding

_STATES_OVER = ("rejected", "revoked", "suspended")
"""States whose reason the banner gives."""


def scope_state(book: Book, matter: Matter, at: datetime) -> ScopeState:
    """Return where a matter stands at a time, for cards and for the register."""
    until = None if matter.valid_until is None else moment(matter.valid_until)
    return ScopeState(matter.scope, book.effective(matter, at), until, matter.withheld_because)


def register_states(book: Book, at: datetime) -> dict[str, tuple[ScopeState, ...]]:
    """Return where every use case stands, for `peel_ml.cards.register.build_register`; drafts are nothing yet."""
    found: dict[str, tuple[ScopeState, ...]] = {}
    for one in book.matters.values():
        if one.state != "draft":
            found[one.use_case] = (*found.get(one.use_case, ()), scope_state(book, one, at))
    return found


def signed_of(
    book: Book,
    matter: Matter,
    at: datetime,
    argument: Node | None = None,
    registered: str = "",
    measured_accessibility: str = "",
    changes: Difference | None = None,
    compared_with: str = "",
) -> Signed:
    """Return what the register knows of a matter's card.

    Parameters
    ----------
    book : Book
    matter : Matter
    at : datetime
        Now, UTC.
    argument : Node, optional
        From `peel_ml.assurance.case.argument`.
    registered : str
        Name and version of the registered model, or why none is.
    measured_accessibility : str
        What the report on pages of this form says, in a sentence.
    changes : Difference, optional
        From `peel_ml.cards.signed.since_last_approved`; `compared_with` names that card.
    """
    entries = [book.entries[seq - 1] for seq in matter.seqs]
    standing = scope_state(book, matter, at)
    same_card = [
        one for one in book.matters.values() if one.id != matter.id and one.manifest.run_id == matter.manifest.run_id
    ]
    return Signed(
        standing,
        at,
        book.policy.scopes[matter.scope].allows,
        reason=_reason(standing.state, entries),
        valid_from=None if matter.approved_at is None else moment(matter.approved_at),
        others=tuple(scope_state(book, one, at) for one in same_card),
        approval_id=matter.approval_id or "",
        manifest_sha256=matter.manifest_sha256,
        ledger_head=book.head,
        policy_version=matter.manifest.policy_version,
        registered=registered,
        decisions=tuple(_decision(book, one, matter) for one in entries if one.action in DID),
        conditions=_conditions(matter, at),
        justifications=tuple(_justification(book, matter, said, what) for said, what in matter.justifications),
        gates=shown_gates(matter.gates),
        argument=argument,
        measured_accessibility=measured_accessibility,
        tried=() if matter.by_hand is None else _tried(matter.by_hand[1]),
        tried_by="" if matter.by_hand is None else _who(book, matter.by_hand[0]),
        changes=changes,
        compared_with=compared_with,
    )


def version_standing(book: Book, matter: Matter, at: datetime) -> VersionStanding:
    """Return what the description of a matter's model version says: roles and dates, and no name."""
    standing = scope_state(book, matter, at)
    tag = status(standing)
    approved = standing.state in APPROVED
    return VersionStanding(
        tag.word,
        tag.text,
        approved,
        book.policy.scopes[matter.scope].allows,
        tuple(dict.fromkeys(_role(said.role) for said, _ in matter.consents)),
        tuple(f"{one.text} ({one.owner}, by {day(one.due)})" for one in matter.conditions),
        day(at),
    )


def _reason(state: str, entries: Iterable[Entry]) -> str:
    if state not in _STATES_OVER:
        return ""
    return next((one.reason for one in reversed(list(entries)) if one.to_state == state and one.reason), "")


def _role(role: str) -> str:
    return role.replace("_", " ")


def _name(book: Book, actor: str) -> str:
    return book.people[actor].name if actor in book.people else ""


def _who(book: Book, said: Any) -> str:
    return f"{_name(book, said.actor) or said.actor}, {_role(said.role)}, {day(moment(said.at))}"


def _decision(book: Book, entry: Entry, matter: Matter) -> Decision:
    payload = payload_from(entry.action, entry.payload)
    key = book.keys.get(entry.key)
    own = key is not None and key.owner != SERVICE
    words = tuple(Said(question, text) for question, text in _WORDS.get(entry.action, _none)(payload) if text)
    if entry.reason:
        words = (*words, Said("Why?", entry.reason))
    did = DID[entry.action].format(scope=SCOPES[matter.scope])
    if entry.action == "approve" and payload.conditions:
        did += f", with {counted(len(payload.conditions), 'condition')}"
    if entry.action == "approve" and payload.envelope is None:
        did += ": the first of two"
    return Decision(
        moment(entry.at),
        _role(entry.role),
        did,
        _name(book, entry.actor),
        words,
        dissent=entry.action == "dissent",
        conflict=payload.conflict_of_interest if entry.action == "pick_up" else "",
        signed="Signed with their own key" if own else "Recorded by the service",
    )


DID: dict[str, str] = {
    "submit": "Submitted it for {scope}",
    "countersign": "Stood for it as its owner",
    "pick_up": "Picked it up",
    "request_changes": "Asked for changes",
    "revise": "Made a new revision",
    "attest": "Attested a part of it",
    "accept": "Accepted a reason",
    "check_by_hand": "Tried the page by hand",
    "dissent": "Sees it otherwise",
    "reject": "Rejected it for {scope}",
    "approve": "Approved it for {scope}",
    "suspend": "Suspended it",
    "reinstate": "Agreed that the cause is closed",
    "revoke": "Took the approval back",
    "challenge": "Recorded a challenge",
    "respond": "Answered a challenge",
    "meet_condition": "Found a condition met",
}
"""What each step is called; actions that are not listed are no steps of a decision."""


def _none(payload: Any) -> list[tuple[str, str]]:
    return []


_WORDS: dict[str, Callable[[Any], list[tuple[str, str]]]] = {
    "request_changes": lambda what: [(f"About {one.field}", one.text) for one in what.findings],
    "attest": lambda what: [(f"On {_role(what.part)}", what.statement)],
    "dissent": lambda what: [("What they see otherwise", what.text)],
    "approve": lambda what: [
        ("Who could be hurt?", what.answers.who_could_be_hurt),
        ("What is not known?", what.answers.what_is_not_known),
        ("What would make me stop it?", what.answers.what_would_make_me_stop_it),
    ],
    "reinstate": lambda what: [("How was the cause closed?", what.closed)],
    "challenge": lambda what: [(f"On behalf of {what.on_behalf_of}", what.text)],
    "respond": lambda what: [("Closed with this" if what.closes else "Still open", what.text)],
    "meet_condition": lambda what: [(f"How condition {what.number} was checked", what.checked)],
}


def _conditions(matter: Matter, at: datetime) -> tuple[Condition, ...]:
    late: Iterable[int] = matter.overdue(at)
    return tuple(
        Condition(
            one.text,
            one.owner,
            one.due,
            one.check,
            "met" if number in matter.met else "overdue" if number in late else "open",
        )
        for number, one in enumerate(matter.conditions, 1)
    )


def _justification(book: Book, matter: Matter, said: Any, what: Any) -> Justification:
    titles = {rule.code: rule.title for rule in RULES}
    accepted = tuple(_who(book, by) for by, one in matter.accepted if one.code == what.code)
    expires: date = what.expires
    return Justification(
        titles.get(what.code, "Something that was found"),
        what.finding,
        what.legitimate_aim,
        what.why_proportionate,
        what.less_unequal_options,
        what.mitigation,
        _who(book, said),
        accepted,
        expires,
    )


def _tried(what: Any) -> tuple[Tried, ...]:
    return (
        Tried("By keyboard alone", what.keyboard),
        Tried("Enlarged to 400%", what.zoom),
        Tried("With a screen reader", what.screen_reader),
        Tried("Read for plain English", what.plain_english),
    )


def shown_gates(results: Iterable[GateResult]) -> tuple[Gate, ...]:
    """Return gates as a card shows them."""
    return tuple(
        Gate(
            one.code,
            one.title,
            one.state,
            one.blocking,
            one.text,
            tuple(Evidence(each.text, each.pointer) for each in one.evidence),
            one.todo,
            _role(one.who),
        )
        for one in results
    )
