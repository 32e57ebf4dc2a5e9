"""Made-up submissions and a register with people in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from peel_ml.assurance.ledger.storage import Storage
from peel_ml.assurance.payloads import (
    Asks,
    Attest,
    CheckByHand,
    Condition,
    Countersign,
    Enter,
    InOwnWords,
    Key,
    PickUp,
    RunSummary,
    SetPerson,
)
from peel_ml.assurance.people import Person
from peel_ml.assurance.policy import policy
from peel_ml.assurance.register.desk import Act, Desk
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.signing.keys import Signer, new_signer
from peel_ml.assurance.submissions.judgement import GateResult
from peel_ml.assurance.submissions.manifest import FrozenFile, Manifest

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTS = {"equality": "e" * 64, "data_protection": "d" * 64}
ANSWERS = InOwnWords("People who are searched.", "Why ages are missing.", "A wrong finding in the news.")

PEOPLE = (
    Person("ada", "Ada Author", "met", ("author",)),
    Person("sue", "Sue Supplier", "supplier", ("author",)),
    Person("ola", "Ola Owner", "met", ("owner",), data_office=False),
    Person("rae", "Rae Reviewer", "met", ("reviewer",)),
    Person("eve", "Eve Equality", "met", ("equality_reviewer",)),
    Person("dan", "Dan Data Protection", "met", ("data_protection_officer",)),
    Person("ann", "Ann Approver", "met", ("approver",)),
    Person("ben", "Ben Approver", "met", ("approver",), data_office=False),
    Person("rob", "Rob Both", "met", ("reviewer", "approver")),
    Person("aud", "Aud Auditor", "met", ("auditor",)),
)
ADMIN = Person("adm", "Adm Administrator", "met", ("administrator",))


class Clock:
    """A clock that goes a second at every look, and can be set."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def passing(matter: Matter, book: Any, at: datetime) -> tuple[GateResult, ...]:
    """Judge: every gate of the scope passes."""
    codes = policy().scopes[matter.scope].blocking
    return tuple(GateResult(code, code, "passed", True, "It holds.") for code in codes)


def failing(*failed: str) -> Callable[..., tuple[GateResult, ...]]:
    """Judge: these gates fail."""

    def judge(matter: Matter, book: Any, at: datetime) -> tuple[GateResult, ...]:
        return tuple(
            replace(one, state="failed", text="It does not hold.", todo="Mend it.") if one.code in failed else one
            for one in passing(matter, book, at)
        )

    return judge


def manifest(number: int = 1, **changes: Any) -> Manifest:
    """A manifest; another number gives another one."""
    made = Manifest(
        schema_version="1.0",
        use_case="visits",
        run_id=f"20260301T090000-{number:06x}",
        data_class="D1",
        declared_class="D1",
        evaluated_on="held_out",
        commit="c" * 40,
        tree_clean=True,
        lock_sha256="1" * 64,
        declaration_sha256="2" * 64,
        data_sha256="3" * 64,
        split_sha256="4" * 64,
        study_sha256="5" * 64,
        model_sha256=f"{number:064x}",
        model_released=True,
        body_sha256="6" * 64,
        assessments_sha256="7" * 64,
        policy_version=policy().version,
        template_sha256="8" * 64,
        files=(FrozenFile("card.json", f"{number:064x}", 10),),
    )
    return replace(made, **changes)


def entering(number: int = 1, scope: Any = "pilot", asks: Asks | None = None, **changes: Any) -> Enter:
    """A run that enters."""
    if scope == "rehearsal":
        changes = {"data_class": "D0", **changes}
    return Enter(
        scope,
        manifest(number, **changes),
        asks or Asks(False, False, parts=PARTS),
        RunSummary("Visits", "more_trust", "exploring", "It works.", "within", scope == "rehearsal", "2026-03-01"),
    )


def desk_at(
    folder: Path, judge: Any = passing, clock: Any = None, uri: str | None = None, people: tuple[Person, ...] = PEOPLE
) -> Desk:
    """A register with people in it."""
    desk = Desk(Storage(uri or f"sqlite:///{folder / 'register.db'}"), new_signer(), judge, clock or Clock())
    desk.found(ADMIN)
    desk.record(*(Act("adm", "administrator", "person", one.id, SetPerson(one)) for one in people))
    return desk


def enrol(desk: Desk, person: str) -> Signer:
    """Give a person a trusted key of their own."""
    signer = new_signer()
    desk.record(Act("adm", "administrator", "trust_key", signer.id, Key(signer.public, person)))
    return signer


def in_review(desk: Desk, enter: Enter | None = None, author: str = "ada", reviewer: str = "rae") -> Matter:
    """A matter that a reviewer has picked up, tried by hand and attested for equality."""
    matter = desk.submit(author, enter or entering())
    if matter.state == "awaiting_owner":
        desk.record(Act("ola", "owner", "countersign", matter.id, Countersign()))
    desk.record(Act(reviewer, "reviewer", "pick_up", matter.id, PickUp("I have none.")))
    desk.record(
        Act(reviewer, "reviewer", "check_by_hand", matter.id, CheckByHand("fine", "fine", "fine", "fine")),
        Act("eve", "equality_reviewer", "attest", matter.id, Attest("equality", "e" * 64, "I have read it.")),
    )
    return desk.matter(matter.id)


def approved(desk: Desk, enter: Enter | None = None, conditions: tuple[Condition, ...] = ()) -> Matter:
    """A matter that is approved."""
    return desk.approve("ann", in_review(desk, enter).id, ANSWERS, conditions)


def condition(due: date = date(2026, 4, 1)) -> Condition:
    """A condition with a day."""
    return Condition("Ask the panel.", "owner", due, "The minutes say so.")
