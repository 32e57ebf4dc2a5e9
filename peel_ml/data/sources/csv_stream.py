"""The rows of a CSV in pieces, with the types that all of its cells allow: the same as `read_typed` of the whole.

Types are found while the pieces are parsed. Whole numbers that are fractions further on are turned into fractions
afterwards, which loses nothing. A column whose cells turn out to be no numbers or dates has lost what was written
(``007``): the file is then read once more, with that column as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import polars as pl

from peel_ml.data.sources.csv_text import HEAD, as_utf8, unknown_bytes, without_blank_lines
from peel_ml.data.sources.csv_types import LOOKED_AT, as_dates, dated
from peel_ml.data.sources.files import Member
from peel_ml.data.sources.streams import ahead, end_of_first, records, stream
from peel_ml.errors import BadRequest, Problem

_NUMBERS = (pl.Int64(), pl.Int128(), pl.Float64())
"""Each can be turned into those after it."""
_MOST_BYTES, _LEAST_BYTES = 64 * 1024**2, 1024**2
_FIRST_BYTES = 256 * 1024
"""Of the piece whose cells are all looked at one by one: what follows is held to the types that they show. Each piece
is larger than the one before, so that what is looked at again where it does not fit is no more than was read."""
_STRETCH = 256 * 1024
"""Bytes looked through at a time: more do not stay in the processor's cache."""


@dataclass
class _Kinds:
    """What the cells seen so far allow."""

    text: frozenset[str]
    """Columns that are held as text whatever stands in them."""
    known: dict[str, pl.DataType] = field(default_factory=dict)
    """Of each column that had a value."""
    days: dict[str, list[pl.Series]] = field(default_factory=dict)
    """Cells of columns that hold dates: dates of two forms in two pieces are no dates."""
    broken: set[str] = field(default_factory=set)
    """Columns that were read as something else before they turned out to be text."""

    def see(self, frame: pl.DataFrame, written: pl.DataFrame) -> pl.DataFrame:
        """Take note of a piece, typed as its own cells allow (`written`: before dates); return it as all so far do."""
        cast = []
        for column in frame:
            name = column.name
            if column.null_count() == len(column):
                continue
            kind = self.known[name] = self._joined(name, column.dtype)
            if kind.is_temporal():
                cells = written[name].drop_nulls().unique(maintain_order=True).head(LOOKED_AT)
                self.days.setdefault(name, []).append(cells)
            elif kind != column.dtype and kind.is_numeric():
                cast.append(column.cast(kind))
        return frame.with_columns(cast)

    def _joined(self, name: str, dtype: pl.DataType) -> pl.DataType:
        before = self.known.get(name, dtype)
        if dtype == before:
            return dtype
        if dtype in _NUMBERS and before in _NUMBERS:
            return max(dtype, before, key=_NUMBERS.index)
        if before != pl.String():
            self.broken.add(name)
        return pl.String()

    def settle(self) -> None:
        """Hold dates of all pieces to one form."""
        for name, cells in self.days.items():
            if self.known[name].is_temporal() and len(cells) > 1:
                dates = as_dates(pl.concat(cells))
                if dates is None or dates.dtype != self.known[name]:
                    self.broken.add(name)


@dataclass(frozen=True)
class Found:
    """What was found in a file once all of its pieces were read."""

    sha256: str
    rows: int
    kinds: Mapping[str, pl.DataType]
    """Dtype of each column that has a value."""
    notes: tuple[str, ...]


def read_pieces(member: Member, rows: int, add: Callable[[pl.DataFrame], None], restart: Callable[[], None]) -> Found:
    """Read a CSV in pieces of about `rows` rows.

    Parameters
    ----------
    member : Member
        The file.
    rows : int
        Rows wanted of a piece.
    add : callable
        Given each piece. Its columns have the dtypes that the pieces so far allow; those of `Found.kinds`, to which
        every piece can be turned without loss, are known in the end.
    restart : callable
        Called when what was added does not count any more, because the file is read again.

    Raises
    ------
    BadRequest
        The file is damaged, is no text, or its rows do not fit its header.
    """
    kinds, utf8 = _Kinds(frozenset()), True
    while True:
        try:
            found = _read(member, rows, add, kinds, utf8=utf8)
        except _NotUtf8:
            utf8 = False
        else:
            if not kinds.broken:
                return found
        restart()
        kinds = _Kinds(kinds.text | kinds.broken)


class _NotUtf8(Exception):
    """A piece of the file is not UTF-8, so none of it is read as that."""


