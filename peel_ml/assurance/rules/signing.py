"""With whose key an entry may be signed."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.assurance.ledger.entry import Entry, moment
from peel_ml.assurance.moves import MOVES
from peel_ml.assurance.people import SERVICES, Role
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.signing.keys import SERVICE, TrustedKey, key_id
from peel_ml.errors import BadRequest, Problem

FOR_SERVICES: dict[str, tuple[Role, ...]] = {
    # Who submits enters the run with the same key, and who revokes suspends what rests on it.
    "enter": ("author",),
    "suspend": tuple(dict.fromkeys(role for one in MOVES if one.action == "suspend" for role in one.roles)),
}
"""What a service records that a person may sign instead, and the roles of which they must hold one."""


def key_of(book: Book, entry: Entry) -> TrustedKey | None:
    """Return the key that an entry names, as the register knows it; for the first entry the one it brings along."""
    if entry.action != "found" or book.seq:
        return book.keys.get(entry.key)
    public = entry.payload.get("service_key")
    try:
        known = isinstance(public, str) and key_id(public) == entry.key
    except BadRequest:
        return None
    return TrustedKey(entry.key, str(public), SERVICE, entry.at) if known else None


def not_their_key(book: Book, entry: Entry) -> Iterator[Problem]:
    """Yield why an entry may not be signed with the key that it names."""
    key = key_of(book, entry)
    if key is None:
        yield Problem("it is signed with a key that is not trusted", "An administrator enrols keys: `peel keys trust`.")
        return
    if key.retired is not None:
        yield Problem(
            f"it is signed with a key that was {'given up as compromised' if key.compromised else 'retired'} before",
            "Sign with another one.",
        )
    if key.owner in (SERVICE, entry.actor):
        return
    roles = FOR_SERVICES.get(entry.action, ())
    if entry.actor not in SERVICES or not any(book.may_be(key.owner, one, moment(entry.at).date()) for one in roles):
        yield Problem(f"it is signed with the key of {key.owner}, and says that {entry.actor} acted")
