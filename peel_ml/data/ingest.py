"""Many rows, read once: partitioned Parquet below ``PEEL_HOME``, with a digest of every partition.

A source's files are read in pieces. While there are few rows they stay in memory and nothing is written. More than
`LARGE` are written to ``ingested/<key>``, under another name until the last one is there. A later run that finds the
same files takes the partitions, once the digests of both hold.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from peel_ml.data.sources import load
from peel_ml.data.sources.archives import is_zip
from peel_ml.data.sources.files import file_digest
from peel_ml.data.sources.fingerprint import files_at
from peel_ml.data.sources.protocol import Loaded, OtherLayout, Source, Streaming
from peel_ml.data.sources.sink import Sink
from peel_ml.errors import BadRequest
from peel_ml.keeping.scratch import clear, new_name, remove, removed_on_failure
from peel_ml.keeping.stored import LARGE, PIECE_ROWS, Piece, Stored, Table
from peel_ml.logs import event
from peel_ml.results.data import SourceFile

FOLDER = "ingested"
MANIFEST = "manifest.json"
"""Written last: what the partitions hold and were made of."""


@dataclass(frozen=True)
class Ingested:
    """What a source's files hold."""

    rows: Table
    files: tuple[SourceFile, ...]
    sha256: str
    """Digest of the sorted lines ``name digest`` of `files`."""
    notes: tuple[str, ...]


def ingest(source: Source, path: Path, home: Path, *, large: int = LARGE, rows: int = PIECE_ROWS) -> Ingested:
    """Read files, or take what an earlier run made of the same ones.

    Parameters
    ----------
    source : Source
        Who reads them.
    path : Path
        Where they lie.
    home : Path
        ``PEEL_HOME``.
    large, rows : int
        Rows that stay in memory at most, and rows of a partition at most.

    Raises
    ------
    BadRequest
        The source does not read this path, or cannot read the files; every problem at once.
    OSError
        The disk is full or cannot be written; nothing half-written stays.
    """
    if not isinstance(source, Streaming):
        loaded = load(source, path)
        return Ingested(loaded.frame.collect(), loaded.files, loaded.sha256, loaded.notes)
    store = home / FOLDER
    # Also what no run took for a month.
    clear(store)
    key = _key(source, _sizes(path), rows)
    taken = _taken(store, key, path)
    if taken is not None:
        return taken
    scratch = new_name(store, key)
    with removed_on_failure(scratch), ThreadPoolExecutor(2) as other:
        sink = Sink(scratch, large, rows, writer=other)
        archives: dict[str, Future[str]] = {}
        if is_zip(path):
            # What lies in an archive has digests of its own. The archive's is taken meanwhile.
            archives[path.name] = other.submit(file_digest, path)
        loaded = _streamed(source, path, sink)
        if not isinstance(sink.rows, Stored):
            return Ingested(sink.rows, loaded.files, loaded.sha256, loaded.notes)
        known = {file.name: file.sha256 for file in loaded.files} if not archives else {}
        found = {name: future.result() for name, future in archives.items()}
        on_disk = {name: found.get(name) or known.get(name) or file_digest(file) for name, file in files_at(path)}
        return _published(store, key, scratch, sink.rows, loaded, on_disk)


def _streamed(source: Source, path: Path, sink: Sink) -> Loaded:
    assert isinstance(source, Streaming)
    try:
        return source.stream(path, sink)
    except OtherLayout:
        # It says which source reads this path.
        return load(source, path)


def _sizes(path: Path) -> dict[str, int]:
    try:
        return {name: file.stat().st_size for name, file in files_at(path)}
    except (BadRequest, OSError):
        return {}  # the source says it better


@cache
def _reader() -> str:
    """Return a digest of the code that reads, and of what it reads with."""
    found = hashlib.sha256(pl.__version__.encode())
    for file in sorted(Path(__file__).parent.glob("sources/**/*.py")):
        found.update(file.read_bytes())
    return found.hexdigest()


def _key(source: Source, sizes: Mapping[str, int], rows: int) -> str:
    """Return what is known of ingested data before a byte of the files is read."""
    facts = [source.name, _reader(), rows, sorted(sizes.items())]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:24]


def _taken(store: Path, key: str, path: Path) -> Ingested | None:
    """Return what an earlier run made of the same files, if it is whole."""
    entries = sorted(store.glob(f"{key}-*"))
    if not entries:
        return None
    on_disk = {name: file_digest(file) for name, file in files_at(path)}
    entry = store / _named(key, on_disk)
    if entry not in entries:
        return None
    try:
        facts: dict[str, Any] = json.loads((entry / MANIFEST).read_bytes())
        found = _from_manifest(facts, entry)
        pieces = found.rows.pieces  # type: ignore[union-attr]
    except (OSError, ValueError, KeyError, TypeError):
        pieces, found = (), None
    damaged = sum(not piece.whole for piece in pieces)
    if found is None or damaged:
        event("ingested_damaged", level=logging.WARNING, entry=entry.name, damaged=damaged, partitions=len(pieces))
        remove(entry)
        return None
    os.utime(entry)
    event("ingested_reused", entry=entry.name, rows=found.rows.height, partitions=len(pieces))
    return found


def _named(key: str, on_disk: Mapping[str, str]) -> str:
    lines = sorted(f"{name} {digest}\n" for name, digest in on_disk.items())
    return f"{key}-{hashlib.sha256(''.join(lines).encode()).hexdigest()[:24]}"


def _published(
    store: Path, key: str, scratch: Path, rows: Stored, loaded: Loaded, on_disk: Mapping[str, str]
) -> Ingested:
    """Give the partitions the name under which the next run looks for them."""
    facts = {
        "partitions": [{"file": piece.path.name, "rows": piece.rows, "sha256": piece.sha256} for piece in rows.pieces],
        "rows": rows.height,
        "files": [asdict(file) for file in loaded.files],
        "sha256": loaded.sha256,
        "notes": list(loaded.notes),
        "on_disk": dict(on_disk),
    }
    (scratch / MANIFEST).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    entry = store / _named(key, on_disk)
    try:
        scratch.rename(entry)
    except OSError:
        if not entry.is_dir():
            raise
        # Another run was quicker. What it made is of the same bytes; ours takes its place, whole as it is.
        remove(entry)
        scratch.rename(entry)
    event("ingested", entry=entry.name, rows=rows.height, partitions=len(rows.pieces))
    return _from_manifest(facts, entry)


def _from_manifest(facts: Mapping[str, Any], entry: Path) -> Ingested:
    pieces = tuple(Piece(entry / one["file"], one["rows"], one["sha256"]) for one in facts["partitions"])
    files = tuple(SourceFile(**one) for one in facts["files"])
    return Ingested(Stored(pieces), files, facts["sha256"], tuple(facts["notes"]))
