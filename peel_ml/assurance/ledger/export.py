"""The exported copy: the ledger as JSON Lines, its signed head, and the keys that are trusted.

``model_cards/`` holds it. Verification needs these files and nothing else; the file of keys is under change control,
so that nobody who can write a database can also say whose signature counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, TypeAdapter

from peel_ml.assurance.canonical import canonical
from peel_ml.assurance.ledger.chain import Broken, Verified, verified
from peel_ml.assurance.ledger.entry import Entry, from_document, to_line
from peel_ml.assurance.reading import read_as
from peel_ml.assurance.register.book import Book
from peel_ml.assurance.signing.dsse import Envelope, enveloped, signed_by
from peel_ml.assurance.signing.keys import SERVICE, Signer, TrustedKey
from peel_ml.errors import BadRequest, Problem

LEDGER = "ledger.jsonl"
HEAD = "ledger-head.json"
KEYS = "trusted-keys.json"
_HEAD_TYPE = "application/vnd.peel.ledger-head+json"


@dataclass(frozen=True)
class Head:
    """How long the ledger was when it was exported, and the digest of its last entry."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    seq: int
    hash: str


@dataclass(frozen=True)
class TrustedKeys:
    """The file of trusted keys."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    schema_version: str
    keys: tuple[TrustedKey, ...]

    def by_id(self) -> dict[str, TrustedKey]:
        """Return the keys by what they are known by."""
        return {one.id: one for one in self.keys}


@dataclass(frozen=True)
class Exported:
    """An exported copy, read."""

    entries: tuple[Entry, ...]
    head: Envelope | None
    keys: dict[str, TrustedKey]


def exported(book: Book, signer: Signer) -> dict[str, bytes]:
    """Return the files of the exported copy."""
    head = enveloped(_HEAD_TYPE, canonical({"seq": book.seq, "hash": book.head}), signer)
    return {
        LEDGER: b"".join(map(to_line, book.entries)),
        HEAD: _pretty(TypeAdapter(Envelope).dump_python(head, mode="json")),
        KEYS: keys_file(book),
    }


def keys_file(book: Book) -> bytes:
    """Return the file of trusted keys as the register has them."""
    return _pretty(_keys().dump_python(TrustedKeys("1.0", tuple(book.keys.values())), mode="json"))


def _pretty(document: Any) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()


def read_lines(content: bytes) -> tuple[Entry, ...]:
    """Read a ledger's lines.

    Raises
    ------
    BadRequest
        A line is no entry, or cut short; it is named.
    """
    entries = []
    for number, line in enumerate(content.splitlines(), 1):
        try:
            document = json.loads(line)
        except ValueError:
            raise BadRequest(f"Line {number} of the ledger is cut short or no JSON. Export it again.") from None
        entries.append(from_document(document, f"Line {number}"))
    return tuple(entries)


@cache
def _keys() -> TypeAdapter[TrustedKeys]:
    return TypeAdapter(TrustedKeys)


def read_keys(content: bytes) -> dict[str, TrustedKey]:
    """Read the file of trusted keys.

    Raises
    ------
    BadRequest
        It is none.
    """
    return read_as(_keys(), _document(content, KEYS), f"{KEYS} holds no list of trusted keys.").by_id()


def _document(content: bytes, name: str) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        raise BadRequest(f"{name} is cut short or no JSON. Restore it from the history of the repository.") from None


def read_export(folder: Path, keys: Path | None = None) -> Exported:
    """Read an exported copy.

    Parameters
    ----------
    folder : Path
        Holds ``ledger.jsonl``, ``ledger-head.json`` and ``trusted-keys.json``.
    keys : Path, optional
        Another file of trusted keys.

    Raises
    ------
    BadRequest
        A file is missing or cannot be read.
    """
    paths = {LEDGER: folder / LEDGER, HEAD: folder / HEAD, KEYS: keys or folder / KEYS}
    missing = [name for name, path in paths.items() if not path.is_file()]
    if missing:
        raise BadRequest(
            f"{folder} holds no exported ledger: {', '.join(missing)} missing. `peel ledger export` writes it."
        )
    head = read_as(TypeAdapter(Envelope), _document(paths[HEAD].read_bytes(), HEAD), f"{HEAD} is no envelope.")
    return Exported(read_lines(paths[LEDGER].read_bytes()), head, read_keys(paths[KEYS].read_bytes()))


def verified_export(copy: Exported) -> Verified:
    """Recompute an exported copy: the ledger, every signature against the trusted keys, and that nothing is cut off."""
    whole = verified(copy.entries, copy.keys)
    if whole.broken is not None or copy.head is None:
        return whole
    return replace(whole, broken=_ended(copy, copy.head, whole.book))


def _ended(copy: Exported, envelope: Envelope, book: Book) -> Broken | None:
    # Of the service alone: whoever has a key of their own could else cut a copy short and sign its new end.
    by = [key for key in signed_by(envelope, _HEAD_TYPE, copy.keys) if key.owner == SERVICE and key.retired is None]
    if not by:
        return Broken(book.seq, (Problem(f"{HEAD} is not signed with a trusted key of the service"),))
    head = read_as(TypeAdapter(Head), _document(envelope.content, HEAD), f"{HEAD} holds no head.")
    if (head.seq, head.hash) != (book.seq, book.head):
        said = f"the ledger ends at entry {book.seq}, and its signed head names entry {head.seq}"
        return Broken(book.seq + 1, (Problem(f"{said}: entries were cut off, added or changed since"),))
    return None


def holds(entries: Iterable[Entry], copy: Exported) -> Problem | None:
    """Return why a ledger is not a continuation of its exported copy; none where it is."""
    last = copy.entries[-1] if copy.entries else None
    if last is None:
        return None
    here = next((one for one in entries if one.seq == last.seq), None)
    if here is None or here.hash != last.hash:
        return Problem(f"entry {last.seq} of the exported copy is not in the register as it was exported")
    return None
