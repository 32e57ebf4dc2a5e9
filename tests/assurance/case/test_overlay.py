"""What the register knows of a matter, as its card and the public register show it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from peel_ml.assurance.case import register_states, signed_of
from peel_ml.assurance.case.overlay import ELSEWHERE
from peel_ml.assurance.ledger.entry import moment
from peel_ml.assurance.moves import MOVES, NOTES
from peel_ml.assurance.payloads import PAYLOADS, Revoke, Suspend, Withhold
from peel_ml.assurance.register.desk import Act, Desk
from peel_ml.assurance.register.told import TOLD
from peel_ml.cards.register import Declared, build_register
from peel_ml.cards.signed import to_html, with_sign_off
from tests.assurance.made import ANSWERS, START, approved, condition, desk_at, in_review


@pytest.fixture
def made(made_cards: ModuleType) -> ModuleType:
    return made_cards


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_at(tmp_path)


def at(desk: Desk, days: int = 0) -> datetime:
    return moment(desk.book().entries[-1].at) + timedelta(days=days)


def test_every_move_and_what_people_say_is_a_step_or_shown_elsewhere() -> None:
    every = {one.action for one in (*MOVES, *NOTES)}
    assert set(TOLD) == set(PAYLOADS)
    assert every - ELSEWHERE < every < set(TOLD)


def test_an_approval_is_told_with_its_words_conditions_and_gates(made: ModuleType, desk: Desk) -> None:
    matter = approved(desk, conditions=(condition(),))
    book = desk.book()
    signed = signed_of(book, book.matters[matter.id], at(desk))
    assert signed.standing.state == "approved_with_conditions"
    assert signed.manifest_sha256 == matter.manifest_sha256
    assert signed.ledger_head == book.head
    assert signed.approval_id == matter.approval_id
    last = signed.decisions[-1]
    assert (last.did, last.name, last.role) == ("Approved it for a pilot, with 1 condition", "Ann Approver", "approver")
    assert [one.words for one in last.words] == [
        ANSWERS.who_could_be_hurt,
        ANSWERS.what_is_not_known,
        ANSWERS.what_would_make_me_stop_it,
    ]
    picked = next(one for one in signed.decisions if one.did == "Picked it up")
    assert picked.conflict == "I have none."
    assert [one.state for one in signed.conditions] == ["open"]
    assert {one.code for one in signed.gates} == {one.code for one in matter.gates}
    assert [one.found for one in signed.tried] == ["fine"] * 4
    page = to_html(with_sign_off(made.card("real_final"), signed))
    assert "Ann Approver" in page
    assert "Approved for a pilot until" in page


def test_time_makes_of_it_what_it_does(desk: Desk) -> None:
    matter = approved(desk, conditions=(condition(),))
    book = desk.book()
    later = signed_of(book, book.matters[matter.id], START.replace(month=4, day=2))
    assert [one.state for one in later.conditions] == ["overdue"]
    assert signed_of(book, book.matters[matter.id], at(desk, 200)).standing.state == "expired"


def test_a_suspension_and_a_revocation_give_their_reason(desk: Desk) -> None:
    matter = approved(desk)
    desk.record(Act("rae", "reviewer", "suspend", matter.id, Suspend("other"), "A borough stopped publishing."))
    book = desk.book()
    assert signed_of(book, book.matters[matter.id], at(desk)).reason == "A borough stopped publishing."
    desk.record(Act("ann", "approver", "revoke", matter.id, Revoke(), "It will not come back."))
    book = desk.book()
    signed = signed_of(book, book.matters[matter.id], at(desk))
    assert (signed.standing.state, signed.reason) == ("revoked", "It will not come back.")


def test_the_register_lists_every_matter_but_drafts(desk: Desk) -> None:
    matter = in_review(desk)
    states = register_states(desk.book(), at(desk))
    assert [(one.scope, one.state) for one in states["visits"]] == [("pilot", "in_review")]
    desk.record(Act("ann", "approver", "withhold", matter.id, Withhold(True), "A court has asked for it."))
    states = register_states(desk.book(), at(desk))
    register = build_register([Declared("visits", "Visits", "more_trust", "proven")], {}, "public", states)
    (tag,) = register.shelves[0].lines[0].states
    assert tag.text == "Why: A court has asked for it."
