"""An approval that was forged with the service's own key is still none: it binds the wrong thing, or nobody could."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from peel_ml.assurance.approval import Approval, By, opened, signed
from peel_ml.assurance.canonical import canonical
from peel_ml.assurance.ledger.chain import verified
from peel_ml.assurance.ledger.entry import moment, stamp
from peel_ml.assurance.payloads import payload_from
from peel_ml.assurance.signing.dsse import APPROVAL, ENTRY, enveloped
from peel_ml.assurance.signing.keys import Signer, new_signer
from tests.assurance.forging import World
from tests.assurance.made import condition


def _approval(world: World, where: str = "approve") -> Approval:
    return opened(payload_from("approve", world.entries[world.at[where]].payload).envelope)


def forged(world: World, where: str = "approve", signer: Signer | None = None, **changes: Any) -> dict[str, Any]:
    """What the entry carries, with another approval in it."""
    approval = replace(_approval(world, where), **changes)
    return world.carrying(where, envelope=signed(approval, signer or world.service))


BINDS = {
    "scope": "publication",
    "manifest_sha256": "f" * 64,
    "model_sha256": "f" * 64,
    "use_case": "another",
    "matter": "0123456789ab",
    "conditions": (condition(),),
    "justifications": ("J1",),
    "attestations": (),
    "approvers": (By("ben", "approver", 1),),
    "valid_from": "2026-03-01T00:00:00.000000Z",
    "policy_version": "f" * 16,
    "schema_version": "9.9",
}


@pytest.mark.parametrize("name", BINDS)
def test_it_binds_what_the_matter_has(world, name):
    payload = forged(world, **{name: BINDS[name]})
    broken = verified(world.changed("approve", payload=payload)).broken
    assert broken is not None
    assert broken.seq == world.at["approve"] + 1
    said = " ".join(map(str, broken.problems))
    assert f"the approval binds another {name.replace('_', ' ')} than the matter has" in said


def test_every_field_of_an_approval_is_compared():
    assert set(BINDS) | {"valid_until"} == set(Approval.__dataclass_fields__)


def _later(world: World) -> str:
    return stamp(moment(_approval(world).valid_until) + timedelta(microseconds=1))


def _raw(world: World, document: bytes, kind: str = APPROVAL) -> dict[str, Any]:
    return world.carrying("approve", envelope=enveloped(kind, document, world.service))


def _gates(world: World, where: str = "approve") -> tuple[Any, ...]:
    found: tuple[Any, ...] = payload_from("approve", world.entries[world.at[where]].payload).gates
    return found


def _to_json(world: World, **changes: Any) -> bytes:
    from peel_ml.assurance.approval import to_json

    return canonical({**to_json(_approval(world)), **changes})


CARRIES: dict[str, tuple[Callable[[World], dict[str, Any]], str]] = {
    "it lasts a moment too long": (lambda w: forged(w, valid_until=_later(w)), "it may: to 2026-06-02 at most"),
    "it lasts for ever": (lambda w: forged(w, valid_until="9999-12-31T00:00:00.000000Z"), "would last longer"),
    "it ends before it begins": (
        lambda w: forged(w, valid_until=w.entries[w.at["approve"]].at),
        "would end before it begins",
    ),
    "it ends at no time": (lambda w: _raw(w, _to_json(w, valid_until="never")), "holds no approval"),
    "there is more in it": (lambda w: _raw(w, _to_json(w, more=1)), "holds no approval"),
    "it is no JSON": (lambda w: _raw(w, b"{"), "cut short or holds no JSON"),
    "it is of another type": (
        lambda w: _raw(w, _to_json(w), ENTRY),
        "signed neither by its approver nor by the service",
    ),
    "signed by somebody else of the register": (
        lambda w: forged(w, signer=w.ada),
        "signed neither by its approver nor by the service",
    ),
    "signed by nobody of the register": (
        lambda w: forged(w, signer=new_signer()),
        "signed neither by its approver nor by the service",
    ),
    "nobody signed it": (
        lambda w: w.carrying("approve", envelope=replace(signed(_approval(w), w.service), signatures=())),
        "signed neither by its approver nor by the service",
    ),
    "there is none": (lambda w: w.carrying("approve", envelope=None), "the last one's approval is signed"),
    "no gate was judged": (lambda w: w.carrying("approve", gates=()), "G01 was not judged"),
    "a gate is missing": (lambda w: w.carrying("approve", gates=_gates(w)[:-1]), "G22 was not judged"),
    "a gate failed": (
        lambda w: w.carrying("approve", gates=(replace(_gates(w)[0], state="failed"), *_gates(w)[1:])),
        "G01 failed: It holds.",
    ),
    "a gate failed and does not block, it says": (
        lambda w: w.carrying("approve", gates=(replace(_gates(w)[0], state="failed", blocking=False), *_gates(w)[1:])),
        "G01 failed: It holds.",
    ),
    "a gate failed and then passed": (
        lambda w: w.carrying("approve", gates=(replace(_gates(w)[0], state="failed"), *_gates(w))),
        "G01 was judged more than once",
    ),
    "conditions beside an approval without": (
        lambda w: w.carrying("approve", conditions=(condition(),)),
        "approved with conditions where it has some",
    ),
    "nothing said in own words": (
        lambda w: {**w.carrying("approve"), "answers": {"who_could_be_hurt": ""}},
        "answers.who_could_be_hurt: String should have at least 3 characters",
    ),
}


@pytest.mark.parametrize("name", CARRIES)
def test_it_carries_what_it_must(world, name):
    payload, says = CARRIES[name]
    broken = verified(world.changed("approve", payload=payload(world))).broken
    assert broken is not None
    assert broken.seq == world.at["approve"] + 1
    assert says in " ".join(map(str, broken.problems))


@pytest.mark.parametrize(
    ("left_out", "says"),
    [
        ("attest", "the equality reviewer has not attested it as it stands"),
        ("by_hand", "nobody has tried the page by hand"),
    ],
)
def test_what_has_to_come_before_it_cannot_be_left_out(world, left_out, says):
    index = world.at[left_out]
    entries = [*world.entries[:index], *world.entries[index + 1 :]]
    broken = verified(world.resealed(entries, index)).broken
    assert broken is not None
    assert broken.seq == world.at["approve"]
    assert says in " ".join(map(str, broken.problems))


@pytest.mark.parametrize(
    ("where", "changes", "says"),
    [
        ("second of two", {"actor": "ann"}, "ann has approved already; somebody else has to, too"),
        ("second of two", {"actor": "rob"}, "both approvers are in the Data Office"),
        ("first of two", {"to_state": "approved"}, "2 approvers decide, and the last one's approval is signed"),
        ("second of two", {"to_state": "in_review"}, "2 approvers decide, and the last one's approval is signed"),
    ],
)
def test_two_approvers_are_two(world, where, changes, says):
    broken = verified(world.changed(where, **changes)).broken
    assert broken is not None
    assert broken.seq == world.at[where] + 1
    assert says in " ".join(map(str, broken.problems))


def test_one_of_two_cannot_be_left_out(world):
    index = world.at["first of two"]
    entries = [*world.entries[:index], *world.entries[index + 1 :]]
    broken = verified(world.resealed(entries, index)).broken
    assert broken is not None
    assert broken.seq == index + 1
    assert "2 approvers decide" in " ".join(map(str, broken.problems))
