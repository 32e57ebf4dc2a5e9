"""What a forger can do to a ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from peel_ml.assurance.ledger.entry import START, Entry, sealed
from peel_ml.assurance.payloads import payload_from, payload_to
from peel_ml.assurance.signing.keys import Signer, TrustedKey


@dataclass(frozen=True)
class World:
    """A ledger in which much has happened, and the keys of those who wrote it."""

    entries: tuple[Entry, ...]
    service: Signer
    ann: Signer
    ada: Signer
    trusted: dict[str, TrustedKey]
    at: dict[str, int]
    """Index of the entries that tests reach for."""

    def changed(self, where: str | int, signer: Signer | None = None, **changes: Any) -> list[Entry]:
        """The ledger with one entry changed and signed by somebody, and everything after it by the service."""
        index = self.at[where] if isinstance(where, str) else where
        entries = [*self.entries]
        entries[index] = replace(entries[index], **changes)
        return self.resealed(entries, index, signer)

    def resealed(self, entries: list[Entry], start: int, signer: Signer | None = None) -> list[Entry]:
        """Number, link and seal every entry from a place on."""
        for index in range(start, len(entries)):
            previous = entries[index - 1].hash if index else START
            linked = replace(entries[index], seq=index + 1, previous=previous)
            entries[index] = sealed(linked, signer if signer and index == start else self.service)
        return entries

    def carrying(self, where: str, **changes: Any) -> dict[str, Any]:
        """What an entry carries, with some of it changed."""
        entry = self.entries[self.at[where]]
        return payload_to(entry.action, replace(payload_from(entry.action, entry.payload), **changes))
