"""Times, roles and states as the pages say them. Times are kept in UTC and shown as clocks in London show them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from peel_ml.assurance.ledger.entry import moment
from peel_ml.assurance.register.asking import Waiting
from peel_ml.assurance.register.book import Book
from peel_ml.cards.words import counted, day

LONDON = ZoneInfo("Europe/London")
OUTCOMES = {"given": "met", "open": "look_closer", "not_measured": "cannot_tell", "not_applicable": "note"}


def london(at: datetime | str) -> datetime:
    """Return a time, or the time that an entry holds, as clocks in London show it.

    Examples
    --------
    >>> london("2026-07-01T09:00:00.000000Z").hour
    10
    """
    return (moment(at) if isinstance(at, str) else at).astimezone(LONDON)


def when(at: datetime | str) -> str:
    """Return a time in words.

    Examples
    --------
    >>> when("2026-07-01T09:00:00.000000Z")
    '1 July 2026, 10:00'
    """
    return f"{day(london(at))}, {london(at):%H:%M}"


def clock(at: datetime | str) -> Markup:
    """Return a time in words, with the exact one for machines."""
    exact = london(at).astimezone(UTC)
    return Markup('<time datetime="{}">{}</time>').format(f"{exact:%Y-%m-%dT%H:%M:%SZ}", when(at))


def on_day(at: datetime | date | str) -> str:
    """Return the day of a time in words; a day stays the day that it is."""
    return day(at) if isinstance(at, date) and not isinstance(at, datetime) else day(london(at))


def role(name: str) -> str:
    """Return a role as it stands inside a sentence.

    Examples
    --------
    >>> role("equality_reviewer")
    'equality reviewer'
    """
    return name.replace("_", " ")


def the_roles(names: tuple[str, ...]) -> str:
    """Return roles as the beginning of a sentence.

    Examples
    --------
    >>> the_roles(("data_protection_officer",))
    'Data protection officer'
    """
    text = ", ".join(map(role, names))
    return text[:1].upper() + text[1:]


def days(number: int) -> str:
    """Return how long something has gone on.

    Examples
    --------
    >>> days(0), days(1), days(12)
    ('since today', 'for 1 day', 'for 12 days')
    """
    return f"for {counted(number, 'day')}" if number else "since today"


def lateness(book: Book, waiting: Waiting) -> str:
    """Return whether it is late, in words; empty where it is not, or where the policy sets no time."""
    if not waiting.late:
        return ""
    limit = book.policy.waits[waiting.role]
    return f"Late: {counted(waiting.days - limit, 'day')} over the {limit} that the policy gives"
