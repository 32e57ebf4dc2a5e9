"""A frame too large to stand in memory: Parquet files of bounded rows, read by column or piece by piece."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

LARGE = 1_000_000
"""Rows above which a frame is kept on disk and read piece by piece. Smaller ones stand in memory, as they are."""
PIECE_ROWS = 262_144
"""Rows of one piece: some 30 MB of 20 columns."""


@dataclass(frozen=True)
class Piece:
    """One file of a stored frame."""

    path: Path
    rows: int
    sha256: str

    @property
    def whole(self) -> bool:
        """Whether the file is there and holds the bytes that were written."""
        try:
            return digest(self.path) == self.sha256
        except OSError:
            return False


@dataclass(frozen=True)
class Stored:
    """Rows in Parquet files, one after the other. What it shares with a frame is named like there.

    Parameters
    ----------
    pieces : tuple of Piece
        At least one, all of one schema.
    changes : tuple of polars.Expr
        What is made of the columns of each row when they are read.
    names : tuple of str, optional
        The columns that are looked at; by default all.
    mask : polars.Series, optional
        The rows that are looked at; by default all.
    owner : object, optional
        Whatever must live as long as the files do, such as their temporary folder.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     rows = stored([pl.DataFrame({"a": [1, 2]}), pl.DataFrame({"a": [3]})], Path(place), 2)
    ...     rows.height, rows["a"].to_list(), [frame.height for frame in rows.frames()]
    (3, [1, 2, 3], [2, 1])
    """

    pieces: tuple[Piece, ...]
    changes: tuple[pl.Expr, ...] = ()
    names: tuple[str, ...] | None = None
    mask: pl.Series | None = field(default=None, repr=False, compare=False)
    owner: Any = field(default=None, repr=False, compare=False)

    def lazy(self) -> pl.LazyFrame:
        """Return all rows lazily."""
        frame = self._of([piece.path for piece in self.pieces])
        return frame if self.mask is None else frame.filter(self.mask)

    def _of(self, paths: Sequence[Path]) -> pl.LazyFrame:
        frame = pl.scan_parquet(list(paths), glob=False).with_columns(*self.changes)
        return frame if self.names is None else frame.select(self.names)

    @cached_property
    def schema(self) -> pl.Schema:
        """Names and dtypes of the columns."""
        return self._of([self.pieces[0].path]).collect_schema()

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self.schema)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.schema)

    @property
    def height(self) -> int:
        """Number of rows."""
        return sum(piece.rows for piece in self.pieces) if self.mask is None else int(self.mask.sum())

    def is_empty(self) -> bool:
        """Tell whether there are no rows."""
        return self.height == 0

    def __getitem__(self, name: str) -> pl.Series:
        """Return one column, read now."""
        return self.select([name]).to_series()

    def select(self, names: Sequence[str]) -> pl.DataFrame:
        """Return some columns of all rows, read now."""
        frame = self._of([piece.path for piece in self.pieces]).select(names).collect()
        return frame if self.mask is None else frame.filter(self.mask)

    def iter_columns(self) -> Iterator[pl.Series]:
        """Yield the columns, one at a time."""
        for name in self.columns:
            yield self[name]

    def frames(self, names: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
        """Yield the rows piece by piece, of some columns where they are named."""
        at = 0
        for piece in self.pieces:
            frame = self._of([piece.path])
            read = (frame if names is None else frame.select(names)).collect()
            yield read if self.mask is None else read.filter(self.mask[at : at + piece.rows])
            at += piece.rows

    def first(self, name: str, rows: int) -> pl.Series:
        """Return the first cells of a column, from as few pieces as hold them."""
        taken: list[pl.Series] = []
        for frame in self.frames([name]):
            taken.append(frame.to_series().head(rows - sum(map(len, taken))))
            if sum(map(len, taken)) >= rows:
                break
        return pl.concat(taken)

    def with_columns(self, *changes: pl.Expr) -> Stored:
        """Return the rows with columns made from those of the same row."""
        assert self.names is None
        return replace(self, changes=(*self.changes, *changes))

    def drop(self, names: Iterable[str]) -> Stored:
        """Return the rows without some columns."""
        gone = set(names)
        return replace(self, names=tuple(name for name in self.columns if name not in gone))

    def filter(self, mask: pl.Series) -> Stored:
        """Return some of the rows."""
        assert self.mask is None
        return replace(self, mask=mask)

    def hash_rows(self, seed: int = 0) -> pl.Series:
        """Return a hash of each row; see `polars.DataFrame.hash_rows`."""
        return pl.concat([frame.hash_rows(seed=seed) for frame in self.frames()])

    def collect(self) -> pl.DataFrame:
        """Return all rows in memory, for what needs everything."""
        return pl.concat(list(self.frames()))


Table = pl.DataFrame | Stored
"""Rows in memory or on disk."""


def first(rows: Table, name: str, count: int) -> pl.Series:
    """Return the first cells of a column."""
    return rows.first(name, count) if isinstance(rows, Stored) else rows[name].head(count)


def in_memory(rows: Table) -> pl.DataFrame:
    """Return all rows in memory, for what needs everything.

    Examples
    --------
    >>> in_memory(pl.DataFrame({"a": [1]})).height
    1
    """
    return rows.collect() if isinstance(rows, Stored) else rows


def stored(frames: Iterable[pl.DataFrame], folder: Path, rows: int = PIECE_ROWS, owner: Any = None) -> Stored:
    """Write frames of one schema to `folder` in pieces of at most `rows` rows.

    Raises
    ------
    OSError
        The disk is full or the folder cannot be written.
    """
    pieces: list[Piece] = []
    for frame in evened(frames, rows):
        pieces.append(write_piece(frame, folder / f"{len(pieces):05}.parquet"))
    return Stored(tuple(pieces), owner=owner)


def evened(frames: Iterable[pl.DataFrame], rows: int = PIECE_ROWS) -> Iterator[pl.DataFrame]:
    """Yield the same rows in frames of at most `rows`, small ones of one schema put together; one without rows if none.

    Examples
    --------
    >>> [one.height for one in evened([pl.DataFrame({"a": [1]})] * 5, 2)]
    [2, 2, 1]
    """
    held: list[pl.DataFrame] = []
    empty: pl.DataFrame | None = None
    yielded = False
    for frame in frames:
        empty = frame.clear() if empty is None else empty
        if held and held[0].schema != frame.schema:
            yield pl.concat(held)
            held, yielded = [], True
        for part in frame.iter_slices(rows):
            if held and sum(one.height for one in held) + part.height > rows:
                yield pl.concat(held)
                held, yielded = [], True
            if part.height:
                held.append(part)
    if held:
        yield pl.concat(held)
    elif empty is not None and not yielded:
        yield empty


def write_piece(frame: pl.DataFrame, path: Path) -> Piece:
    """Write one file of a stored frame."""
    frame.write_parquet(path, compression="lz4", statistics=False)
    return Piece(path, frame.height, digest(path))


def digest(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def link(path: Path, to: Path) -> None:
    """Give a file a second name, so that it stays while either is there; a copy where the disk has no such names."""
    try:
        os.link(path, to)
    except OSError:
        shutil.copyfile(path, to)


def facts_of(rows: Stored, names: Sequence[str]) -> Mapping[str, Any]:
    """Return a stored frame as JSON holds it; `names` are its files' names there."""
    pieces = [
        {"file": name, "rows": piece.rows, "sha256": piece.sha256}
        for name, piece in zip(names, rows.pieces, strict=True)
    ]
    return {"pieces": pieces}


def from_facts(facts: Mapping[str, Any], folder: Path) -> Stored:
    """Return the stored frame whose files lie in `folder`."""
    return Stored(tuple(Piece(folder / one["file"], one["rows"], one["sha256"]) for one in facts["pieces"]))
