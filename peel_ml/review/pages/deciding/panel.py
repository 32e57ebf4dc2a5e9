"""What a person may do about a matter now, as links."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.review.pages.deciding.doing import now_of
from peel_ml.review.pages.deciding.may import barred, may_act_as, untimely
from peel_ml.review.pages.deciding.table import ACTIONS
from peel_ml.review.routes import Asked, address


@dataclass(frozen=True)
class Action:
    """One action that somebody may take, as a link."""

    name: str
    words: str
    href: str
    role: str


def panel(asked: Asked, matter: Matter, book: Book) -> tuple[Action, ...]:
    """Return the links to what the reader may do about a matter now, in the order of a review."""
    at = now_of(asked.now)
    person = book.people.get(asked.person.id) if asked.person else None
    if person is None:
        return ()
    found = []
    for one in ACTIONS:
        if not one.open(matter) or untimely(book, matter, one.name, at):
            continue
        roles = may_act_as(book, person, one.name, at)
        free = [role for role in roles if not barred(book, matter, person, one.name, role, at)]
        if free:
            href = address(asked.services.rows, "do", {"matter": matter.id, "action": one.name})
            found.append(Action(one.name, one.title, href, free[0]))
    return tuple(found)
