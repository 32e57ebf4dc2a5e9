"""What verify says of bytes: each reason by name, from the ledger and the trusted keys alone."""

import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest

from peel_ml.assurance.ledger.entry import sealed
from peel_ml.assurance.payloads import (
    Attest,
    CheckByHand,
    Countersign,
    Key,
    MeetCondition,
    PickUp,
    Reinstate,
    RetireKey,
    Suspend,
)
from peel_ml.assurance.register.desk import Act, Desk
from peel_ml.assurance.signing.keys import new_signer
from peel_ml.assurance.verification.found import found_in
from peel_ml.assurance.verification.verifying import verify
from peel_ml.errors import BadRequest
from tests.assurance import made
from tests.assurance.holding import PILOT_ENDS, codes, held, logged_folder, model_files, said, tampered


@pytest.fixture
def world(tmp_path):
    return held(tmp_path)


@pytest.fixture
def matter(world):
    return world.approve(world.freeze())


def suspend(world, matter, cause="other", reason="It is being looked into."):
    world.desk.record(Act("monitor", "monitor", "suspend", matter.id, Suspend(cause), reason))


def test_what_was_approved_verifies_with_everything_looked_at(world, matter):
    result = world.verify(world.found(matter))
    assert result.ok
    assert result.state == "approved"
    assert {one.outcome for one in result.findings} == {"passed"}
    assert (result.matter, result.approval_id, result.use_case) == (matter.id, matter.approval_id, "visits")
    assert result.valid_until == matter.valid_until


@pytest.mark.parametrize("name", ["model/model.json", "model/protected.json", "card.json"])
def test_one_byte_altered_is_refused_naming_the_file(world, matter, name):
    tampered(world.folder(matter) / name)
    result = world.verify(world.found(matter))
    assert codes(result) == {"files"}
    assert f"{name} was altered" in said(result)


def test_missing_and_extra_files_are_named_each(world, matter):
    folder = world.folder(matter)
    (folder / "model" / "protected.json").unlink()
    (folder / "model" / "extra.pkl").write_bytes(b"x")
    result = world.verify(world.found(matter))
    assert "model/protected.json is missing" in said(result)
    assert "model/extra.pkl is there and no part" in said(result)


def test_another_manifest_in_the_folder_is_refused(world, matter):
    (world.folder(matter) / "manifest.json").write_text("{}")
    assert "manifest.json is another one" in said(world.verify(world.found(matter)))


@pytest.mark.parametrize("layout", ["mlflow", "model", "bare", "run"])
def test_the_same_model_verifies_wherever_it_lies(world, matter, tmp_path, layout):
    here = tmp_path / "here"
    if layout == "mlflow":
        logged_folder(here, model_files())
    elif layout == "run":
        shutil.copytree(world.folder(matter), here)
        (here / "manifest.json").unlink()
        (here / "figures").mkdir()
        (here / "figures" / "a.svg").write_text("<svg/>")
    else:
        shutil.copytree(world.folder(matter) / "model", here / ("model" if layout == "model" else ""))
    result = world.verify(found_in(here))
    assert result.ok, said(result)
    altered = next(here.rglob("model.json"))
    tampered(altered)
    again = world.verify(found_in(here))
    assert not again.ok
    assert "model/model.json was altered" in said(again)


def test_what_mlflow_packs_around_a_model_is_no_part_of_the_approval_and_is_said(world, matter, tmp_path):
    result = world.verify(found_in(logged_folder(tmp_path / "logged", model_files())))
    assert result.ok
    assert "loadable.py" in result.beside
    (tmp_path / "logged" / "artifacts" / "parts" / "more.pkl").write_bytes(b"x")
    assert "model/more.pkl is there" in said(world.verify(found_in(tmp_path / "logged")))


def test_bytes_that_nobody_submitted_are_not_approved(world, matter, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "model.json").write_text("{}")
    result = world.verify(found_in(tmp_path / "other"))
    assert codes(result) == {"approval"}
    assert "no submission for pilot covers these files" in said(result)
    assert {one.code for one in result.findings if one.outcome == "not_reached"} >= {"files", "signature", "state"}
    assert result.state == "not_submitted"
    assert not result.ok


