"""Where the pieces of a source go while it is read: into memory while they are few, to disk when there are many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from peel_ml.keeping.scratch import Scratch
from peel_ml.keeping.stored import LARGE, PIECE_ROWS, Piece, Stored, evened, write_piece


@dataclass(frozen=True)
class Mark:
    """A place among what was added."""

    written: int
    held: int


class Sink:
    """Takes frames of one set of columns.

    Parameters
    ----------
    folder : Path, optional
        Where pieces are written when there are more than `large` rows; without one all stay in memory. It is made
        when the first is written.
    large, rows : int
        Most rows that stay in memory, and most rows of a piece.
    owner : object, optional
        Whatever must live as long as the files do.
    writer : concurrent.futures.Executor, optional
        Writes pieces while the next ones are read; whoever gives it waits for it when reading fails. By default each is
        written before the next is read.

    Examples
    --------
    >>> sink = Sink()
    >>> sink.add(pl.DataFrame({"a": [1]}))
    >>> sink.add(pl.DataFrame({"a": [1.5]}))
    >>> sink.finish({"a": pl.Float64()})
    >>> sink.rows["a"].to_list()
    [1.0, 1.5]
    """

    def __init__(
        self,
        folder: Path | None = None,
        large: int = LARGE,
        rows: int = PIECE_ROWS,
        owner: Any = None,
        writer: Executor | None = None,
    ) -> None:
        self._owner = owner
        self._writer = writer
        self._folder = folder
        self._large = large
        self.piece_rows = rows
        self._held: list[pl.DataFrame] = []
        self._written: list[tuple[Future[Piece], pl.Schema]] = []
        self._mark = Mark(0, 0)
        self._number = 0
        self._rows: pl.DataFrame | Stored | None = None

    @property
    def rows(self) -> pl.DataFrame | Stored:
        """All rows, in memory or written; there once the sink is finished."""
        assert self._rows is not None
        return self._rows

    def add(self, frame: pl.DataFrame) -> None:
        """Take a frame."""
        self._held.append(frame)
        held = sum(one.height for one in self._held)
        if self._folder is not None and held > (self.piece_rows if self._written else self._large):
            before, since = self._held[: self._mark.held], self._held[self._mark.held :]
            self._held = []
            # Apart, so that what came since the mark can be taken back.
            if before:
                self._write(before)
                self._mark = Mark(len(self._written), 0)
            self._write(since)

    def mark(self) -> None:
        """Note that what comes from here on may be taken back."""
        self._mark = Mark(len(self._written), len(self._held))

    def back(self) -> None:
        """Take back what was added since the mark."""
        for piece, _ in self._written[self._mark.written :]:
            piece.result().path.unlink()
        del self._written[self._mark.written :]
        del self._held[self._mark.held :]

    def _write(self, frames: list[pl.DataFrame]) -> None:
        assert self._folder is not None
        # Rows are as readable here as in the files they come from, and nobody else's business.
        self._folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder.mkdir(exist_ok=True, mode=0o700)
        # No more is in memory than was when these were added, and what went wrong is known before more is read.
        for writing, _ in self._written:
            writing.result()
        for frame in evened(frames, self.piece_rows):
            self._written.append((self._piece(frame), frame.schema))

    def _piece(self, frame: pl.DataFrame) -> Future[Piece]:
        if self._writer is not None:
            return self._writer.submit(write_piece, frame, self._new())
        written = Future[Piece]()
        written.set_result(write_piece(frame, self._new()))
        return written

    def _new(self) -> Path:
        assert self._folder is not None
        self._number += 1
        return self._folder / f"{self._number:06}.parquet"

    def finish(self, kinds: Mapping[str, pl.DataType] | None = None) -> None:
        """Bring all rows to one set of dtypes; there are no more.

        Parameters
        ----------
        kinds : mapping of str to polars.DataType, optional
            The columns, in order, with the dtypes that all get; by default those of the frames.
        """
        held = [_as(frame, kinds) for frame in self._held]
        if not self._written:
            self._rows = pl.concat(held)
            return
        if any(frame.height for frame in held):
            self._write(held)
        schema = None if kinds is None else pl.Schema(kinds)
        pieces = []
        for writing, written in self._written:
            piece = writing.result()
            if schema is not None and list(written.items()) != list(schema.items()):
                frame = _as(pl.read_parquet(piece.path), kinds)
                piece.path.unlink()
                piece = write_piece(frame, self._new())
            pieces.append(piece)
        self._rows = Stored(tuple(pieces), owner=self._owner)


def _as(frame: pl.DataFrame, kinds: Mapping[str, pl.DataType] | None) -> pl.DataFrame:
    if kinds is None:
        return frame
    return frame.select(pl.col(name).cast(dtype) for name, dtype in kinds.items())


def gathered(frames: Iterable[pl.DataFrame], home: Path) -> pl.DataFrame | Stored:
    """Return frames as one: in memory while there are few rows, else in a folder that is there as long as they are.

    Examples
    --------
    >>> gathered([pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [2]})], Path("nowhere"))["a"].to_list()
    [1, 2]
    """
    scratch = Scratch(home)
    sink = Sink(scratch.path, LARGE, PIECE_ROWS, scratch)
    for frame in frames:
        sink.add(frame)
    sink.finish()
    return sink.rows
