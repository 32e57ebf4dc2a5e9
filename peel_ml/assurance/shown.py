"""What the register knows of a card, as values that are joined to it when it is shown.

Worked out from the book and the time alone: nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from peel_ml.assurance.book import Book
from peel_ml.assurance.gates.gate import GateResult
from peel_ml.assurance.justifications import RULES
from peel_ml.assurance.ledger.entry import Entry, moment
from peel_ml.assurance.matter import Matter
from peel_ml.assurance.signing.keys import SERVICE
from peel_ml.assurance.told import told, tried
from peel_ml.cards.diff.content import Difference
from peel_ml.cards.signed.content import (
    Condition,
    Decision,
    Evidence,
    Gate,
    Justification,
    Node,
    Signed,
    Tried,
)
from peel_ml.cards.signed.states import BAD_NEWS, ScopeState
from peel_ml.cards.words import day

_THREADS = frozenset(("enter", "ask", "answer"))
"""Actions that decide nothing: the run's entering, and the threads about fields."""
_ENDED = frozenset(("superseded", "expired"))
_OWN, _RECORDED = "Signed with their own key", "Recorded by the service"


def signed_of(
    matter: Matter,
    book: Book,
    at: datetime,
    *,
    argument: Node | None = None,
    changes: Difference | None = None,
    compared_with: str = "",
    registered: str = "",
    marking: str = "",
) -> Signed:
    """Return everything that sign-off adds to the card of a matter.

    Parameters
    ----------
    matter : Matter
    book : Book
        The register that it is in.
    at : datetime
        When it is shown, UTC: approvals end and conditions fall due.
    argument : Node, optional
        The assurance argument, which is worked out from the frozen files.
    changes : Difference, optional
        From the last approved card, which `compared_with` names; see `last_approved`.
    registered, marking : str
        What other parts of the platform know: the registered model, the protective marking.
    """
    standing = scope_state(matter, book, at)
    return Signed(
        standing,
        at,
        book.policy.scopes[matter.scope].allows,
        reason=reason_of(matter, book),
        valid_from=moment(matter.approved_at) if matter.approved_at else None,
        others=tuple(scope_state(one, book, at) for one in others_of(matter, book)),
        approval_id=matter.approval_id or "",
        manifest_sha256=matter.manifest_sha256,
        ledger_head=book.head,
        policy_version=book.policy.version,
        registered=registered,
        marking=marking,
        decisions=tuple(decision_of(entry, book, matter) for entry in entries_of(matter, book) if _decides(entry)),
        conditions=conditions_of(matter, at),
        justifications=tuple(_justifications(matter, book)),
        gates=tuple(map(_gate, matter.gates)),
        argument=argument,
        measured_accessibility=next((one.text for one in matter.gates if one.code == "G18"), ""),
        tried=tuple(Tried(what, found) for what, found in tried(matter.by_hand[1])) if matter.by_hand else (),
        tried_by=_tried_by(matter, book),
        changes=changes,
        compared_with=compared_with,
    )


def scope_state(matter: Matter, book: Book, at: datetime) -> ScopeState:
    """Return where a matter stands at a time."""
    until = moment(matter.valid_until) if matter.valid_until else None
    return ScopeState(matter.scope, book.effective(matter, at), until, matter.withheld_because)


def standings(book: Book, at: datetime) -> dict[str, tuple[ScopeState, ...]]:
    """Return where every use case stands, as registers list it.

    Bad news is never hidden behind newer news: what was rejected or taken back stays beside what came after it. Only
    what a newer approval replaced, or what ran out before something else was decided, is left out.
    """
    found: dict[str, list[tuple[Matter, ScopeState]]] = {}
    for matter in book.matters.values():
        found.setdefault(matter.use_case, []).append((matter, scope_state(matter, book, at)))
    return {use_case: tuple(_listed(states)) for use_case, states in found.items()}


def _listed(states: list[tuple[Matter, ScopeState]]) -> Iterator[ScopeState]:
    for scope in dict.fromkeys(one.scope for _, one in states):
        here = sorted(
            ((matter.moved_at, one) for matter, one in states if one.scope == scope), key=lambda pair: pair[0]
        )
        live = [one for _, one in here if one.state not in _ENDED]
        # Two submissions that stand alike are told once.
        yield from dict.fromkeys(live) or [here[-1][1]]


