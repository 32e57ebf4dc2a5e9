"""The desk: records all or nothing, notices what others did, and does not go on where something is wrong."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from peel_ml.assurance.ledger.chain import verified
from peel_ml.assurance.ledger.entry import sealed
from peel_ml.assurance.ledger.storage import Storage, append, entries
from peel_ml.assurance.payloads import Ask, Challenge, Found, Reject, Suspend
from peel_ml.assurance.register.book import replayed
from peel_ml.assurance.register.desk import SKEW, Act, Changed, Desk, Refused
from peel_ml.assurance.register.making import matter_id
from peel_ml.assurance.signing.keys import new_signer
from peel_ml.errors import BadRequest, FellShort, PeelError
from tests.assurance.made import ADMIN, ANSWERS, Clock, approved, desk_at, enrol, entering, failing, in_review


def beside(desk: Desk, signer=None) -> Desk:
    """Another process at the same register."""
    return Desk(desk.storage, signer or desk.signer, desk.judge, desk.clock)


def ask(id_, text="Why is it so?", seen=None):
    return Act("aud", "auditor", "ask", id_, Ask("field", text), seen=seen)


def test_what_one_records_another_reads(desk):
    other = beside(desk)
    assert other.book().seq == desk.book().seq
    matter = approved(desk)
    assert other.matter(matter.id) == matter
    assert other.book() == desk.book() == replayed(desk.book().entries)


def test_a_book_that_was_read_does_not_change(desk):
    before = desk.book()
    seq, people = before.seq, dict(before.people)
    names = iter(before.matters)
    approved(desk)
    assert list(names) == []
    assert (before.seq, before.people) == (seq, people)
    assert desk.book().seq > seq


def test_nothing_is_recorded_where_one_of_several_is_refused(desk):
    matter = in_review(desk)
    before = desk.book().seq
    with pytest.raises(Refused):
        desk.record(ask(matter.id), Act("eve", "approver", "reject", matter.id, Reject(), "It does not work."))
    assert desk.book().seq == before
    with desk.storage.reading() as connection:
        assert entries(connection) == desk.book().entries


def test_a_refusal_does_not_make_the_desk_read_everything_again(desk, monkeypatch):
    matter = in_review(desk)
    desk.book()
    monkeypatch.setattr("peel_ml.assurance.register.desk.entries", None)
    with pytest.raises(Refused):
        desk.record(Act("eve", "approver", "reject", matter.id, Reject(), "It does not work."))
    assert desk.matter(matter.id).state == "in_review"
    desk.record(ask(matter.id))


def test_who_was_slower_is_told(desk):
    matter = in_review(desk)
    other = beside(desk)
    other.record(ask(matter.id))
    with pytest.raises(Changed, match="since you opened it, so nothing was recorded now"):
        desk.approve("ann", matter.id, ANSWERS, seen=matter.seqs[-1])
    seen = desk.matter(matter.id).seqs[-1]
    assert desk.approve("ann", matter.id, ANSWERS, seen=seen).state == "approved"


def test_a_revision_between_judging_and_recording_is_told(desk, monkeypatch):
    from tests.assurance.rules.test_separation import in_review_again, revised

    matter = in_review(desk)
    judge = desk.judge

    def slow(*given):
        monkeypatch.setattr(desk, "judge", judge)
        in_review_again(desk, revised(desk, matter, 2))
        return judge(*given)

    monkeypatch.setattr(desk, "judge", slow)
    with pytest.raises(Changed, match="A new revision was submitted since you opened it"):
        desk.approve("ann", matter.id, ANSWERS)
    assert desk.matter(matter.id).state == "in_review"


def test_a_gate_that_fails_stops_it_before_anything_is_recorded(new_desk):
    desk = new_desk(judge=failing("G05", "G07"))
    before = desk.book().seq
    with pytest.raises(FellShort, match="2 of the gates that block for pilot did not pass") as told:
        desk.submit("ada", entering())
    assert [one.where for one in told.value.problems] == ["G05 G05", "G07 G07"]
    assert desk.book().seq == before


def test_a_gate_that_fails_by_now_stops_the_approval(desk):
    matter = in_review(desk)
    desk.judge = failing("G21")
    with pytest.raises(BadRequest, match="G21 failed"):
        desk.approve("ann", matter.id, ANSWERS)
    assert desk.matter(matter.id).state == "in_review"


@pytest.mark.parametrize("action", ["bless", "", "_free"])
def test_an_action_that_is_none_is_refused_by_name(desk, action):
    with pytest.raises(BadRequest, match=f"“{action}” is no action; accept, answer, approve"):
        desk.record(Act("ann", "approver", action, "x", Reject()))


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "caf\udce9"])
def test_characters_that_cannot_be_shown_are_refused(desk, text):
    matter = in_review(desk)
    with pytest.raises(Refused, match="characters that cannot be"):
        desk.record(Act("ann", "approver", "reject", matter.id, Reject(), text))


@pytest.mark.parametrize("text", ["Ne pas utiliser\u00a0: à revoir.", "Zwei\nZeilen\tund 👩🏽‍⚖️", "עברית"])
def test_whatever_people_write_is_kept(desk, text):
    matter = in_review(desk)
    desk.record(
        Act("ann", "approver", "reject", matter.id, Reject(), text),
    )
    desk.record(Act("aud", "auditor", "challenge", matter.id, Challenge("an ethics panel", f"{text} \x00 {text}")))
    kept = beside(desk).book().entries
    assert (kept[-2].reason, kept[-1].payload["text"]) == (text, f"{text} \x00 {text}")
    assert verified(kept).broken is None


def test_a_clock_that_was_set_back_is_refused_and_one_that_is_a_moment_behind_is_not(desk):
    matter = in_review(desk)
    last = desk.clock.now
    desk.clock.now = last - timedelta(seconds=1) - SKEW / 2
    assert desk.record(ask(matter.id))[0].at == desk.book().entries[-2].at
    desk.clock.now = last - timedelta(minutes=1)
    with pytest.raises(Refused, match="the clock was set back"):
        desk.record(ask(matter.id))
    desk.clock.now = last
    desk.record(ask(matter.id))


def test_somebodys_own_key_acts_for_nobody_else(desk):
    ann = enrol(desk, "ann")
    matter = in_review(desk)
    own = beside(desk, ann)
    for actor, role in (("rob", "approver"), ("monitor", "monitor")):
        with pytest.raises(Refused, match=f"signed with the key of ann, and says that {actor} acted"):
            own.record(Act(actor, role, "reject", matter.id, Reject(), "It does not work."))
    assert own.approve("ann", matter.id, ANSWERS).state == "approved"
    assert desk.book().entries[-1].key == ann.id


def test_a_key_that_nobody_enrolled_records_nothing(desk):
    matter = in_review(desk)
    with pytest.raises(Refused, match="signed with a key that is not trusted"):
        beside(desk, new_signer()).approve("ann", matter.id, ANSWERS)


def test_a_register_is_founded_once_and_with_the_key_that_signs(desk, tmp_path):
    with pytest.raises(Refused, match="the first entry, and only that, founds the register"):
        desk.found(ADMIN)
    new = Desk(Storage(f"sqlite:///{tmp_path / 'new.db'}"), new_signer(), desk.judge, Clock())
    found = Act("adm", "administrator", "found", "adm", Found(ADMIN, new_signer().public))
    with pytest.raises(Refused, match="a key that is not trusted"):
        new.record(found)
    with pytest.raises(Refused, match="its first administrator"):
        new.found(replace(ADMIN, roles=("author",)))
    new.found(ADMIN)
    new.storage.close()


def test_a_revocation_suspends_what_rests_on_it_and_nothing_else(desk):
    bad = approved(desk, entering(1))
    model = bad.manifest.model_sha256
    same_model = approved(desk, entering(2, "publication", model_sha256=model))
    revision = approved(desk, entering(3, "publication", use_case="other", revises=bad.manifest_sha256))
    of_revision = approved(desk, entering(4, use_case="third", revises=revision.manifest_sha256))
    bystander = approved(desk, entering(5, use_case="fourth", model_sha256=model))
    desk.revoke("ann", bad.id, "It was wrong.")
    states = {one.id: desk.matter(one.id).state for one in (same_model, revision, of_revision, bystander)}
    assert states == {
        same_model.id: "suspended",
        revision.id: "suspended",
        of_revision.id: "suspended",
        bystander.id: "approved",
    }
    assert desk.matter(same_model.id).suspended_for == f"What it rests on was revoked: {bad.id}."


def test_what_ended_before_does_not_stand_in_the_way_of_a_revocation(desk):
    short = approved(desk, entering(1, "pilot"))
    long = approved(desk, entering(2, "publication", model_sha256=short.manifest.model_sha256))
    desk.clock.now += timedelta(days=120)
    assert desk.book().effective(short, desk.clock.now) == "expired"
    assert desk.revoke("ann", long.id, "It was wrong.").state == "revoked"
    assert desk.matter(short.id).state == "approved"


def test_a_revoked_manifest_does_not_come_back_as_a_revision_of_another(desk):
    from tests.assurance.rules.test_separation import revised

    other = in_review(desk, entering(1, asks=entering().asks))
    bad = approved(desk, entering(2, revises=other.manifest_sha256))
    desk.revoke("ann", bad.id, "It was wrong.")
    with pytest.raises(Refused, match="exactly this was submitted for pilot before and is revoked"):
        revised(desk, other, 2)
    with pytest.raises(Refused, match="in the register already"):
        desk.submit("ada", entering(2, revises=other.manifest_sha256))


def test_a_suspended_approval_is_not_reinstated_after_its_end(desk):
    from peel_ml.assurance.payloads import Reinstate

    matter = approved(desk)
    desk.record(Act("rae", "reviewer", "suspend", matter.id, Suspend("other"), "It went wrong."))
    desk.clock.now += timedelta(days=120)
    with pytest.raises(Refused, match="has ended while it was suspended, and that never reopens"):
        desk.record(Act("rae", "reviewer", "reinstate", matter.id, Reinstate("It is mended.")))


def test_a_suspended_approval_is_not_reinstated_beside_a_newer_one(desk):
    from peel_ml.assurance.payloads import Reinstate

    matter = approved(desk, entering(1))
    desk.record(Act("rae", "reviewer", "suspend", matter.id, Suspend("other"), "It went wrong."))
    newer = approved(desk, entering(2))
    with pytest.raises(Refused, match="a newer approval for pilot has taken its place"):
        desk.record(Act("rae", "reviewer", "reinstate", matter.id, Reinstate("It is mended.")))
    assert desk.book().effective(newer, desk.clock.now) == "approved"


def test_a_register_that_was_restored_is_read_anew(desk, new_desk):
    matter = approved(desk)
    other = new_desk()
    assert desk.book().seq > other.book().seq
    approved(other, entering(2))
    desk.storage = other.storage
    assert desk.book() == other.book()
    assert matter.id not in desk.book().matters
    approved(desk, entering(3))


def test_an_entry_that_no_register_wrote_stops_everything(desk):
    matter = in_review(desk)
    book = desk.book()
    last = book.entries[-1]
    forged = sealed(
        replace(last, seq=book.seq + 1, previous=book.head, actor="ann", role="approver", action="reject",
                from_state="in_review", to_state="rejected", payload={}, reason="It does not work."),
        new_signer(),
    )  # fmt: skip
    for entry in (forged, replace(forged, key=desk.signer.id), replace(sealed(forged, desk.signer), reason="Another.")):
        with closing(sqlite3.connect(desk.storage.uri.removeprefix("sqlite:///"))) as connection:
            connection.execute("DROP TRIGGER IF EXISTS ledger_no_delete")
            connection.execute("DELETE FROM ledger WHERE seq > ?", (book.seq,))
            connection.commit()
        with desk.storage.writing() as connection:
            append(connection, entry)
        for do in (desk.book, lambda: desk.record(ask(matter.id)), beside(desk).book):
            with pytest.raises(
                PeelError, match=rf"Entry {book.seq + 1} of the register does not hold.*peel ledger verify"
            ):
                do()


def test_a_changed_entry_in_the_middle_stops_everything(desk):
    in_review(desk)
    with closing(sqlite3.connect(desk.storage.uri.removeprefix("sqlite:///"))) as connection:
        connection.execute("DROP TRIGGER ledger_no_update")
        connection.execute("UPDATE ledger SET actor = 'rob' WHERE seq = 4")
        connection.commit()
    with pytest.raises(PeelError, match="Entry 4 of the register does not hold"):
        beside(desk).book()


def test_a_matter_is_found_by_the_beginning_of_its_id(desk):
    one, other = desk.submit("ada", entering(1)), desk.submit("ada", entering(2))
    assert one.id == matter_id(entering(1))
    assert desk.matter(one.id[:8]) == one
    for beginning in ("", "nothing"):
        with pytest.raises(BadRequest, match=r"matters begin|matter begins"):
            desk.matter(beginning)
    assert other.id != one.id


def test_made_up_and_real_data_keep_apart(desk):
    assert approved(desk, entering(1, "rehearsal")).state == "approved"
    for enter, says in (
        (entering(2, "pilot", data_class="D0"), "made-up data can be submitted as a rehearsal only"),
        (entering(3, "rehearsal", data_class="D1"), "a rehearsal is for made-up data only"),
        (entering(4, "operational"), "beyond this platform"),
        (entering(5, "exploration"), "exploration asks nobody"),
    ):
        with pytest.raises(Refused, match=says):
            desk.submit("ada", enter)


def test_it_opens_on_postgresql_as_on_sqlite(postgresql, tmp_path):
    desk = desk_at(tmp_path, uri=postgresql())
    try:
        matter = approved(desk)
        other = Desk(Storage(desk.storage.uri), desk.signer, desk.judge, desk.clock)
        assert other.book() == desk.book() == replayed(desk.book().entries)
        assert other.revoke("ann", matter.id, "It was wrong.").state == "revoked"
        other.storage.close()
        assert desk.matter(matter.id).state == "revoked"
        assert verified(desk.book().entries).broken is None
    finally:
        desk.storage.close()
