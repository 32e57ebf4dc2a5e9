"""The ledger: every entry, the newest first; whether it holds; and the copy that others can check."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from time import perf_counter
from typing import Any
from weakref import WeakKeyDictionary

from peel_ml.assurance.ledger.chain import verified
from peel_ml.assurance.ledger.entry import Entry
from peel_ml.assurance.ledger.export import exported
from peel_ml.assurance.ledger.storage import entries
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.register.told import name_of, told
from peel_ml.cards.signed.states import SCOPES
from peel_ml.cards.words import spoken
from peel_ml.review.answers import Answer, Away, Download, Page, not_found
from peel_ml.review.pages.reading import words
from peel_ml.review.pages.reading.access import book_of, reads_all, seen, sees, whole_register
from peel_ml.review.pages.reading.grids import SIZE, Cell, Grid, paged
from peel_ml.review.pages.reading.tags import state_name
from peel_ml.review.pages.reading.values import value_of
from peel_ml.review.routes import READERS, Asked, Row, address


@dataclass(frozen=True)
class Checked:
    """When the ledger was recomputed, how far it holds, and how long that took."""

    at: datetime
    entries: int
    broken: int | None
    """Number of the first entry that does not hold."""
    problems: tuple[str, ...]
    seconds: float


BELONGS = {"met": "The Met", "supplier": "A supplier", "academic": "A university"}
_checked: WeakKeyDictionary[Any, Checked] = WeakKeyDictionary()
_one_at_a_time = Lock()


def ledger(asked: Asked) -> Answer:
    """Show the ledger's entries."""
    book = book_of(asked)
    seqs = _seqs(asked, book)
    where = paged(asked, len(seqs))
    # The newest first, without turning the whole list round.
    end = len(seqs) - (where.page - 1) * SIZE
    here = [book.entries[seq - 1] for seq in reversed(seqs[max(0, end - SIZE) : end])]
    matter = book.matters.get(asked.query.get("matter", ""))
    values = {
        "grid": Grid(
            "Entries, the newest first",
            ("Entry", "When", "Who", "What was recorded", "About"),
            tuple(_row(asked, one, book) for one in here),
        ),
        "where": where,
        "matter": matter,
        "matters": _matters(asked, book),
        "total": book.seq,
        "head": book.head,
        "checked": _checked.get(asked.desk),
        "since": book.seq - _checked[asked.desk].entries if asked.desk in _checked else 0,
        "everything": reads_all(asked.person),
        "words": words,
    }
    return Page("reading/ledger", values)


def _seqs(asked: Asked, book: Book) -> list[int] | range:
    """Return the numbers of the entries that are shown, in order."""
    id_ = asked.query.get("matter", "")
    if id_:
        matter = book.matters.get(id_)
        if matter is None or not sees(asked.person, matter):
            raise not_found()
        return list(matter.seqs)
    if reads_all(asked.person):
        return range(1, book.seq + 1)
    return sorted(seq for one in seen(asked, book) for seq in one.seqs)


def _matters(asked: Asked, book: Book) -> list[tuple[str, str, bool]]:
    """Return what the ledger can be filtered by: the matters, the last one first, at most a hundred."""
    chosen = asked.query.get("matter", "")
    found = sorted(seen(asked, book), key=lambda one: -one.seqs[-1])[:100]
    if chosen in book.matters and book.matters[chosen] not in found:
        found.append(book.matters[chosen])
    return [(one.id, _named(one), one.id == chosen) for one in found]


def _named(one: Matter) -> str:
    return f"{one.run.title}, for {SCOPES[one.scope]} ({one.id})"


def _row(asked: Asked, entry: Entry, book: Book) -> tuple[Cell, ...]:
    rows, matter = asked.services.rows, book.matters.get(entry.subject)
    did = told(entry, matter.scope if matter else "").did
    about = (
        Cell(matter.run.title, address(rows, "matter", {"matter": matter.id}))
        if matter
        else Cell(_subject(entry, book))
    )
    return (
        Cell(f"Entry {entry.seq}", address(rows, "ledger_entry", {"seq": str(entry.seq)})),
        Cell(words.when(entry.at)),
        Cell(name_of(book, entry.actor), more=words.the_roles((entry.role,))),
        Cell(did, more=_moved(entry)),
        about,
    )


def _subject(entry: Entry, book: Book) -> str:
    return book.people[entry.subject].name if entry.subject in book.people else entry.subject


def _moved(entry: Entry) -> str:
    if entry.to_state is None or entry.to_state == entry.from_state:
        return ""
    return f"Now: {state_name(entry.to_state).lower()}"


def entry_page(asked: Asked) -> Answer:
    """Show one entry with everything that it binds."""
    book, text = book_of(asked), asked.path["seq"]
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= book.seq):
        raise not_found()
    entry = book.entries[int(text) - 1]
    matter = book.matters.get(entry.subject)
    if not reads_all(asked.person) and (matter is None or not sees(asked.person, matter)):
        raise not_found()
    key = book.keys.get(entry.key)
    said = told(entry, matter.scope if matter else "")
    values = {
        "entry": entry,
        "matter": matter,
        "told": said,
        "who": name_of(book, entry.actor),
        "about": _subject(entry, book),
        "moved": (
            (state_name(entry.from_state) if entry.from_state else "Nothing yet", state_name(entry.to_state))
            if entry.to_state and entry.to_state != entry.from_state
            else None
        ),
        "signed_by": "nobody who is known here" if key is None else key.owner,
        "belongs": BELONGS.get(entry.affiliation or "", "A service"),
        "payload": value_of(entry.payload),
        "last": book.seq,
        "words": words,
        "spoken": spoken,
    }
    return Page("reading/entry", values)


def verify(asked: Asked) -> Answer:
    """Recompute the whole ledger from the database, and say how far it holds."""
    whole_register(asked)
    # It takes a processor for a while: one at a time, whoever asks.
    with _one_at_a_time:
        begun = perf_counter()
        with asked.desk.storage.reading() as connection:
            every = entries(connection)
        whole = verified(every)
        broken = whole.broken
        _checked[asked.desk] = Checked(
            datetime.fromtimestamp(asked.now, UTC),
            len(every),
            None if broken is None else broken.seq,
            () if broken is None else tuple(map(str, broken.problems)),
            perf_counter() - begun,
        )
    return Away("ledger", said="The ledger was checked, entry by entry." if broken is None else "The ledger is broken.")


def export(asked: Asked) -> Answer:
    """Give the exported copy: the entries, the signed head, and the keys that are trusted."""
    whole_register(asked)
    files = exported(book_of(asked), asked.desk.signer)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return Download(packed.getvalue(), "application/zip", f"ledger-{book_of(asked).seq}.zip")


ROWS = (
    Row("/ledger", "GET", "ledger", READERS, ledger, menu="Ledger"),
    Row("/ledger/export", "GET", "ledger_export", READERS, export),
    Row("/ledger/verify", "POST", "ledger_verify", READERS, verify),
    Row("/ledger/entries/{seq}", "GET", "ledger_entry", READERS, entry_page),
)
