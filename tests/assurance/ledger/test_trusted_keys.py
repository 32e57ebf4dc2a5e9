"""The file of trusted keys says whose signature counts, and a policy in force at the time what was asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peel_ml.assurance.approval import opened, signed
from peel_ml.assurance.ledger.chain import verified
from peel_ml.assurance.payloads import Key, RetireKey, payload_from
from peel_ml.assurance.policy import policy
from peel_ml.assurance.register.desk import Act, Refused
from peel_ml.assurance.signing.keys import SERVICE, new_signer
from tests.assurance.made import approved, enrol


def said(entries, trusted):
    broken = verified(entries, trusted).broken
    return ("", 0) if broken is None else (" ".join(map(str, broken.problems)), broken.seq)


def test_a_key_that_is_not_in_the_file_does_not_count(world):
    without = {id_: key for id_, key in world.trusted.items() if id_ != world.ann.id}
    text, seq = said(world.entries, without)
    assert seq == world.at["approve with own key"] + 1
    assert "it is signed with a key that is not trusted: the file of trusted keys has none such of ann" in text
    assert said(world.entries, {})[1] == 1


@pytest.mark.parametrize("changes", [{"owner": "ben"}, {"public": new_signer().public}])
def test_the_file_and_the_ledger_must_agree_on_a_key(world, changes):
    other = {**world.trusted, world.ann.id: replace(world.trusted[world.ann.id], **changes)}
    text, seq = said(world.entries, other)
    assert seq == world.at["approve with own key"] + 1
    assert "not trusted" in text


def test_a_ledger_written_anew_with_keys_of_the_forgers_own_holds_and_is_not_ours(world):
    forger = new_signer()
    entries = [*world.entries[: world.at["approve with own key"]]]
    entries[0] = replace(entries[0], payload={**entries[0].payload, "service_key": forger.public})
    # Without what the old service signed.
    entries = [one for one in entries if one.action in ("found", "person")]
    mine = replace(world, entries=tuple(entries), service=forger)
    written = mine.resealed(entries, 0)
    assert said(written, None) == ("", 0)
    text, seq = said(written, world.trusted)
    assert seq == 1
    assert "not trusted" in text


def test_a_stolen_key_that_the_file_calls_retired_cannot_write_another_end(world):
    # The thief cuts the ledger before the key was retired, and goes on.
    index = world.at["retire"]
    ends = world.entries[index].at
    at = world.entries[-1].at
    dissent = replace(world.entries[-1], at=at)
    forged = world.resealed([*world.entries[:index], dissent], index, world.ann)
    # Ann's key is hers, so the ledger by itself holds.
    assert said(forged, None) == ("", 0)
    assert world.trusted[world.ann.id].retired == ends
    text, seq = said(forged, world.trusted)
    assert seq == index + 1
    assert "was retired before, as the file of trusted keys says" in text


def test_an_approval_signed_with_a_key_outside_the_file_does_not_count(world):
    # The entry is the service's; the approval in it is signed with a key that only the ledger trusts.
    index = world.at["approve with own key"]
    approval = opened(payload_from("approve", world.entries[index].payload).envelope)
    payload = world.carrying("approve with own key", envelope=signed(approval, world.ann))
    forged = world.changed("approve with own key", payload=payload)
    assert said(forged, None) == ("", 0)
    without = {id_: key for id_, key in world.trusted.items() if id_ != world.ann.id}
    text, seq = said(forged, without)
    assert seq == index + 1
    assert "the approval in it is signed with no key that is in the file of trusted keys" in text


def test_a_compromised_key_signs_nothing_and_what_came_before_stays_readable(desk):
    ann = enrol(desk, "ann")
    matter = approved(desk)
    retire = Act("adm", "administrator", "retire_key", ann.id, RetireKey(ann.id), "She left.")
    desk.record(retire)
    with pytest.raises(Refused, match="no such trusted key"):
        desk.record(retire)
    retired = desk.book().keys[ann.id].retired
    # That it had been stolen comes out later.
    desk.record(replace(retire, payload=RetireKey(ann.id, True), reason="It was stolen."))
    key = desk.book().keys[ann.id]
    assert (key.compromised, key.retired) == (True, retired)
    with pytest.raises(Refused, match="no such trusted key"):
        desk.record(replace(retire, payload=RetireKey(ann.id, True)))
    assert verified(desk.book().entries).broken is None
    desk.signer = ann
    with pytest.raises(Refused, match="given up as compromised before"):
        desk.record(Act("ann", "approver", "revoke", matter.id, payload_from("revoke", {}), "It was wrong."))


def test_a_retired_key_never_comes_back(desk):
    ann = enrol(desk, "ann")
    desk.record(Act("ann", "approver", "retire_key", ann.id, RetireKey(ann.id), "A new card."))
    with pytest.raises(Refused, match="never comes back"):
        desk.record(Act("adm", "administrator", "trust_key", ann.id, Key(ann.public, "ann")))


def test_the_service_keeps_a_key(desk):
    service = desk.signer.id
    retire = Act("adm", "administrator", "retire_key", service, RetireKey(service, True), "It was stolen.")
    with pytest.raises(Refused, match="the service would have no key"):
        desk.record(retire)
    new = new_signer()
    desk.record(Act("adm", "administrator", "trust_key", new.id, Key(new.public, SERVICE)))
    desk.record(retire)
    desk.signer = new
    assert approved(desk).state == "approved"
    assert verified(desk.book().entries).broken is None


def test_what_was_decided_under_an_earlier_policy_stays_legal(world, monkeypatch):
    now = policy()
    stricter = replace(now, version="f" * 16, scopes={
        name: replace(rule, blocking=(*rule.blocking, "G99")) for name, rule in now.scopes.items()
    })  # fmt: skip
    known = {now.version: now, stricter.version: stricter}
    for module in ("peel_ml.assurance.rules", "peel_ml.assurance.rules.naming", "peel_ml.assurance.register.applying"):
        monkeypatch.setattr(f"{module}.policies", lambda: known)
    assert said(world.entries, None) == ("", 0)
    # Under the newer one the same would not have been allowed, and nothing goes back to the older one.
    text, seq = said(world.changed("submit", policy_version="f" * 16), None)
    assert seq == world.at["submit"] + 1
    assert "G99 was not judged" in text
    text, seq = said(world.changed("by_hand", policy_version="f" * 16), None)
    assert seq == world.at["by_hand"] + 2
    assert "judged by an older policy than the entry before it" in text