def last_approved(matter: Matter, book: Book) -> Matter | None:
    """Return the matter of the same use case and scope that was approved last before this one."""
    before = matter.approved_at or "~"
    found = [
        one
        for one in book.matters.values()
        if (one.use_case, one.scope) == (matter.use_case, matter.scope)
        and one.id != matter.id
        and one.approved_at is not None
        and one.approved_at < before
    ]
    return max(found, key=lambda one: one.approved_at or "", default=None)


def others_of(matter: Matter, book: Book) -> tuple[Matter, ...]:
    """Return where the same run was put forward for other scopes, the last of each."""
    found = {
        one.scope: one
        for one in book.matters.values()
        if one.manifest.run_id == matter.manifest.run_id and one.scope != matter.scope
    }
    return tuple(found.values())


def entries_of(matter: Matter, book: Book) -> tuple[Entry, ...]:
    """Return the entries about a matter, in order."""
    return tuple(book.entries[seq - 1] for seq in matter.seqs)


def name_of(person: str, book: Book) -> str:
    """Return a person's name as pages show it; of a service what it is called."""
    return book.people[person].name if person in book.people else f"The {person}"


def decision_of(entry: Entry, book: Book, matter: Matter) -> Decision:
    """Return an entry as a step that a person or a service took."""
    said = told(entry, matter.scope)
    key = book.keys.get(entry.key)
    own = key is not None and key.owner not in (SERVICE, "")
    return Decision(
        moment(entry.at),
        entry.role.replace("_", " "),
        said.did,
        name_of(entry.actor, book),
        said.words,
        said.dissent,
        said.conflict,
        _OWN if own else _RECORDED,
    )


def reason_of(matter: Matter, book: Book) -> str:
    """Return why a matter stands as it does, where somebody has said so."""
    if matter.state == "suspended":
        return matter.suspended_for
    if matter.state not in BAD_NEWS:
        return ""
    return next((one.reason for one in reversed(entries_of(matter, book)) if one.to_state != one.from_state), "")


def conditions_of(matter: Matter, at: datetime) -> tuple[Condition, ...]:
    """Return the conditions, each with how it stands at a time."""
    return tuple(
        Condition(
            one.text,
            one.owner.replace("_", " "),
            one.due,
            one.check,
            "met" if number in matter.met else "overdue" if one.due < at.date() else "open",
        )
        for number, one in enumerate(matter.conditions, 1)
    )


def title_of(code: str) -> str:
    """Return what a finding that needs a justification is called."""
    return next((one.title for one in RULES if one.code == code), code)


def _decides(entry: Entry) -> bool:
    return entry.action not in _THREADS


def _justifications(matter: Matter, book: Book) -> Iterator[Justification]:
    written = {one.code: (said, one) for said, one in matter.justifications}
    for code in dict.fromkeys((*matter.asks.justifications, *written)):
        if code not in written:
            yield Justification(
                title_of(code), "The author has yet to write why it may stand.", "", "", "", "", "Nobody yet", ()
            )
            continue
        said, one = written[code]
        accepted = (
            f"{name_of(by.actor, book)}, {by.role.replace('_', ' ')}"
            for by, what in matter.accepted
            if what.code == code
        )
        yield Justification(
            title_of(code),
            one.finding,
            one.legitimate_aim,
            one.why_proportionate,
            one.less_unequal_options,
            one.mitigation,
            f"{name_of(said.actor, book)}, {said.role.replace('_', ' ')}",
            tuple(accepted),
            one.expires,
        )


def _gate(one: GateResult) -> Gate:
    evidence = tuple(Evidence(part.text, part.pointer) for part in one.evidence)
    return Gate(one.code, one.title, one.state, one.blocking, one.text, evidence, one.todo, one.who.replace("_", " "))


def _tried_by(matter: Matter, book: Book) -> str:
    if matter.by_hand is None:
        return ""
    said = matter.by_hand[0]
    return f"{name_of(said.actor, book)}, {said.role.replace('_', ' ')}, {day(moment(said.at))}"
