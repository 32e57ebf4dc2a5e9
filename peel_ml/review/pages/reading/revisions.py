"""The revisions of a matter, each with its frozen files."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.register.shown import entries_of
from peel_ml.review.pages.reading.frozen import Frozen, earlier
from peel_ml.review.routes import Asked


@dataclass(frozen=True)
class Revision:
    """One revision: its number from 1, when it came, its manifest, its run, and its files where they are here."""

    number: int
    at: str
    sha256: str
    run: str
    frozen: Frozen | None


def revisions_of(asked: Asked, matter: Matter, book: Book) -> tuple[Revision, ...]:
    """Return the revisions of a matter, the first one first."""
    entries = (one for one in entries_of(book, matter) if one.action in ("enter", "revise"))
    return tuple(
        Revision(
            number,
            one.at,
            one.manifest or "",
            str(one.payload["manifest"]["run_id"]),
            earlier(asked, one.manifest or ""),
        )
        for number, one in enumerate(entries, 1)
    )
