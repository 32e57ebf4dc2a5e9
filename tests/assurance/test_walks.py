"""Random people take random actions: whatever they do, the register stays within the table."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from peel_ml.assurance.ledger.chain import verified
from peel_ml.assurance.ledger.entry import Entry, moment
from peel_ml.assurance.ledger.storage import Storage, entries
from peel_ml.assurance.payloads import (
    Accept,
    Asks,
    Attest,
    Challenge,
    CheckByHand,
    Countersign,
    Delegate,
    Justify,
    PickUp,
    Reinstate,
    Reject,
    RequestChanges,
    ReviewFinding,
    Revoke,
    SetPerson,
    Suspend,
    payload_from,
)
from peel_ml.assurance.register.book import replayed
from peel_ml.assurance.register.desk import Act, Desk, Refused
from peel_ml.errors import BadRequest, PeelError
from tests.assurance import written
from tests.assurance.conftest import AFTER
from tests.assurance.made import ANSWERS, PEOPLE, Clock, approved, condition, entering, in_review, passing

MONTHS = {"pilot": 3, "publication": 12, "rehearsal": 1}
DAYS = {months: 31 * months for months in (1, 3, 6, 12)}
WHO = [*(one.id for one in PEOPLE), "all", "monitor"]
J1 = Justify("J1", "found", "aim of it", "why it is", "options", "mitigation", date(2027, 12, 1))
FIXED = {
    "countersign": Countersign(),
    "pick_up": PickUp("I have none."),
    "check_by_hand": CheckByHand("fine", "fine", "fine", "fine"),
    "request_changes": RequestChanges((ReviewFinding("G08", "Say more."),)),
    "reject": Reject(),
    "suspend": Suspend("other"),
    "reinstate": Reinstate("It is mended."),
    "revoke": Revoke(),
    "justify": J1,
    "accept": Accept("J1"),
    "challenge": Challenge("an ethics panel", "It is not clear."),
}
LIKELY = {
    "awaiting_owner": ["countersign"],
    "submitted": ["pick_up"],
    "in_review": ["check_by_hand", "attest", "approve", "approve", "request_changes", "reject", "justify", "accept"],
    "changes_requested": ["revise"],
    "approved": ["suspend", "revoke"],
    "approved_with_conditions": ["suspend", "revoke"],
    "suspended": ["reinstate", "reinstate", "revoke"],
}


class Walks(RuleBasedStateMachine):
    """What people do. `seen` is kept from the entries alone, by hand."""

    template: tuple[Path, Any]
    thorough = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copyfile(self.template[0], self.folder / "register.db")
        uri = f"sqlite:///{self.folder / 'register.db'}"
        self.desk = Desk(Storage(uri), self.template[1], passing, Clock(AFTER))
        # Somebody who holds every role, and so could do anything alone.
        everything = replace(PEOPLE[0], id="all", roles=tuple(sorted(written.PEOPLE)), data_office=False)
        self.desk.record(Act("adm", "administrator", "person", "all", SetPerson(everything)))  # type: ignore[arg-type]
        self.looked_at = self.desk.book().seq
        self.seen: dict[str, dict[str, Any]] = {}
        self.number = 0

    def teardown(self) -> None:
        with self.desk.storage.reading() as connection:
            whole = verified(entries(connection))
        assert whole.broken is None
        assert whole.book == self.desk.book()
        self.desk.storage.close()
        shutil.rmtree(self.folder)

    def tried(self, *acts: Act) -> None:
        try:
            self.desk.record(*acts)
        except Refused as error:
            self.refused(str(error))

    def refused(self, said: str) -> None:
        assert "\n  - " in said

    @initialize()
    def begin(self) -> None:
        """Some are on their way already: random people alone would seldom come that far."""
        self.number = 6
        self.desk.submit("ada", entering(1, asks=self.asks(False, False)))
        in_review(self.desk, entering(2, asks=self.asks(False, False)), author="all")
        in_review(self.desk, entering(3, asks=self.asks(True, False)))
        in_review(self.desk, entering(4, "publication", asks=self.asks(True, True), made_by=("ann",)))
        approved(self.desk, entering(5, use_case="other", asks=self.asks(False, False)))
        approved(self.desk, entering(6, "rehearsal", asks=self.asks(False, False)), (condition(date(2027, 12, 1)),))

    @rule(
        who=st.sampled_from(["ada", "sue", "all"]),
        scope=st.sampled_from(["pilot", "publication", "rehearsal"]),
        high=st.booleans(),
        doubtful=st.booleans(),
        makers=st.sampled_from([(), ("ann",), ("rae", "eve")]),
    )
    def submit(self, who: str, scope: str, high: bool, doubtful: bool, makers: tuple[str, ...]) -> None:
        self.number += 1
        try:
            self.desk.submit(who, entering(self.number, scope, self.asks(high, doubtful), made_by=makers))
        except Refused:
            if self.desk.book().people[who].active:
                raise

    def asks(self, high: bool, doubtful: bool, part: str = "e") -> Asks:
        codes = ("J1",) if doubtful else ()
        return Asks(high, False, codes, codes, {"equality": part * 64, "data_protection": "d" * 64})

    @rule(chance=st.randoms(use_true_random=True))
    def act_three_times(self, chance: Random) -> None:
        for _ in range(3):
            self.act(chance)

    def act(self, chance: Random) -> None:
        book = self.desk.book()
        matter = chance.choice(sorted(book.matters.values(), key=lambda one: one.id))
        # Mostly what could be, and somebody who could; sometimes anything by anybody.
        likely = [*LIKELY.get(matter.state, []), "challenge"]
        wild = chance.random() < 0.2
        action = chance.choice(sorted({*FIXED, "attest", "approve", "revise"}) if wild else likely)
        roles = sorted(
            {role for (_, one, _), able in written.MOVES.items() if one == action for role in able}
            | written.NOTES.get(action, (set(), set()))[1]
        )
        role: Any = chance.choice(sorted(written.STOPPING) if wild else roles)
        able = [one.id for one in book.people.values() if role in one.roles] or ["monitor"]
        who = chance.choice(WHO if wild else able)
        if action == "approve":
            conditions = (condition(date(2027, 12, 1)),) if chance.random() < 0.5 else ()
            try:
                self.desk.approve(who, matter.id, ANSWERS, conditions)
            except Refused as error:
                self.refused(str(error))
        elif action == "revise":
            self.number += 1
            asks = self.asks(chance.random() < 0.5, False, chance.choice("ef"))
            changes = {"revises": matter.manifest_sha256, "use_case": matter.use_case}
            try:
                self.desk.submit(who, entering(self.number, matter.scope, asks, **changes), revises=matter.id)
            except Refused as error:
                self.refused(str(error))
        else:
            part: Any = "data_protection" if role == "data_protection_officer" else "equality"
            what = FIXED.get(action) or Attest(part, str(matter.asks.parts[part]), "I have read it.")
            self.tried(Act(who, role, action, matter.id, what, "There is a reason."))

    @rule(days=st.sampled_from([1, 20, 100]))
    def wait(self, days: int) -> None:
        self.desk.clock.now += timedelta(days=days)  # type: ignore[attr-defined]

    @rule(who=st.sampled_from(["ann", "rae", "all"]), active=st.booleans())
    def leave(self, who: str, active: bool) -> None:
        person = replace(self.desk.book().people[who], active=active)
        self.tried(Act("adm", "administrator", "person", who, SetPerson(person)))

    @rule(giver=st.sampled_from(["ann", "ben", "rae"]), deputy=st.sampled_from(["ola", "eve", "aud", "ada"]))
    def lend(self, giver: str, deputy: str) -> None:
        role: Any = "reviewer" if giver == "rae" else "approver"
        until = self.desk.clock.now.date() + timedelta(days=30)  # type: ignore[attr-defined]
        self.tried(Act(giver, role, "delegate", deputy, Delegate(deputy, role, until)))

    @rule(cut=st.booleans())
    def fail_in_the_middle(self, cut: bool) -> None:
        """Two things at once of which the second is refused: neither is recorded."""
        before = self.desk.book().seq
        with pytest.raises((BadRequest, PeelError)):
            self.desk.record(
                Act("adm", "administrator", "person", "eve", SetPerson(self.desk.book().people["eve"])),
                Act("monitor", "monitor", "approve" if cut else "reject", "0" * 12, Reject()),
            )
        assert self.desk.book().seq == before

    @invariant()
    def everything_recorded_is_within_the_table(self) -> None:
        book = self.desk.book()
        for entry in book.entries[self.looked_at :]:
            if entry.action in ("person", "delegate"):
                continue
            assert written.legal(entry.from_state, entry.action, entry.to_state, entry.role), entry
            if entry.subject in self.seen:
                assert self.seen[entry.subject]["state"] == entry.from_state
                assert entry.from_state not in written.TERMINAL or entry.action == "challenge"
            self.look_at(entry)
        self.looked_at = book.seq
        for id_, one in self.seen.items():
            assert book.matters[id_].state == one["state"]
            assert book.matters[id_].manifest_sha256 == one["manifest"]

    def look_at(self, entry: Entry) -> None:
        what: Any = payload_from(entry.action, entry.payload)
        if entry.action == "enter":
            self.seen[entry.subject] = {
                "makers": set(), "consents": [], "attested": {}, "scope": what.scope, "reviewer": None
            }  # fmt: skip
        one = self.seen[entry.subject]
        if entry.action in ("enter", "revise"):
            one |= {"makers": one["makers"] | set(what.manifest.made_by), "asks": what.asks, "consents": []}
            one |= {"manifest": what.manifest.sha256, "class": what.manifest.declared_class}
        if entry.action in ("submit", "revise"):
            one["makers"].add(entry.actor)
        if entry.action in ("countersign", "pick_up", "request_changes", "reject", "approve", "reinstate", "attest",
                            "accept", "check_by_hand"):  # fmt: skip
            assert entry.actor not in one["makers"], entry
        if entry.action == "pick_up":
            one["reviewer"] = entry.actor
        if entry.action == "attest":
            one["attested"][what.part] = what.sha256
        if entry.action == "approve":
            self.look_at_approval(entry, what, one)
        one["state"] = entry.to_state

    def look_at_approval(self, entry: Entry, what: Any, one: dict[str, Any]) -> None:
        assert one["scope"] == "publication" or entry.actor != one["reviewer"]
        if one["scope"] != "publication":
            assert one["attested"]["equality"] == one["asks"].parts["equality"]
        assert entry.actor not in one["consents"]
        one["consents"].append(entry.actor)
        two = one["scope"] == "pilot" and one["asks"].high_risk
        assert (entry.to_state == "in_review") == (two and len(one["consents"]) == 1)
        if entry.to_state == "in_review":
            return
        assert len(one["consents"]) == 1 + two
        assert one["manifest"] == entry.manifest
        assert one["manifest"] not in {
            other.manifest_sha256
            for other in self.desk.book().matters.values()
            if (other.state, other.scope) == ("revoked", one["scope"]) and other.id != entry.subject
        }
        matter = self.desk.book().matters[entry.subject]
        months = min(MONTHS[one["scope"]], 6) if one["asks"].high_risk else MONTHS[one["scope"]]
        if matter.approved_at == entry.at:
            assert moment(str(matter.valid_until)) - moment(entry.at) < timedelta(days=DAYS[months] + 1)

    @invariant()
    def the_book_is_what_the_entries_say(self) -> None:
        if self.thorough:
            with self.desk.storage.reading() as connection:
                there = entries(connection)
            assert verified(there).broken is None
            assert replayed(there) == self.desk.book()


def walked(peopled: Any, thorough: bool, examples: int, steps: int) -> None:
    machine = type("Walk", (Walks,), {"template": peopled, "thorough": thorough})
    checked = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=checked)


def test_whatever_people_do_the_register_stays_within_the_table(peopled):
    walked(peopled, thorough=False, examples=8, steps=15)


@pytest.mark.full
def test_it_verifies_and_replays_after_every_step(peopled):
    walked(peopled, thorough=True, examples=40, steps=30)
