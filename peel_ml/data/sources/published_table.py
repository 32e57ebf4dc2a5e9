"""A published table known by its columns: one row of a table of sources is all that a further one needs.

`PublishedTable` is a name, a sentence on the layout, the columns a file has to have, and cleaning steps. It
reads one CSV (also compressed or in a zip archive) or Parquet file, a folder of such files among others, or a
pattern; files of other columns in the same folder are left out, with a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from peel_ml.data.sources.files import NO_FILES, Member, digest_of, file_digest, naming, opened
from peel_ml.data.sources.protocol import Inspection, Loaded, OtherLayout, Source, Step
from peel_ml.data.sources.tabular_files import ENDINGS, Table, is_pattern, matched
from peel_ml.errors import BadRequest, Problem, Problems
from peel_ml.results.data import SourceFile

_SHOWN = 10


@dataclass(eq=False)
class PublishedTable:
    """A source whose files are known by their columns.

    Parameters
    ----------
    name : str
        For example ``london-datastore/custody``.
    layout : str
        One sentence without a full stop: which files it reads.
    columns : tuple of str
        Columns a file has to have to be one of these. It may have more: files whose further columns differ
        (one column a month) are put one below the other, with blanks where a file lacks a column.
    steps : tuple of Step
        The cleaning its quirks need, in order.
    file_column : str, optional
        A column that is added and holds the name of the file each row is from, for steps that need it.

    Examples
    --------
    >>> fines = PublishedTable("council/fines", "the council's fines, one row a street", ("street", "fines"))
    >>> fines.recognises(Path("nowhere.csv"))
    False
    """

    name: str
    layout: str
    columns: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    file_column: str | None = None

    def recognises(self, path: Path) -> bool:
        """Tell whether a file at `path` has the columns, from headers only."""
        try:
            with self._found(path):
                return True
        except BadRequest:
            return False

    def inspect(self, path: Path) -> Inspection:
        """Read names, headers and schemas only; see `Source.inspect`."""
        with self._found(path) as (found, _):
            columns = dict.fromkeys(name for table in found for name in table.columns())
            if self.file_column is not None:
                columns[self.file_column] = None
            size = sum(file.stat().st_size for file in {table.member.path for table in found})
        return Inspection(tuple(table.name for table in found), tuple(columns), size)

    def load(self, path: Path) -> Loaded:
        """Read CSV with dtypes inferred from every row, and Parquet lazily; see `Source.load`."""
        problems = Problems()
        frames: list[pl.LazyFrame] = []
        files: list[SourceFile] = []
        notes: list[str] = []
        with self._found(path) as (found, others):
            for table in found:
                with naming(problems, table.name):
                    frame, file, said = _read(table)
                    frames.append(frame)
                    files.append(file)
                    notes += said
        problems.raise_if_any("The files cannot be read.")
        frames = [_without_kind(frame) for frame in frames] if len(frames) > 1 else frames
        if self.file_column is not None:
            named = zip(frames, files, strict=True)
            frames = [frame.with_columns(pl.lit(file.name).alias(self.file_column)) for frame, file in named]
        problems.extend(_unlike(files, frames))
        problems.raise_if_any("The files cannot be read as one table.")
        if not sum(file.rows or 0 for file in files):
            what = f"{len(files)} file{'s' * (len(files) != 1)}, with a header and no rows"
            raise BadRequest("There are no rows.", [Problem(what, "Give files that hold rows.", path.name)])
        notes += [f"{file.name} holds no rows." for file in files if not file.rows]
        if others:
            notes.append(f"{others} file{'s' * (others != 1)} of other columns left out.")
        return Loaded(pl.concat(frames, how="diagonal_relaxed"), tuple(files), digest_of(files), notes=tuple(notes))

    @contextmanager
    def _found(self, path: Path) -> Iterator[tuple[tuple[Table, ...], int]]:
        """Yield the tables at `path` that have the columns, and how many others there are."""
        with _listed(path) as listed:
            tables = [Table(member) for member in listed if member.name.lower().endswith(ENDINGS)]
            problems = Problems()
            found = []
            lacking: tuple[str, ...] = ()
            for table in tables:
                if table.parquet and table.member.pack:
                    fix = "Unpack it: Parquet is packed already."
                    problems.add("Parquet in an archive is not read", fix, table.name)
                    continue
                with naming(problems, table.name):
                    held = table.columns()
                    lacking = tuple(name for name in self.columns if name not in held)
                    if not lacking:
                        found.append(table)
            if not found:
                problems.raise_if_any("The files cannot be read.")
                raise OtherLayout(f"This is not {self.name}.", [self._none(path, len(tables), lacking)])
            problems.raise_if_any("The files cannot be read.")
            yield tuple(found), len(listed) - len(found)

    def _none(self, path: Path, count: int, lacking: Sequence[str]) -> Problem:
        if not count:
            return Problem(NO_FILES, where=path.name)
        if count > 1:
            return Problem(f"none of {count} tables has the columns of {self.name}", where=path.name)
        more = f" and {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""
        return Problem(f"lacks {', '.join(lacking[:_SHOWN])}{more}, which {self.name} has", where=path.name)


@contextmanager
def _listed(path: Path) -> Iterator[Sequence[Member]]:
    if is_pattern(path):
        yield matched(path)
        return
    with opened(path) as listed:
        yield listed


def _read(table: Table) -> tuple[pl.LazyFrame, SourceFile, list[str]]:
    if table.parquet:
        frame = table.scan()
        rows = int(frame.select(pl.len()).collect().item())
        digest = file_digest(table.member.path)
        return frame, SourceFile(table.name, digest, table.member.size, rows), []
    read, digest, notes = table.read()
    return read.lazy(), SourceFile(table.name, digest, table.member.size, read.height), notes


def _without_kind(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Give columns without a value no dtype: a CSV says nothing about them, and they go with anything."""
    texts = [name for name, dtype in frame.collect_schema().items() if dtype == pl.String]
    held = frame.select(pl.col(texts).count()).collect().row(0) if texts else ()
    return frame.with_columns(pl.col(name).cast(pl.Null) for name, count in zip(texts, held, strict=True) if not count)


def _unlike(files: Sequence[SourceFile], frames: Sequence[pl.LazyFrame]) -> Iterator[Problem]:
    """Yield the columns that two files hold as different things; whole numbers and fractions go together."""
    known: dict[str, tuple[str, str]] = {}
    for file, frame in zip(files, frames, strict=True):
        for name, dtype in frame.collect_schema().items():
            kind = "a number" if dtype.is_numeric() else str(dtype)
            if dtype == pl.Null:
                continue
            first, expected = known.setdefault(name, (file.name, kind))
            if kind != expected:
                what = f"column {name} is {kind}, in {first} it is {expected}"
                yield Problem(what, "Write the column alike in every file.", file.name)


_typed: Source = PublishedTable("example", "an example", ())