def test_another_scope_is_refused_and_the_approved_one_named(world, matter):
    result = world.verify(world.found(matter), "publication")
    assert codes(result) == {"approval"}
    assert "approved for pilot, and that says nothing of publication" in said(result)


def test_what_is_only_in_review_is_not_approved(world):
    matter = made.in_review(world.desk, world.freeze())
    result = world.verify(world.found(matter))
    assert codes(result) == {"approval"}
    assert result.state == "in_review"


def test_it_expires_with_the_last_moment_of_its_last_day(world, matter):
    found = world.found(matter)
    assert world.verify(found, at=PILOT_ENDS - timedelta(microseconds=1)).ok
    result = world.verify(found, at=PILOT_ENDS)
    assert codes(result) == {"date"}
    assert result.state == "expired"
    assert "ended on 2026-06-02" in said(result)


def test_suspended_reinstated_and_revoked(world, matter):
    found = world.found(matter)
    before = world.at()
    suspend(world, matter)
    assert "suspended since 2026-03-02: It is being looked into." in said(world.verify(found))
    closed = Reinstate("The cause is closed.")
    world.desk.record(Act("rae", "reviewer", "reinstate", matter.id, closed))
    assert world.verify(found).state == "suspended"
    world.desk.record(Act("ann", "approver", "reinstate", matter.id, closed))
    assert world.verify(found).ok
    world.desk.revoke("ann", matter.id, "It was wrong.")
    result = world.verify(found)
    assert (result.state, codes(result)) == ("revoked", {"state"})
    # Looking back to a time at which it held.
    assert world.verify(found, at=before, looking_back=True).ok


def test_a_newer_approval_supersedes_it(world, matter):
    newer = world.approve(world.freeze(2, model_files(1)))
    result = world.verify(world.found(matter))
    assert result.state == "superseded"
    assert newer.id in said(result)
    assert world.verify(world.found(newer)).ok


def test_an_overdue_condition_ends_it_until_it_is_met(world):
    matter = world.approve(world.freeze(), (made.condition(date(2026, 4, 1)),))
    found, late = world.found(matter), made.START + timedelta(days=31)
    assert world.verify(found, at=late - timedelta(days=1)).ok
    result = world.verify(found, at=late)
    assert codes(result) == {"conditions"}
    assert "condition 1 was due on 2026-04-01" in said(result)
    assert result.conditions == ("Ask the panel.",)
    world.desk.record(Act("rae", "reviewer", "meet_condition", matter.id, MeetCondition(1, "The minutes say so.")))
    assert world.verify(found, at=late).ok


def test_evidence_against_the_model_in_another_scope_counts(world, matter):
    other = world.approve(world.freeze(1, scope="publication"))
    suspend(world, other, "monitor_breach", "The rate fell.")
    result = world.verify(world.found(matter))
    assert codes(result) == {"evidence"}
    assert "suspended for publication" in said(result)


def test_a_suspension_for_another_cause_says_nothing_of_the_model(world, matter):
    other = world.approve(world.freeze(1, scope="publication"))
    suspend(world, other, "overdue_condition")
    assert world.verify(world.found(matter)).ok


def test_a_clock_that_was_set_back_is_refused(world, matter):
    result = world.verify(world.found(matter), at=made.START)
    assert "clock" in codes(result)
    assert "set back" in said(result)


def test_a_changed_reordered_or_resigned_ledger_is_refused(world, matter):
    found, at = world.found(matter), world.at()
    entries, keys = tuple(world.desk.book().entries), dict(world.desk.book().keys)

    def result(changed, trusted=keys):
        return verify(changed, trusted, found, "pilot", at)

    assert result(entries).ok
    assert "ledger" in codes(result((*entries[:3], replace(entries[3], reason="Another."), *entries[4:])))
    assert "ledger" in codes(result((entries[1], entries[0], *entries[2:])))
    assert "ledger" in codes(result(entries[1:]))
    assert "ledger" in codes(result((), keys))
    # A forger writes everything anew under a key of their own: nobody vouches for it.
    forger = new_signer()
    assert "not trusted" in said(result(tuple(sealed(one, forger) for one in entries)))
    assert "not trusted" in said(result(entries, {}))


