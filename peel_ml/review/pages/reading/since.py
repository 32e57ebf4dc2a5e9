"""How far each reader has read a matter: kept beside sign-in, never in the register, for it decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from peel_ml.assurance.ledger.entry import Entry
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.register.matter import Matter
from peel_ml.assurance.register.shown import entries_of
from peel_ml.review.routes import Asked

_TABLE = """
create table if not exists reads (
  user text not null, matter text not null, seq integer not null, at real not null, primary key (user, matter)
)"""
_MARK = """
insert into reads values (?, ?, ?, ?)
on conflict (user, matter) do update set seq = excluded.seq, at = excluded.at where excluded.seq >= reads.seq"""


@dataclass(frozen=True)
class Since:
    """What came about a matter since somebody marked it as read."""

    read: datetime | None
    """When it was marked; none where it never was."""
    entries: tuple[Entry, ...]
    """What came since, the last first."""
    revision: int | None
    """Number of the revision that was read, where another one came since."""


def since_read(asked: Asked, matter: Matter, book: Book) -> Since:
    """Return what came since the reader last marked a matter as read."""
    state = asked.services.state
    state.do(_TABLE)
    found = state.do("select seq, at from reads where user = ? and matter = ?", (asked.user, matter.id))
    if not found:
        return Since(None, (), None)
    seq, at = found[0]
    every = entries_of(book, matter)
    new = tuple(one for one in reversed(every) if one.seq > seq)
    read = sum(one.action in ("enter", "revise") for one in every if one.seq <= seq)
    changed = any(one.action == "revise" for one in new)
    return Since(datetime.fromtimestamp(at, UTC), new, read if changed else None)


def mark_read(asked: Asked, matter: Matter, seq: int) -> None:
    """Remember that the reader has read a matter up to an entry; never back to an earlier one."""
    state = asked.services.state
    state.do(_TABLE)
    state.do(_MARK, (asked.user, matter.id, min(seq, matter.seqs[-1]), asked.now))
