"""Whether they may: the role is held, and nobody acts on what they made."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.assurance.ledger.entry import Entry, moment
from peel_ml.assurance.people import SERVICES, SUPPLIER_ROLES
from peel_ml.assurance.register.book import Book
from peel_ml.errors import Problem

SUPPLIER_CLASSES = ("D0", "D1", "D2")
"""Classes of data on which a supplier may be an author."""

APART = frozenset(
    (
        "countersign",
        "pick_up",
        "request_changes",
        "reject",
        "approve",
        "reinstate",
        "attest",
        "accept",
        "check_by_hand",
        "meet_condition",
        "respond",
        "withhold",
    )
)
"""Actions that nobody takes on what they made. Stopping something takes one person, whoever it is."""
_DOES = {"pick_up": "reviews", "approve": "approves", "reinstate": "reinstates"}


def unentitled(book: Book, entry: Entry) -> Iterator[Problem]:
    """Yield why the actor does not hold the role they act in."""
    if entry.role in SERVICES or entry.actor in SERVICES:
        if entry.actor != entry.role or entry.affiliation is not None:
            yield Problem(f"the role {entry.role} belongs to a service, and {entry.actor} is none")
        return
    if entry.action == "found" and book.seq == 0:
        return
    person = book.people.get(entry.actor)
    if person is None:
        yield Problem(f"{entry.actor} is nobody in the register", "An administrator adds people: `peel people add`.")
        return
    role = entry.role.replace("_", " ")
    if entry.affiliation != person.affiliation:
        yield Problem(f"{entry.actor} belongs to {person.affiliation}, and the entry says {entry.affiliation}")
    if person.affiliation == "supplier" and entry.role not in SUPPLIER_ROLES:
        yield Problem(f"{entry.actor} is a supplier, and a supplier may be an author and nothing else")
    elif not book.may_be(entry.actor, entry.role, moment(entry.at).date()):
        yield Problem(f"{entry.actor} does not hold the role {role}", "An administrator gives it: `peel people set`.")


def not_theirs(book: Book, entry: Entry) -> Iterator[Problem]:
    """Yield why somebody may not act on this matter, which they made or already have another part in."""
    matter = book.matters.get(entry.subject)
    if matter is None:
        return
    person = book.people.get(entry.actor)
    if person is not None and person.affiliation == "supplier":
        class_ = max(matter.manifest.data_class, matter.manifest.declared_class)
        if class_ not in SUPPLIER_CLASSES:
            yield Problem(f"{entry.actor} is a supplier, and the data is of class {class_}; suppliers stop at D2")
    if entry.action not in APART:
        return
    if entry.actor in matter.manifest.made_by:
        yield Problem(f"{entry.actor} launched, coded or tuned it, and nobody acts on what they made")
    elif entry.actor in matter.makers:
        yield Problem(f"{entry.actor} submitted it or made an earlier revision, and nobody acts on what they made")
    if entry.action == "approve" and entry.actor == matter.reviewer:
        allowed = book.policy.scopes[matter.scope].reviewer_may_approve
        if max(matter.manifest.data_class, matter.manifest.declared_class) not in allowed:
            yield Problem(f"{entry.actor} reviewed it; for {matter.scope} somebody else approves")
    if entry.action in ("pick_up", "approve", "reinstate") and entry.actor == matter.owner:
        yield Problem(f"{entry.actor} is its owner, and somebody else {_DOES[entry.action]} it")