def test_no_approval_signed_with_a_compromised_key_holds(world, matter):
    found, new = world.found(matter), new_signer()
    service = world.desk.signer.id
    assert world.verify(found).ok
    world.desk.record(
        Act("adm", "administrator", "trust_key", new.id, Key(new.public, "service")),
        Act("adm", "administrator", "retire_key", service, RetireKey(service, True), "It was on a lost laptop."),
    )
    result = world.verify(found)
    assert codes(result) == {"signature"}
    assert "the approval is signed with a key that is compromised" in said(result)
    assert "decisions on it are signed with a key that is compromised" in said(result)


def test_one_decision_with_a_compromised_key_is_enough(world):
    """The approval is signed by the service; the equality reviewer attested with a key of their own."""
    enter = world.freeze()
    signer, desk = made.enrol(world.desk, "eve"), world.desk
    matter = desk.submit("ada", enter)
    desk.record(Act("ola", "owner", "countersign", matter.id, Countersign()))
    desk.record(Act("rae", "reviewer", "pick_up", matter.id, PickUp("I have none.")))
    desk.record(Act("rae", "reviewer", "check_by_hand", matter.id, CheckByHand("fine", "fine", "fine", "fine")))
    own = Desk(desk.storage, signer, made.passing, desk.clock)
    own.record(Act("eve", "equality_reviewer", "attest", matter.id, Attest("equality", "e" * 64, "I have read it.")))
    desk.approve("ann", matter.id, made.ANSWERS)
    found = world.found(matter)
    assert world.verify(found).ok
    desk.record(Act("adm", "administrator", "retire_key", signer.id, RetireKey(signer.id, True), "It was stolen."))
    result = world.verify(found)
    assert codes(result) == {"signature"}
    assert "the approval is signed" not in said(result)
    assert "decisions on it are signed with a key that is compromised" in said(result)


def test_a_key_that_only_the_ledger_trusts_spoils_nothing_it_did_not_sign(world, matter):
    entries, keys = tuple(world.desk.book().entries), dict(world.desk.book().keys)
    made.enrol(world.desk, "eve")
    longer = tuple(world.desk.book().entries)
    assert len(longer) > len(entries)
    assert verify(longer, keys, world.found(matter), "pilot", world.at()).ok


def test_a_key_that_is_only_retired_keeps_what_it_signed_before(world, matter):
    new, service = new_signer(), world.desk.signer.id
    world.desk.record(
        Act("adm", "administrator", "trust_key", new.id, Key(new.public, "service")),
        Act("adm", "administrator", "retire_key", service, RetireKey(service), "A year is over."),
    )
    assert world.verify(world.found(matter)).ok


def test_the_file_of_trusted_keys_can_say_worse_of_a_key_than_the_ledger(world, matter):
    entries, keys = tuple(world.desk.book().entries), dict(world.desk.book().keys)
    service = world.desk.signer.id
    found, at = world.found(matter), world.at()
    stolen = {service: replace(keys[service], compromised=True, retired=entries[-1].at)}
    assert "signature" in codes(verify(entries, stolen, found, "pilot", at))
    retired = {service: replace(keys[service], retired=entries[2].at)}
    assert "was retired before, as the file of trusted keys says" in said(verify(entries, retired, found, "pilot", at))


def test_findings_of_an_audit_verify_without_a_model(world):
    enter = world.freeze(1, {}, "publication", model_released=False)
    matter = world.approve(enter)
    folder = world.folder(matter)
    assert world.verify(world.found(matter), "publication").ok
    (folder / "model").mkdir()
    (folder / "model" / "model.json").write_text("{}")
    assert "model/model.json is there" in said(world.verify(world.found(matter), "publication"))


def test_a_released_model_that_was_not_frozen_is_no_approved_model(world):
    matter = world.approve(world.freeze(1, {}))
    assert "not frozen with it" in said(world.verify(world.found(matter)))


def test_a_link_in_a_folder_is_refused(world, matter, tmp_path):
    folder = world.folder(matter)
    (folder / "model" / "model.json").rename(tmp_path / "elsewhere.json")
    (folder / "model" / "model.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(BadRequest, match=r"model/model\.json in .* is a link"):
        world.found(matter)
