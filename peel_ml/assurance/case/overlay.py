"""From the register to what a card shows of its sign-off: the one place that knows both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from peel_ml.assurance.gates.gate import GateResult
from peel_ml.assurance.justifications import RULES
from peel_ml.assurance.ledger.entry import Entry, moment
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.register.told import decision_of, tried
from peel_ml.cards.diff.content import Difference
from peel_ml.cards.signed import (
    Condition,
    Evidence,
    Gate,
    Justification,
    Node,
    ScopeState,
    Signed,
    Tried,
)
from peel_ml.cards.words import day

_STATES_OVER = ("rejected", "revoked", "suspended")
"""States whose reason the banner gives."""

ELSEWHERE = frozenset(("enter", "justify", "ask", "answer", "withhold"))
"""Actions that are no steps of a decision; a card shows what matters of them elsewhere."""


def scope_state(book: Book, matter: Matter, at: datetime) -> ScopeState:
    """Return where a matter stands at a time, for cards and for the register."""
    until = None if matter.valid_until is None else moment(matter.valid_until)
    return ScopeState(matter.scope, book.effective(matter, at), until, matter.withheld_because)


def register_states(book: Book, at: datetime) -> dict[str, tuple[ScopeState, ...]]:
    """Return where every use case stands, for `peel_ml.cards.register.build_register`.

    Drafts are nothing yet, and what was superseded is told by what took its place. Bad news stays beside what came
    after it. Two that stand alike are told once.
    """
    found: dict[str, dict[ScopeState, None]] = {}
    for one in tuple(book.matters.values()):
        state = scope_state(book, one, at)
        if state.state not in ("draft", "superseded"):
            found.setdefault(one.use_case, {})[state] = None
    return {use_case: tuple(states) for use_case, states in found.items()}


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
        one
        for one in tuple(book.matters.values())
        if one.id != matter.id and one.manifest.run_id == matter.manifest.run_id
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
        decisions=tuple(decision_of(book, one, matter.scope) for one in entries if one.action not in ELSEWHERE),
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
    return tuple(Tried(name, found) for name, found in tried(what))


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
