"""One person about to take one action on one matter: everything that a form shows is read off here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from peel_ml.assurance.people import Person, Role
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.cards.card import Card

Options = tuple[tuple[str, str], ...]
"""Values and their words."""


@dataclass(frozen=True)
class Doing:
    """Who is about to do what.

    Parameters
    ----------
    desk : Desk
    book : Book
    matter : Matter
    person : Person
    roles : tuple of str
        Those in which the person may take the action.
    at : datetime
    card : Card or None
        As frozen; none where its files are not on this machine.
    """

    desk: Any
    book: Book
    matter: Matter
    person: Person
    roles: tuple[Role, ...]
    at: datetime
    card: Card | None

    def name(self, person: str | None) -> str:
        """Return somebody's name."""
        return self.book.people[person].name if person in self.book.people else str(person or "nobody")


def now_of(seconds: float) -> datetime:
    """Return a time in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def date_words(text: Any) -> str:
    """Return a day in words, from a date or from the beginning of a time as text.

    Examples
    --------
    >>> date_words("2027-03-31T10:00:00Z")
    '31 March 2027'
    """
    day = datetime.fromisoformat(str(text)[:10])
    return f"{day.day} {day:%B %Y}"


def plain(name: str) -> str:
    """Return a name of the register in words.

    Examples
    --------
    >>> plain("equality_reviewer")
    'equality reviewer'
    """
    return name.replace("_", " ")


Shown = Mapping[str, Any]
"""What an action's own part of the page shows."""
