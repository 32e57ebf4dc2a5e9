"""Every action, by every role, in every state, to every other: the rules accept what the design allows and no more."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest

from peel_ml.assurance.approval import signed
from peel_ml.assurance.ledger.entry import Entry, stamp
from peel_ml.assurance.moves import markdown
from peel_ml.assurance.payloads import (
    Accept,
    AnswerTo,
    Approve,
    Ask,
    Asks,
    Attest,
    Challenge,
    CheckByHand,
    Countersign,
    Dissent,
    Enter,
    Justify,
    MeetCondition,
    PickUp,
    Reinstate,
    Reject,
    RequestChanges,
    Respond,
    ReviewFinding,
    Revise,
    Revoke,
    Submit,
    Suspend,
    Withhold,
    payload_to,
)
from peel_ml.assurance.people import Person, Role
from peel_ml.assurance.policy import policy
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.desk import Act, Desk
from peel_ml.assurance.register.matter import id_of
from peel_ml.assurance.rules import refusals
from peel_ml.assurance.rules.binding import approval_of
from peel_ml.assurance.states import STATES, State
from tests.assurance import written
from tests.assurance.made import (
    ANSWERS,
    PARTS,
    PEOPLE,
    Clock,
    approved,
    condition,
    desk_at,
    entering,
    in_review,
    manifest,
    passing,
)

ROLES: tuple[Role, ...] = get_args(Role)
TOS: tuple[State | None, ...] = (None, *STATES)
ACTIONS = tuple(sorted({action for _, action, _ in written.MOVES} | set(written.NOTES)))
# One for each role, with no other part in any matter.
FRESH = tuple(
    Person(f"fresh-{role.replace('_', '-')}", "Fresh", "met", (role,), data_office=False)
    for role in ROLES
    if role not in ("monitor", "pipeline")
)
HIGH = Asks(True, False, parts=PARTS)
DOUBTFUL = Asks(False, False, ("J1",), ("J1",), PARTS)
JUSTIFIED = Justify("J1", "found", "aim of it", "why it is", "options", "mitigation", date(2026, 12, 1))


def _act(desk: Desk, actor: str, role: Any, action: str, id_: str, what: Any, reason: str = "") -> None:
    desk.record(Act(actor, role, action, id_, what, reason))


def _suspended(desk: Desk, number: int, conditions: Any = (), first: tuple[str, Role] | None = None) -> str:
    # Of a use case of its own: another approval for the scope would take its place.
    id_ = approved(desk, entering(number, use_case=f"case-{number}"), conditions).id
    _act(desk, "monitor", "monitor", "suspend", id_, Suspend("monitor_breach"), "It went wrong.")
    if first is not None:
        _act(desk, *first, "reinstate", id_, Reinstate("It is mended."))
    return id_


def _asked_about(desk: Desk, id_: str) -> None:
    _act(desk, "aud", "auditor", "ask", id_, Ask("field", "Why is it so?"))
    _act(desk, "aud", "auditor", "challenge", id_, Challenge("an ethics panel", "It is not clear."))


@cache
def situations() -> tuple[Desk, dict[str, str | None]]:
    """A register with one matter for every way to be in a state."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        desk = desk_at(Path(folder), people=(*PEOPLE, *FRESH))
        found: dict[str, str | None] = {"nothing yet": None}
        for number, name, scope in ((100, "draft of a pilot", "pilot"), (101, "draft of a finding", "publication")):
            enter = entering(number, scope)
            found[name] = id_of(enter.manifest.sha256, enter.scope)
            _act(desk, "pipeline", "pipeline", "enter", str(found[name]), enter)
        found["awaiting its owner"] = desk.submit("ada", entering(1, asks=DOUBTFUL)).id
        found["submitted"] = desk.submit("ada", entering(2, asks=DOUBTFUL)).id
        _act(desk, "ola", "owner", "countersign", str(found["submitted"]), Countersign())
        found["in review"] = in_review(desk, entering(3)).id
        found["in review, high"] = in_review(desk, entering(4, asks=HIGH)).id
        found["in review, high, half approved"] = in_review(desk, entering(5, asks=HIGH)).id
        desk.approve("ann", str(found["in review, high, half approved"]), ANSWERS)
        found["in review, doubtful"] = in_review(desk, entering(6, asks=DOUBTFUL)).id
        _act(desk, "ada", "author", "justify", str(found["in review, doubtful"]), JUSTIFIED)
        found["to be changed"] = in_review(desk, entering(7)).id
        finding = RequestChanges((ReviewFinding("G08", "Say more."),))
        _act(desk, "rae", "reviewer", "request_changes", str(found["to be changed"]), finding)
        found["rejected"] = in_review(desk, entering(8)).id
        _act(desk, "ann", "approver", "reject", str(found["rejected"]), Reject(), "It does not work.")
        found["approved"] = approved(desk, entering(9, use_case="case-9")).id
        found["approved with conditions"] = approved(desk, entering(10, use_case="case-10"), (condition(),)).id
        found["suspended"] = _suspended(desk, 11)
        found["suspended, a reviewer agreed"] = _suspended(desk, 12, first=("rae", "reviewer"))
        found["suspended, an approver agreed"] = _suspended(desk, 13, first=("ann", "approver"))
        found["suspended, conditions, half agreed"] = _suspended(desk, 14, (condition(),), ("rae", "reviewer"))
        found["suspended, conditions, the other half"] = _suspended(desk, 18, (condition(),), ("ann", "approver"))
        found["revoked"] = approved(desk, entering(15, use_case="case-15")).id
        desk.revoke("ann", str(found["revoked"]), "It was wrong.")
        found["superseded"] = approved(desk, entering(16, use_case="case-16")).id
        approved(desk, entering(17, use_case="case-16"))
        for name, id_ in found.items():
            if id_ is not None and not name.startswith(("draft", "superseded")):
                asked = name not in ("rejected", "revoked")
                (_asked_about if asked else _challenged)(desk, id_)
        desk.book()
        desk.storage.close()
        return desk, found


