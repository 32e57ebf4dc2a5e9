"""The rows of somebody else's file or frame: names first, then only the columns that are needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Any, cast

import polars as pl

from peel_ml.data.sources.csv_text import as_utf8, repeated_names, without_blank_lines
from peel_ml.data.sources.files import digest_of, file_digest
from peel_ml.data.sources.tabular import Tabular
from peel_ml.data.sources.tabular_files import Table, tables
from peel_ml.errors import BadRequest, Problem, Problems
from peel_ml.results.data import SourceFile

STREAMED_FROM = 128 * 1024**2
"""Bytes from which a plain CSV is streamed, never held whole."""


@dataclass(frozen=True)
class Given:
    """What is audited, before a row of it is read."""

    columns: tuple[str, ...]
    path: Path | None = None
    frame: pl.LazyFrame | None = None


@dataclass(frozen=True)
class Rows:
    """The needed columns, lazily: text as a CSV holds it, else as the file or frame types them."""

    frame: pl.LazyFrame
    file: str | None
    sha256: str | None
    notes: tuple[str, ...] = field(default=())


def given(data: Any) -> Given:
    """Return a path, a polars or pandas frame, or a mapping of columns as what is audited; names only.

    Raises
    ------
    BadRequest
        There is no table, its header cannot be used, columns differ in length or share a name.
    """
    if isinstance(data, (str, Path)):
        path = Path(data)
        return Given(Tabular().inspect(path).columns, path=path)
    frame = _as_lazy(data)
    return Given(tuple(frame.collect_schema().names()), frame=frame)


def _as_lazy(data: Any) -> pl.LazyFrame:
    problems = Problems()
    if isinstance(data, pl.LazyFrame):
        return data
    if isinstance(data, pl.DataFrame):
        return data.lazy()
    if isinstance(data, Mapping):
        lengths = {str(name): len(values) for name, values in data.items() if hasattr(values, "__len__")}
        if len(set(lengths.values())) > 1:
            said = ", ".join(f"{name} {length:,}" for name, length in lengths.items())
            problems.add(f"columns differ in length: {said}", "Give one value a row in every column.")
        if len(lengths) < len(data):
            problems.add("a column is no list of values", "Give a list, a Series or an array for each column.")
        problems.raise_if_any("The columns make no table.")
        columns = {
            str(name): list(values) if isinstance(values, (list, tuple)) else values for name, values in data.items()
        }
        try:
            return pl.DataFrame(columns, strict=False).lazy()
        except (pl.exceptions.PolarsError, TypeError, ValueError):
            # Not chained: what polars says quotes the values.
            raise BadRequest(
                "The columns make no table.",
                [Problem("a column holds values that are no table's", "Give plain lists.")],
            ) from None
    if type(data).__module__.startswith("pandas"):
        problems.extend(repeated_names([str(name) for name in data.columns]))
        problems.raise_if_any("The frame cannot be audited.")
        return pl.from_pandas(data).lazy()
    raise BadRequest(
        f"A {type(data).__name__} cannot be audited.",
        [Problem("no table", "Give a path, a polars or pandas DataFrame, or a mapping of names to columns.")],
    )


@contextmanager
def reading(source: Given, columns: Sequence[str]) -> Iterator[Rows]:
    """Open the rows of these columns.

    Raises
    ------
    BadRequest
        A file is damaged, is not text, or its rows do not fit the header.
    """
    if source.path is None:
        assert source.frame is not None
        held = source.frame.select(columns).collect()
        yield Rows(held.lazy(), None, _digest(held))
        return
    with tables(source.path) as found:
        frames: list[pl.LazyFrame] = []
        notes: list[str] = []
        for table in found:
            frame, said = _scanned(table, columns)
            frames.append(frame)
            notes += said
        yield Rows(pl.concat(_alike(frames)), source.path.name, _digest_of(found), tuple(notes))


def _alike(frames: list[pl.LazyFrame]) -> list[pl.LazyFrame]:
    """Give the files of one table one set of types: text wherever they differ."""
    kinds = [frame.collect_schema() for frame in frames]
    mixed = [name for name in kinds[0] if len({kind[name] for kind in kinds}) > 1]
    return [frame.with_columns(pl.col(mixed).cast(pl.String)) if mixed else frame for frame in frames]


def _scanned(table: Table, columns: Sequence[str]) -> tuple[pl.LazyFrame, list[str]]:
    if table.parquet:
        return table.scan().select(columns), []
    member = table.member
    if member.pack is None and member.name.lower().endswith(".csv") and member.size >= STREAMED_FROM:
        return pl.scan_csv(member.path, infer_schema=False, glob=False).select(columns), []
    text, utf8 = as_utf8(member.unpacked(member.read()))
    notes = [] if utf8 else [f"{table.name} is not UTF-8 and was read as Windows-1252."]
    with telling(table.name):
        frame = pl.read_csv(BytesIO(text), infer_schema=False, columns=list(columns)).select(columns)
    frame, blank = without_blank_lines(frame, table.name)
    return frame.lazy(), notes + blank


@contextmanager
def telling(name: str) -> Iterator[None]:
    """Turn what polars says of rows it cannot read into our words: its own quote the cells."""
    try:
        yield
    except pl.exceptions.ComputeError:
        what = "rows with more cells than the header, an unclosed quote, or text that is not UTF-8"
        problem = Problem(what, "Check the quotes and the cells of each row, and save it as UTF-8.", name)
        raise BadRequest("The rows cannot be read.", [problem]) from None


def _digest_of(found: Sequence[Table]) -> str:
    paths = dict.fromkeys(table.member.path for table in found)
    files = [SourceFile(path.name, file_digest(path), path.stat().st_size) for path in paths]
    # One file has its own digest, as `sha256sum` prints it.
    return files[0].sha256 if len(files) == 1 else digest_of(files)


class _Hashing:
    """A file that only keeps the digest of what is written to it."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Take more bytes."""
        self.hash.update(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""


def _digest(frame: pl.DataFrame) -> str:
    sink = _Hashing()
    frame.write_ipc(cast(IO[bytes], sink))
    return sink.hash.hexdigest()
