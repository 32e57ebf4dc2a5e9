"""Whether a ledger is whole: every digest, every signature, every link, and whether each entry was allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from peel_ml.assurance.canonical import has_digest
from peel_ml.assurance.ledger.entry import Entry, content, moment, sealed_part
from peel_ml.assurance.payloads import payload_from
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.rules import refusals
from peel_ml.assurance.rules.signing import key_of, not_their_key
from peel_ml.assurance.signing.dsse import APPROVAL, ENTRY, encoded, signed_by
from peel_ml.assurance.signing.keys import SERVICE, TrustedKey, check
from peel_ml.errors import Problem


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
        # Each step stands on the one before: a signature says nothing of what does not follow, and what nobody signed
        # is not worth judging.
        problems = list(unlinked(book, entry))
        if not problems:
            problems = [*not_their_key(book, entry), *unsigned(book, entry), *_untrusted(book, entry, trusted)]
        if not problems:
            problems = list(refusals(book, entry))
        if not problems:
            problems = list(_approved_by_nobody(book, entry, trusted))
        if problems:
            return Verified(book, Broken(entry.seq, tuple(problems)))
        book.apply(entry)
    return Verified(book, None)


def unlinked(book: Book, entry: Entry) -> Iterator[Problem]:
    """Yield why an entry is not the next one after those in a book, unchanged."""
    if entry.seq <= book.seq:
        yield Problem(f"it stands there again or out of order: entry {book.seq + 1} should follow {book.seq}")
    elif entry.seq != book.seq + 1:
        yield Problem(f"entry {book.seq + 1} is missing: {entry.seq} follows {book.seq}")
    if entry.previous != book.head:
        yield Problem("it does not follow the entry before it: one was changed, taken out or put in")
    if not _timed(entry.at):
        yield Problem("its time is none, or not written as the ledger writes times")
    if not has_digest(entry.payload, entry.payload_sha256):
        yield Problem("what it carries was changed")
    if not has_digest(sealed_part(entry), entry.hash):
        yield Problem("it was changed: its digest is another one")


def unsigned(book: Book, entry: Entry) -> Iterator[Problem]:
    """Yield why an entry's signature does not hold."""
    key = key_of(book, entry)
    if key is not None and not check(key.public, encoded(ENTRY, content(entry)), entry.signature):
        yield Problem("its signature is not that of the key it names")


def _untrusted(book: Book, entry: Entry, trusted: Mapping[str, TrustedKey] | None) -> Iterator[Problem]:
    """Yield why the file of trusted keys does not bear an entry out.

    A forger can write a ledger of their own, in which their keys are trusted, and cannot write this file.
    """
    within = key_of(book, entry)
    if trusted is not None and within is not None:
        yield from _outside(trusted, within, entry)


def _approved_by_nobody(book: Book, entry: Entry, trusted: Mapping[str, TrustedKey] | None) -> Iterator[Problem]:
    """Yield why the file of trusted keys does not bear out the approval that an entry carries."""
    if trusted is None or entry.action != "approve" or entry.payload.get("envelope") is None:
        return
    envelope = payload_from("approve", entry.payload).envelope
    signers = [key for key in signed_by(envelope, APPROVAL, book.keys) if key.owner in (SERVICE, entry.actor)]
    if all(any(_outside(trusted, key, entry)) for key in signers):
        yield Problem("the approval in it is signed with no key that is in the file of trusted keys")


def _outside(trusted: Mapping[str, TrustedKey], within: TrustedKey, entry: Entry) -> Iterator[Problem]:
    outside = trusted.get(within.id)
    if outside is None or (outside.public, outside.owner) != (within.public, within.owner):
        yield Problem(
            f"it is signed with a key that is not trusted: the file of trusted keys has none such of {within.owner}",
            "`peel keys list` shows those that are.",
        )
    elif outside.retired is not None and entry.at > outside.retired:
        yield Problem("it is signed with a key that was retired before, as the file of trusted keys says")


def _timed(at: str) -> bool:
    try:
        moment(at)
    except ValueError:
        return False
    return True
