"""What waits for the reader: who is asked for what, since when, and whether that is late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from peel_ml.assurance.ledger.entry import moment
from peel_ml.assurance.people import Person, Role
from peel_ml.assurance.register.asking import waits_for
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.cards.words import counted
from peel_ml.review.pages.reading.words import days, lateness, on_day

DOES: dict[str, str] = {
    "owner": "Countersign it, or say why not",
    "reviewer": "Review it",
    "equality_reviewer": "Attest what it means for equality",
    "data_protection_officer": "Attest what it means for data protection",
    "approver": "Decide",
    "author": "Make the changes that were asked for",
}


@dataclass(frozen=True)
class Waits:
    """One thing that waits for somebody."""

    matter: Matter
    role: str
    what: str
    since: datetime
    late: str = ""
    """In words; empty where it is not late."""
    by: str = ""
    """By when, in words; empty where no day is set."""


def waiting(person: Person, matters: Iterator[Matter], book: Book, at: datetime) -> list[Waits]:
    """Return what waits for a person, what is late first, then what has waited longest."""
    roles = book.roles_of(person.id, at.date())
    found = [one for matter in matters for kind in KINDS for one in kind(person, roles, matter, book, at)]
    return sorted(found, key=lambda one: (not one.late, one.since))


def _turn(person: Person, roles: tuple[Role, ...], matter: Matter, book: Book, at: datetime) -> Iterator[Waits]:
    if matter.state not in ("awaiting_owner", "submitted", "in_review", "changes_requested", "suspended"):
        return
    one = waits_for(book, matter, at)
    if one is None or one.role not in roles:
        return
    if one.role == "author":
        if person.id != matter.author:
            return
    elif person.id in (matter.author, *matter.manifest.made_by) or _has_spoken(person, matter):
        return
    what = "Say whether it may be used again" if matter.state == "suspended" else DOES[one.role]
    if one.role == "reviewer" and matter.state == "in_review":
        if matter.reviewer != person.id:
            return
        what = "Try the page by hand"
    yield Waits(matter, one.role, what, one.since, lateness(book, one))


def _has_spoken(person: Person, matter: Matter) -> bool:
    agreed = matter.reinstating is not None and matter.reinstating[0] == person.id
    return agreed or any(said.actor == person.id for said, _ in matter.consents)


def _questions(person: Person, roles: tuple[Role, ...], matter: Matter, book: Book, at: datetime) -> Iterator[Waits]:
    if person.id not in (matter.author, matter.owner):
        return
    role = "author" if person.id == matter.author else "owner"
    for one in matter.questions:
        if not one.answers:
            yield Waits(matter, role, f"Answer a question about field {one.field}", moment(one.at))


def _justifications(
    person: Person, roles: tuple[Role, ...], matter: Matter, book: Book, at: datetime
) -> Iterator[Waits]:
    if person.id != matter.author or matter.state not in ("awaiting_owner", "submitted", "in_review"):
        return
    written = {one.code for _, one in matter.justifications}
    missing = [code for code in matter.to_justify if code not in written]
    if missing:
        what = f"Write why {counted(len(missing), 'finding')} may stand"
        yield Waits(matter, "author", what, moment(matter.moved_at))


def _challenges(person: Person, roles: tuple[Role, ...], matter: Matter, book: Book, at: datetime) -> Iterator[Waits]:
    parts = {"owner": matter.owner, "reviewer": matter.reviewer}
    role = next((name for name, who in parts.items() if who == person.id), None)
    for one in matter.open_challenges():
        if role is not None:
            due = moment(one.due)
            over = (at - due).days
            late = f"Late: the answer was due on {on_day(due)}" if over >= 0 else ""
            yield Waits(matter, role, "Respond to a challenge", moment(one.at), late, f"by {on_day(due)}")


def _conditions(person: Person, roles: tuple[Role, ...], matter: Matter, book: Book, at: datetime) -> Iterator[Waits]:
    if matter.state not in ("approved", "approved_with_conditions", "suspended"):
        return
    for number, one in enumerate(matter.conditions, 1):
        name = one.owner.strip().lower().replace(" ", "_")
        if number not in matter.met and name in roles and person.id in _parts(matter, name, person):
            late = f"Late: it was due on {on_day(one.due)}" if one.due < at.date() else ""
            since = moment(matter.approved_at) if matter.approved_at else at
            yield Waits(matter, name, f"Meet condition {number}: {one.text}", since, late, f"by {on_day(one.due)}")


def _parts(matter: Matter, role: str, person: Person) -> tuple[str | None, ...]:
    """Return who has the part of a role in a matter; for a role without a named person everybody who holds it."""
    named = {"author": matter.author, "owner": matter.owner, "reviewer": matter.reviewer}.get(role)
    return (named or person.id,)


Kind = Callable[[Person, tuple[Role, ...], Matter, Book, datetime], Iterator[Waits]]
KINDS: tuple[Kind, ...] = (_turn, _questions, _justifications, _challenges, _conditions)
"""Everything that can wait for somebody."""


def waited(one: Waits, at: datetime) -> str:
    """Return how long something has waited."""
    return days((at - one.since).days)
