"""One entry of the ledger: who did what, when, to which matter, chained to the entry before it and signed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter

from peel_ml.assurance.canonical import canonical, digest
from peel_ml.assurance.people import Affiliation, Role
from peel_ml.assurance.reading import read_as
from peel_ml.assurance.signing.dsse import ENTRY, encoded
from peel_ml.assurance.signing.keys import Signer
from peel_ml.assurance.states import State

START = "0" * 64
"""What stands for the entry before the first one."""


@dataclass(frozen=True)
class Entry:
    """One entry. Everything but `payload` is under `hash`; the payload is under its own digest, which is."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    # Strict: a number written as text would be read as the number, and its digest would hold.
    seq: Annotated[int, Field(strict=True)]
    at: str
    """UTC, ISO 8601 with microseconds."""
    actor: str
    role: Role
    affiliation: Affiliation | None
    """Null for a service."""
    action: str
    subject: str
    """Id of the matter; for other actions the person, key or use case that it is about."""
    from_state: State | None
    to_state: State | None
    manifest: str | None
    payload: dict[str, Any]
    payload_sha256: str
    reason: str
    policy_version: str
    previous: str
    hash: str
    key: str
    """Id of the key that signed it: the actor's own, or the service's, which then recorded it for the actor."""
    signature: str


def stamp(at: datetime) -> str:
    """Return a time as entries hold it.

    Examples
    --------
    >>> stamp(datetime(2026, 3, 1, 9, tzinfo=UTC))
    '2026-03-01T09:00:00.000000Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@lru_cache(maxsize=16_384)
def moment(text: str) -> datetime:
    """Return the time that an entry holds.

    Raises
    ------
    ValueError
        It is none, or written otherwise: as texts, times in two forms would sort in another order.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or stamp(at) != text:
        raise ValueError("not a time as the ledger writes it")
    return at


def document(entry: Entry) -> dict[str, Any]:
    """Return the entry as JSON-ready values, which are the entry's own."""
    return {one.name: getattr(entry, one.name) for one in fields(entry)}


def sealed_part(entry: Entry) -> dict[str, Any]:
    """Return what is under the hash and the signature."""
    return {name: value for name, value in document(entry).items() if name not in ("payload", "hash", "signature")}


def content(entry: Entry) -> bytes:
    """Return the bytes that are hashed and signed."""
    return canonical(sealed_part(entry))


def sealed(entry: Entry, signer: Signer) -> Entry:
    """Return an entry with its digests and its signature, made with this key."""
    whole = replace(entry, payload_sha256=digest(entry.payload), key=signer.id)
    message = content(whole)
    return replace(whole, hash=hashlib.sha256(message).hexdigest(), signature=signer.sign(encoded(ENTRY, message)))


@cache
def adapter() -> TypeAdapter[Entry]:
    """Reads and writes `Entry`."""
    return TypeAdapter(Entry)


def to_line(entry: Entry) -> bytes:
    """Return the entry as one line of JSON."""
    return canonical(document(entry)) + b"\n"


def from_document(value: Any, where: str) -> Entry:
    """Read an entry.

    Raises
    ------
    BadRequest
        It is none.
    """
    return read_as(adapter(), value, f"{where} cannot be read as an entry of a ledger.")
