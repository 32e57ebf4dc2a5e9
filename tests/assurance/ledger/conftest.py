"""A ledger in which much has happened."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from peel_ml.assurance.payloads import Asks, RetireKey, SetPerson, Suspend, payload_from
from peel_ml.assurance.people import Person
from peel_ml.assurance.register.desk import Act, Desk
from tests.assurance.forging import World
from tests.assurance.made import ANSWERS, PARTS, approved, desk_at, enrol, entering, in_review

HIGH = Asks(True, False, parts=PARTS)


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    desk = desk_at(tmp_path_factory.mktemp("chain"))
    service = desk.signer
    ann, ada = enrol(desk, "ann"), enrol(desk, "ada")
    at: dict[str, int] = {}

    def here(name: str) -> None:
        at[name] = desk.book().seq - 1

    first = approved(desk, entering(1))
    here("approve")
    at["enter"], at["submit"], at["countersign"], at["pick_up"] = (one - 1 for one in first.seqs[:4])
    at["by_hand"], at["attest"] = (one - 1 for one in first.seqs[4:6])
    desk.record(Act("monitor", "monitor", "suspend", first.id, Suspend("monitor_breach"), "It went wrong."))
    here("suspend")
    high = in_review(desk, entering(2, asks=HIGH))
    desk.approve("ann", high.id, ANSWERS)
    here("first of two")
    desk.approve("ben", high.id, ANSWERS)
    here("second of two")
    desk.record(Act("adm", "administrator", "person", "new", SetPerson(Person("new", "New", "met", ("author",)))))
    here("person")
    # Ann's own key signs something; then it is retired.
    own = Desk(desk.storage, ann, desk.judge, desk.clock)
    third = in_review(desk, entering(3))
    own.approve("ann", third.id, ANSWERS)
    here("approve with own key")
    desk.record(Act("ann", "approver", "retire_key", ann.id, RetireKey(ann.id), "A new card."))
    here("retire")
    desk.record(Act("ann", "approver", "dissent", third.id, payload_from("dissent", {"text": "I doubt it."})))
    here("dissent")
    book = desk.book()
    yield World(tuple(book.entries), service, ann, ada, dict(book.keys), at)
    desk.storage.close()