def _challenged(desk: Desk, id_: str) -> None:
    _act(desk, "aud", "auditor", "challenge", id_, Challenge("an ethics panel", "It is not clear."))


def _payload(desk: Desk, book: Book, id_: str | None, action: str, role: Role, to: State | None, actor: str) -> Any:
    """What would be right to carry, if anything were."""
    now = Clock(desk.clock.now)()  # type: ignore[attr-defined]
    matter = book.matters.get(id_ or "")
    gates = passing(matter, book, now) if matter else ()
    if action == "enter":
        return entering(500)
    if action == "approve":
        if matter is None or to == "in_review":
            return Approve(ANSWERS, (), gates)
        conditions = (condition(),) if to == "approved_with_conditions" else ()
        approval = approval_of(book, matter, actor, conditions, now)
        return Approve(ANSWERS, conditions, gates, signed(approval, desk.signer))
    if action == "revise":
        before = matter.manifest_sha256 if matter else None
        run = entering(600).run
        return Revise(manifest(600, revises=before, use_case=matter.use_case if matter else "x"), HIGH, run)
    part = "data_protection" if role == "data_protection_officer" else "equality"
    simple: dict[str, Any] = {
        "submit": Submit(gates),
        "countersign": Countersign(),
        "pick_up": PickUp("I have none."),
        "request_changes": RequestChanges((ReviewFinding("G08", "Say more."),)),
        "reject": Reject(),
        "suspend": Suspend("other"),
        "reinstate": Reinstate("It is mended."),
        "revoke": Revoke(),
        "attest": Attest(part, PARTS[part], "I have read it."),  # type: ignore[arg-type]
        "justify": JUSTIFIED,
        "accept": Accept("J1"),
        "check_by_hand": CheckByHand("fine", "fine", "fine", "fine"),
        "dissent": Dissent("I see it otherwise."),
        "ask": Ask("field", "Why is it so?"),
        "answer": AnswerTo(matter.questions[0].seq if matter and matter.questions else 1, "Because of this."),
        "challenge": Challenge("a member of the public", "It is not fair."),
        "respond": Respond(matter.challenges[0].seq if matter and matter.challenges else 1, "It is so.", True),
        "meet_condition": MeetCondition(1, "The minutes say so."),
        "withhold": Withhold(True),
    }
    return simple[action]


def _entry(desk: Desk, id_: str | None, action: str, role: Role, to: State | None) -> Entry:
    book = desk._book
    matter = book.matters.get(id_ or "")
    service = role in ("monitor", "pipeline")
    actor = role if service else f"fresh-{role.replace('_', '-')}"
    what = _payload(desk, book, id_, action, role, to, actor)
    brought = what.manifest.sha256 if isinstance(what, Enter | Revise) else None
    subject = id_ or (id_of(what.manifest.sha256, what.scope) if isinstance(what, Enter) else "0123456789ab")
    return Entry(
        book.seq + 1,
        stamp(Clock(desk.clock.now)()),  # type: ignore[attr-defined]
        actor,
        role,
        None if service else "met",
        action,
        subject,
        matter.state if matter else None,
        to,
        brought or (matter.manifest_sha256 if matter else None),
        payload_to(action, what),
        "",
        "There is a reason.",
        policy().version,
        book.head,
        "",
        desk.signer.id,
        "",
    )


NAMES = (
    "nothing yet", "draft of a pilot", "draft of a finding", "awaiting its owner", "submitted", "in review",
    "in review, high", "in review, high, half approved", "in review, doubtful", "to be changed", "rejected",
    "approved", "approved with conditions", "suspended", "suspended, a reviewer agreed",
    "suspended, an approver agreed", "suspended, conditions, half agreed", "suspended, conditions, the other half",
    "revoked", "superseded",
)  # fmt: skip


def _likely(action: str, state: Any) -> list[Any]:
    """Where an action leads at all, where it stands, and one of the states that are never entered."""
    return [state, "expired", *sorted({to for _, one, to in written.MOVES if one == action} - {state})]


