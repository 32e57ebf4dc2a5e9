"""Which actions a person may take about a matter now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from peel_ml.assurance.book import Book
from peel_ml.assurance.making import acting
from peel_ml.assurance.matter import Matter
from peel_ml.assurance.moves import NOTES, legal
from peel_ml.assurance.people import Role
from peel_ml.assurance.rules.people import APART
from peel_ml.review.routes import PREFIX, Asked

_ELSEWHERE = frozenset(("enter", "submit", "revise"))
"""What is done with a finished run, on the command line."""


@dataclass(frozen=True)
class Action:
    """One action that somebody may take, as a link."""

    name: str
    words: str
    href: str
    role: str


def panel(asked: Asked, matter: Matter, book: Book) -> tuple[Action, ...]:
    """Return the links to what the reader may do about a matter now."""
    at = datetime.fromtimestamp(asked.now, UTC)
    if asked.person is None or book.effective(matter, at) in ("superseded", "expired"):
        return ()
    makers = (*matter.manifest.made_by, matter.author)
    found: dict[str, Action] = {}
    for action, roles in _open(matter):
        role = acting(book, asked.person.id, roles, at)
        if role is None or (action in APART and asked.person.id in makers) or action in _ELSEWHERE:
            continue
        words = action.replace("_", " ").capitalize()
        found.setdefault(action, Action(action, words, f"{PREFIX}/matters/{matter.id}/do/{action}", role))
    return tuple(found.values())


def _open(matter: Matter) -> Iterator[tuple[str, tuple[Role, ...]]]:
    yield from ((move.action, move.roles) for move in legal(matter.state))
    yield from ((note.action, note.roles) for note in NOTES if matter.state in note.states)
