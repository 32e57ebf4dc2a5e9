"""Who may do what about a matter now, as the register itself would say."""

from __future__ import annotations

from datetime import datetime

from peel_ml.assurance.ledger.entry import Entry, stamp
from peel_ml.assurance.moves import MOVES, NOTES
from peel_ml.assurance.people import Person, Role
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.rules.moving import illegal
from peel_ml.assurance.rules.people import not_theirs, unentitled
from peel_ml.errors import Problem


def roles_of(action: str) -> tuple[Role, ...]:
    """Return the roles that an action is for."""
    moves = (one.roles for one in MOVES if one.action == action)
    notes = (one.roles for one in NOTES if one.action == action)
    return tuple(dict.fromkeys(role for roles in (*moves, *notes) for role in roles))


def may_act_as(book: Book, person: Person, action: str, at: datetime) -> tuple[Role, ...]:
    """Return the roles of an action that a person holds now, of their own or as a deputy."""
    held = book.roles_of(person.id, at.date())
    return tuple(role for role in roles_of(action) if role in held)


def untimely(book: Book, matter: Matter, action: str, at: datetime) -> tuple[Problem, ...]:
    """Return why an action is not open to anybody while the matter is as it is."""
    return tuple(illegal(book, _taken(book, matter, action, "", roles_of(action)[0], at)))


def barred(book: Book, matter: Matter, person: Person, action: str, role: Role, at: datetime) -> tuple[Problem, ...]:
    """Return why this person may not take it, such as that they made what it is about."""
    entry = _taken(book, matter, action, person.id, role, at)
    return (*unentitled(book, entry), *not_theirs(book, entry))


def _taken(book: Book, matter: Matter, action: str, actor: str, role: Role, at: datetime) -> Entry:
    """Return the entry that the action would make, as far as it matters who and when."""
    leads = (one.to for one in MOVES if one.action == action and one.from_ == matter.state)
    person = book.people.get(actor)
    return Entry(
        seq=book.seq + 1,
        at=stamp(at),
        actor=actor,
        role=role,
        affiliation=person.affiliation if person else None,
        action=action,
        subject=matter.id,
        from_state=matter.state,
        to_state=next(leads, matter.state),
        manifest=matter.manifest_sha256,
        payload={},
        payload_sha256="",
        reason="",
        policy_version=book.policy.version,
        previous=book.head,
        hash="",
        key="",
        signature="",
    )
