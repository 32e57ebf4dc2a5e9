"""Verifying refuses by name: whatever was done to a ledger, the first entry that does not hold is named, and why.

Where a forger is given the service's own key, everything after the change is sealed anew with it: what is left to find
is that it was not allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.assurance.ledger.chain import verified
from peel_ml.assurance.ledger.entry import Entry, moment, stamp
from peel_ml.assurance.register.book import replayed
from peel_ml.assurance.signing.keys import new_signer
from tests.assurance.forging import World

Forged = Callable[[World], list[Entry]]


def _spliced(world: World) -> list[Entry]:
    """An entry of another ledger of the same service, put in between."""
    return [*world.entries[:9], replace(world.entries[9], actor="rob"), *world.entries[9:]]


def _swapped(world: World) -> list[Entry]:
    entries = [*world.entries]
    one, other = world.at["approve"], world.at["second of two"]
    entries[one] = replace(entries[one], payload=entries[other].payload)
    return entries


BROKEN: dict[str, tuple[Forged, str | int, str]] = {
    "one word changed": (
        lambda w: [*w.entries[:5], replace(w.entries[5], reason="Another."), *w.entries[6:]],
        5,
        "it was changed: its digest is another one",
    ),
    "first entry cut off": (lambda w: [*w.entries[1:]], 0, "entry 1 is missing: 2 follows 0"),
    "cut in the middle": (lambda w: [*w.entries[:7], *w.entries[9:]], 7, "entry 8 is missing: 10 follows 7"),
    "two in another order": (
        lambda w: [*w.entries[:7], w.entries[8], w.entries[7], *w.entries[9:]],
        7,
        "entry 8 is missing: 9 follows 7",
    ),
    "one twice": (lambda w: [*w.entries[:8], *w.entries[7:]], 8, "it stands there again or out of order"),
    "one put in between": (_spliced, 9, "it was changed"),
    "all renumbered after a cut": (
        lambda w: [*w.entries[:7], *(replace(one, seq=one.seq - 1) for one in w.entries[8:])],
        7,
        "it does not follow the entry before it",
    ),
    "payloads swapped": (_swapped, "approve", "what it carries was changed"),
    "a signature of another entry": (
        lambda w: [*w.entries[:6], replace(w.entries[6], signature=w.entries[7].signature), *w.entries[7:]],
        6,
        "its signature is not that of the key it names",
    ),
    "no signature": (
        lambda w: [*w.entries[:6], replace(w.entries[6], signature=""), *w.entries[7:]],
        6,
        "its signature is not that of the key it names",
    ),
    "signed anew with a key nobody trusts": (
        lambda w: w.changed(6, new_signer(), reason="Another."),
        6,
        "signed with a key that is not trusted",
    ),
    "signed anew with somebody else's key": (
        lambda w: w.changed("by_hand", w.ada),
        "by_hand",
        "signed with the key of ada, and says that rae acted",
    ),
    "approved for somebody with one's own key": (
        lambda w: w.changed("approve", w.ada),
        "approve",
        "signed with the key of ada, and says that ann acted",
    ),
    "a run entered with the key of no author": (
        lambda w: w.changed("enter", w.ann),
        "enter",
        "signed with the key of ann, and says that pipeline acted",
    ),
    "a retired key goes on": (
        lambda w: w.changed("dissent", w.ann),
        "dissent",
        "signed with a key that was retired before",
    ),
    "a payload of another action": (
        lambda w: w.changed("approve", payload=w.entries[w.at["submit"]].payload),
        "approve",
        "answers: Field required",
    ),
    "more in it than belongs there": (
        lambda w: w.changed("approve", payload={**w.entries[w.at["approve"]].payload, "more": 1}),
        "approve",
        "more: Unexpected keyword argument",
    ),
    "more deep in it than belongs there": (
        lambda w: w.changed(
            "person",
            payload={"person": {**w.entries[w.at["person"]].payload["person"], "password": "x"}},
        ),
        "person",
        "person.password: Unexpected keyword argument",
    ),
    "an action that is none": (lambda w: w.changed("dissent", action="bless"), "dissent", "“bless” is no action"),
    "another policy": (
        lambda w: w.changed("approve", policy_version="f" * 16),
        "approve",
        "judged by the policy ffffffffffffffff, which this PEEL ML does not hold",
    ),
    "a time that is none": (lambda w: w.changed("dissent", at="yesterday"), "dissent", "its time is none"),
    "a time written otherwise": (
        lambda w: w.changed("dissent", at=w.entries[w.at["dissent"]].at.replace("Z", "+00:00")),
        "dissent",
        "not written as the ledger writes times",
    ),
    "the clock set back": (
        lambda w: w.changed("dissent", at=stamp(moment(w.entries[w.at["dissent"]].at) - timedelta(days=1))),
        "dissent",
        "the clock was set back",
    ),
    "another manifest": (
        lambda w: w.changed("attest", manifest="f" * 64),
        "attest",
        "it names another manifest than the matter has",
    ),
    "a manifest beside matters": (
        lambda w: w.changed("person", manifest="f" * 64),
        "person",
        "it names another manifest than the matter has",
    ),
    "another subject": (lambda w: w.changed("person", subject="rob"), "person", "its subject is another one"),
    "a matter under another id": (
        lambda w: w.changed("enter", subject="0123456789ab"),
        "enter",
        "its subject is another one",
    ),
    "no such matter": (
        lambda w: w.changed("dissent", subject="0123456789ab"),
        "dissent",
        "there is no such matter in the register",
    ),
    "a supplier who approves": (
        lambda w: w.changed("approve", actor="sue", affiliation="supplier"),
        "approve",
        "sue is a supplier, and a supplier may be an author and nothing else",
    ),
    "a supplier who says otherwise": (
        lambda w: w.changed("approve", actor="sue", affiliation="met"),
        "approve",
        "sue belongs to supplier, and the entry says met",
    ),
    "a monitor that approves": (
        lambda w: w.changed("approve", actor="monitor", role="monitor", affiliation=None),
        "approve",
        "“approve” is not for the role monitor",
    ),
    "a monitor in an approver's role": (
        lambda w: w.changed("approve", actor="monitor", affiliation=None),
        "approve",
        "belongs to a service, and monitor is none",
    ),
    "a person in the monitor's role": (
        lambda w: w.changed("suspend", actor="aud", affiliation="met"),
        "suspend",
        "the role monitor belongs to a service, and aud is none",
    ),
    "a stranger": (lambda w: w.changed("approve", actor="max"), "approve", "max is nobody in the register"),
    "a role not held": (lambda w: w.changed("approve", actor="eve"), "approve", "eve does not hold the role approver"),
    "the author approves": (lambda w: w.changed("approve", actor="ada"), "approve", "ada does not hold the role"),
    "a move that is none": (
        lambda w: w.changed("countersign", to_state="approved"),
        "countersign",
        "“countersign” does not lead from awaiting owner to approved",
    ),
    "from another state": (
        lambda w: w.changed("countersign", from_state="in_review"),
        "countersign",
        "it was taken to be in review, and it is awaiting owner",
    ),
    "a note that moves": (
        lambda w: w.changed("attest", to_state="approved"),
        "attest",
        "“attest” moves nothing, and it was to lead to approved",
    ),
    "no reason": (lambda w: w.changed("suspend", reason=" "), "suspend", "no reason was given"),
    "a list of people that moves a matter": (
        lambda w: w.changed("person", to_state="approved"),
        "person",
        "“person” moves no matter",
    ),
    "founded twice": (
        lambda w: w.changed("person", action="found", subject="adm", payload=w.entries[0].payload),
        "person",
        "the first entry, and only that, founds the register",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_was_done_to_a_ledger_is_named_with_the_first_entry_it_was_done_to(world, name):
    forge, where, says = BROKEN[name]
    entries = forge(world)
    broken = verified(entries).broken
    assert broken is not None
    assert broken.seq == entries[world.at[where] if isinstance(where, str) else where].seq
    assert says in " ".join(map(str, broken.problems))


def test_an_author_enters_a_run_with_their_own_key(world):
    assert verified(world.changed("enter", world.ada)).broken is None


def test_a_whole_ledger_holds_and_reads_as_the_book_does(world):
    for trusted in (None, world.trusted):
        found = verified(world.entries, trusted)
        assert found.broken is None
        assert found.book == replayed(world.entries)


@given(st.data())
def test_a_ledger_cut_off_at_the_end_holds_up_to_there(world, data):
    length = data.draw(st.integers(0, len(world.entries)))
    found = verified(world.entries[:length])
    assert found.broken is None
    assert found.book.seq == length