def _read(member: Member, rows: int, add: Callable[[pl.DataFrame], None], kinds: _Kinds, *, utf8: bool) -> Found:
    notes, height, blank = [], 0, 0
    begins, last_cell, ended = True, None, True
    with stream(member) as source:
        first = source.read(HEAD)
        size = _bytes_of(first, rows)
        blocks = records(source, size, first + source.read(max(0, min(size, _FIRST_BYTES) - len(first))))
        for text, odd in ahead(_texts(blocks, utf8=utf8)):
            # Where a cell of a later piece does not fit what is known, or may not, its own cells are looked at.
            frame, written = (None if begins or odd else _expected(text, kinds)) or _typed(text, kinds, member.name)
            begins = False
            frame = kinds.see(frame, written)
            kept, _ = without_blank_lines(frame, member.name)
            blank += frame.height - kept.height
            height += kept.height
            last_cell = kept[-1, -1] if kept.height else last_cell
            ended = text.endswith(b"\n")
            if not kinds.broken:
                add(kept)
        digest = source.digest()
    kinds.settle()
    if blank:
        notes.append(f"{blank:,} line{'s' * (blank != 1)} of {member.name} without any value left out.")
    if not utf8:
        notes.append(f"{member.name} is not UTF-8 and was read as Windows-1252.")
    if height and not ended and last_cell is None:
        notes.append(f"{member.name} ends within a row and may be cut short.")
    return Found(digest, height, dict(kinds.known), tuple(notes))


def _bytes_of(head: bytes, rows: int) -> int:
    lines = max(1, head.count(b"\n"))
    return int(min(_MOST_BYTES, max(_LEAST_BYTES, 0.9 * rows * len(head) / lines)))


def _texts(blocks: Iterator[bytes], *, utf8: bool) -> Iterator[tuple[bytes, bool]]:
    """Yield each piece as UTF-8, and whether a cell of it is odd."""
    first = True
    for raw in blocks:
        text = _decoded(raw, blocks, utf8=utf8, first=first)
        first = False
        yield text, _odd(text)


def _decoded(raw: bytes, rest: Iterator[bytes], *, utf8: bool, first: bool) -> bytes:
    """Return a piece as UTF-8."""
    if first and b"\0" in raw[:HEAD]:
        as_utf8(raw)  # says what it is
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if raw.isascii():
        return raw
    if utf8:
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            raise _NotUtf8 from None
        return raw
    try:
        return raw.decode("cp1252").encode()
    except UnicodeDecodeError:
        raise unknown_bytes(chain([raw], rest)) from None


def _typed(text: bytes, kinds: _Kinds, name: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Parse by the cells of this piece alone, text that is known as such left as it is."""
    held = {column for column, kind in kinds.known.items() if kind == pl.String()} | kinds.text
    try:
        frame = pl.read_csv(text, infer_schema_length=None, schema_overrides=dict.fromkeys(held, pl.String))
    except pl.exceptions.PolarsError:
        # Not chained: what polars says quotes the cell.
        what = "rows with more cells than the header, or an unclosed quote"
        problem = Problem(what, "Check the quotes and the cells of each row.", name)
        raise BadRequest("The rows do not fit the header.", [problem]) from None
    days = [dated(column) for column in frame if column.dtype == pl.String and column.name not in held]
    return frame.with_columns(days), frame


def _expected(text: bytes, kinds: _Kinds) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """Parse by the types that are known, a text without odd cells; ``None`` where that cannot be.

    To look at every cell first costs four times as much as to parse.
    """
    names = pl.read_csv(text[: end_of_first(text)], infer_schema=False).columns
    days = [name for name in names if kinds.known.get(name, pl.String()).is_temporal()]
    unknown = [name for name in names if name not in kinds.known and name not in kinds.text]
    schema = {name: pl.String() if name in days else kinds.known.get(name, pl.String()) for name in names}
    try:
        frame = pl.read_csv(text, schema=schema)
    except pl.exceptions.PolarsError:
        return None
    # ``nan`` and ``infinity`` are read as numbers, and only ``NaN`` and ``inf`` are taken for one.
    odd = any((column.is_nan() | column.is_infinite()).any() for column in frame if column.dtype == pl.Float64)
    if odd or any(frame[name].null_count() < frame.height for name in unknown):
        return None
    return frame.with_columns(dated(frame[name]) for name in days), frame


def _odd(text: bytes) -> bool:
    """Tell whether a cell may begin as polars reads a number that it would not take for one: ``+5``, `` 5``, ``""``."""
    letters = np.frombuffer(text, dtype=np.uint8)
    for begins, before in ((b"+", b',\n"'), (b" ", b',\n"'), (b"\t", b',\n"'), (b'"', b'"')):
        if begins not in text:
            continue
        for at in range(0, len(letters) - 1, _STRETCH):
            here = letters[at : at + _STRETCH + 1]
            left = here[np.flatnonzero(here[1:] == begins[0])]
            if any((left == one).any() for one in before):
                return True
    return False