@cache
def accepted_in(name: str, everywhere: bool = False) -> frozenset[tuple[str, State | None, Role]]:
    """Try everything in a situation; return what the rules accept. What the design forbids is refused by name."""
    desk, found = situations()
    id_ = found[name]
    book = desk._book
    matter = book.matters.get(id_ or "")
    state = None if matter is None else book.effective(matter, desk.clock())
    accepted = set()
    entry = None
    stands = None if matter is None else matter.state
    ways = ((action, TOS if everywhere else _likely(action, stands)) for action in ACTIONS)
    for action, role, to in ((action, role, to) for action, tos in ways for role in ROLES for to in tos):
        # What an approval carries depends on where it leads; with everything else it is the same.
        again = entry is not None and (entry.action, entry.role) == (action, role) and action != "approve"
        entry = replace(entry, to_state=to) if again else _entry(desk, id_, action, role, to)
        refused = refusals(book, entry)
        allowed = written.legal(state, action, to, role)
        if state == "superseded" and action in ("challenge", "respond", "withhold"):
            continue
        if not refused:
            assert allowed, f"{action} by {role} from {state} to {to} was accepted"
            accepted.add((action, to, role))
        elif not allowed:
            said = " ".join(map(str, refused))
            for one in written.leading_out(state):
                assert re.search(rf"Legal from .*\b{one.replace('_', ' ')} \(to ", said), (action, role, to, said)
            if state in written.TERMINAL:
                assert "nothing, it stands for good" in said
    return frozenset(accepted)


def test_every_situation_is_looked_at():
    assert set(NAMES) == set(situations()[1])


@pytest.mark.parametrize("name", NAMES)
def test_what_the_design_forbids_is_refused_and_the_legal_moves_are_named(name):
    # That it is tried at all: all but what stands for good has something that is accepted.
    assert bool(accepted_in(name)) == (name != "superseded")


@pytest.mark.full
@pytest.mark.parametrize("name", NAMES)
def test_wherever_it_is_to_lead_no_more_is_accepted(name):
    assert accepted_in(name, everywhere=True) == accepted_in(name)


def test_everything_the_design_allows_is_accepted_somewhere():
    desk, found = situations()
    book = desk._book
    accepted: dict[tuple[str | None, str, str | None], set[str]] = {}
    for name in NAMES:
        matter = book.matters.get(found[name] or "")
        state = None if matter is None else matter.state
        for action, to, role in accepted_in(name):
            accepted.setdefault((state, action, to), set()).add(role)
    expected: dict[tuple[str | None, str, str | None], set[str]] = {**written.MOVES}
    for action, (states, roles) in written.NOTES.items():
        expected |= {(state, action, state): roles for state in states}
    # A condition can be met only where there is one.
    del expected["approved", "meet_condition", "approved"]
    assert accepted == expected


def test_one_state_says_which_of_two_ways_a_move_leads():
    ways = {name: {(action, to) for action, to, _ in accepted_in(name)} for name in NAMES}
    assert ("submit", "awaiting_owner") in ways["draft of a pilot"]
    assert ("submit", "submitted") not in ways["draft of a pilot"]
    assert ("submit", "submitted") in ways["draft of a finding"]
    assert ("submit", "awaiting_owner") not in ways["draft of a finding"]
    assert ("approve", "in_review") in ways["in review, high"]
    assert ("approve", "approved") not in ways["in review, high"]
    assert ("approve", "in_review") not in ways["in review"]
    assert ("approve", "in_review") not in ways["in review, high, half approved"]
    assert ("approve", "approved") in ways["in review, high, half approved"]
    assert not [to for action, to in ways["in review, doubtful"] if action == "approve"]
    assert {to for action, to in ways["suspended"] if action == "reinstate"} == {"suspended"}
    half = {role for action, _, role in accepted_in("suspended, a reviewer agreed") if action == "reinstate"}
    assert half == {"approver"}
    half = {role for action, _, role in accepted_in("suspended, an approver agreed") if action == "reinstate"}
    assert half == {"reviewer"}
    assert ("reinstate", "approved_with_conditions") in ways["suspended, conditions, half agreed"]
    assert ("reinstate", "approved") not in ways["suspended, conditions, half agreed"]


def test_an_expired_approval_never_reopens():
    desk, found = situations()
    book, matter = desk._book, desk._book.matters[str(found["approved"])]
    later = f"{int(str(matter.valid_until)[:4]) + 1}{str(matter.valid_until)[4:]}"
    for action, role, to in product(ACTIONS, ROLES, TOS):
        if action in ("challenge", "respond", "withhold", "enter"):
            continue
        if to != matter.state:
            continue
        entry = replace(_entry(desk, matter.id, action, role, to), at=later)
        assert "it is expired, and that never reopens" in " ".join(map(str, refusals(book, entry)))


def test_the_page_of_the_table_holds_every_move():
    text = markdown()
    for from_, action, to in written.MOVES:
        row = f"| {(from_ or '–').replace('_', ' ')} | {action.replace('_', ' ')} | {to.replace('_', ' ')} |"
        assert row in text
    for action in written.NOTES:
        assert f"| {action.replace('_', ' ')} | " in text
