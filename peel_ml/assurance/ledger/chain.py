"""Whether a ledger is whole: every digest, every signature, every link, and whether each entry was allowed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from peel_ml.assurance.book import Book
from peel_ml.assurance.canonical import digest
from peel_ml.assurance.ledger.entry import Entry, content
from peel_ml.assurance.payloads import payload_from
from peel_ml.assurance.people import SERVICES
from peel_ml.assurance.rules import refusals
from peel_ml.assurance.signing.dsse import ENTRY, encoded
from peel_ml.assurance.signing.keys import SERVICE, TrustedKey, check, key_id
from peel_ml.errors import Problem, Problems


@dataclass(frozen=True)
class Broken:
    """The first entry that does not hold, and everything that is wrong with it."""

    seq: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Verified:
    """How far a ledger holds."""

    book: Book
    """What the entries before the first broken one say."""
    broken: Broken | None


def verified(entries: Iterable[Entry], trusted: Mapping[str, TrustedKey] | None = None) -> Verified:
    """Recompute a ledger from its first entry on.

    Parameters
    ----------
    entries : iterable of Entry
    trusted : mapping of str to TrustedKey, optional
        The trusted keys, from a file under change control. Without it the keys are those that the ledger itself
        names, which shows that it is whole, and not that it is ours.
    """
    book = Book()
    for entry in entries:
        problems = [*_linked(book, entry), *_signed(book, entry, trusted)]
        if not problems:
            problems = list(refusals(book, entry))
        if problems:
            return Verified(book, Broken(entry.seq, tuple(problems)))
        book.apply(entry)
    return Verified(book, None)


def _linked(book: Book, entry: Entry) -> Iterable[Problem]:
    if entry.seq != book.seq + 1:
        yield Problem(f"entry {book.seq + 1} is missing: {entry.seq} follows {book.seq}")
    if entry.previous != book.head:
        yield Problem("it does not follow the entry before it: one was changed, taken out or put in")
    if entry.payload_sha256 != digest(entry.payload):
        yield Problem("what it carries was changed")
    if entry.hash != hashlib.sha256(content(entry)).hexdigest():
        yield Problem("it was changed: its digest is another one")


def _signed(book: Book, entry: Entry, trusted: Mapping[str, TrustedKey] | None) -> Iterable[Problem]:
    key = _known(book, entry, trusted)
    if key is None:
        yield Problem("it is signed with a key that is not trusted", "`peel keys list` shows those that are.")
        return
    if not check(key.public, encoded(ENTRY, content(entry)), entry.signature):
        yield Problem("its signature is not that of the key it names")
    if entry.actor not in SERVICES and key.owner not in (SERVICE, entry.actor):
        yield Problem(f"it is signed with the key of {key.owner}, and says that {entry.actor} acted")
    if key.retired is not None and entry.at > key.retired:
        yield Problem("it is signed with a key that was retired before")


def _known(book: Book, entry: Entry, trusted: Mapping[str, TrustedKey] | None) -> TrustedKey | None:
    within = book.keys.get(entry.key)
    if within is None and entry.action == "found":
        within = _founding(entry)
    if trusted is None or within is None:
        return within
    outside = trusted.get(entry.key)
    # Both have to trust it: a forger can write a ledger of their own, and not the file of trusted keys.
    return within if outside is not None and outside.public == within.public else None


def _founding(entry: Entry) -> TrustedKey | None:
    problems = Problems()
    with problems.collecting():
        public = payload_from("found", entry.payload).service_key
        if key_id(public) == entry.key:
            return TrustedKey(entry.key, public, SERVICE, entry.at)
    return None
