"""Who did what to a matter since somebody opened its page."""

from __future__ import annotations

from peel_ml.assurance.ledger.entry import Entry
from peel_ml.assurance.register.book import Book
from peel_ml.review.answers import Refused
from peel_ml.review.pages.deciding.doing import date_words, plain


def conflicted(book: Book, matter: str, seen: int, said: str, kept: bool) -> Refused:
    """Return the refusal of a decision that was made on a page that is no longer true."""
    found = book.matters[matter]
    since = tuple(_told(book, book.entries[seq - 1]) for seq in found.seqs if seq > seen)
    again = "Open the form again: what you wrote is kept there as a draft." if kept else "Look at the matter again."
    return Refused(409, "Nothing was recorded, because something changed", said, again, since)


def _told(book: Book, entry: Entry) -> str:
    who = book.people[entry.actor].name if entry.actor in book.people else entry.actor
    moved = f"; it is {plain(entry.to_state)} now" if entry.to_state not in (None, entry.from_state) else ""
    return f"{date_words(entry.at)}, {entry.at[11:16]} UTC: {who} ({plain(entry.role)}): {plain(entry.action)}{moved}."
