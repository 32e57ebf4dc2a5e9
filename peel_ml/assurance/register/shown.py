"""What pages show beside a matter: its entries, and the matters that belong with it."""

from __future__ import annotations

from peel_ml.assurance.ledger.entry import Entry
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter


def entries_of(book: Book, matter: Matter) -> tuple[Entry, ...]:
    """Return the entries about a matter, in order."""
    return tuple(book.entries[seq - 1] for seq in matter.seqs)


def last_approved(book: Book, matter: Matter) -> Matter | None:
    """Return the matter of the same use case and scope that was approved last before this one."""
    before = matter.approved_at or "~"
    found = [
        one
        for one in tuple(book.matters.values())
        if (one.use_case, one.scope) == (matter.use_case, matter.scope)
        and one.id != matter.id
        and one.approved_at is not None
        and one.approved_at < before
    ]
    return max(found, key=lambda one: one.approved_at or "", default=None)


def others_of(book: Book, matter: Matter) -> tuple[Matter, ...]:
    """Return where the same run was put forward for other scopes, the last of each."""
    found = {
        one.scope: one
        for one in tuple(book.matters.values())
        if one.manifest.run_id == matter.manifest.run_id and one.scope != matter.scope
    }
    return tuple(found.values())
