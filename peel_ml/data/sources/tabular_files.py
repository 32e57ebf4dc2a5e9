"""The files of a plain table: which there are, their headers or schemas, and their rows."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import polars as pl

from peel_ml.data.sources.archives import SHEETS
from peel_ml.data.sources.csv_stream import read_pieces
from peel_ml.data.sources.csv_text import header_cells, repeated_names
from peel_ml.data.sources.files import NO_FILES, PACKED, Member, nothing_at, opened
from peel_ml.data.sources.protocol import OtherLayout
from peel_ml.data.sources.sink import Sink
from peel_ml.errors import BadRequest, Problem, Problems

LAYOUT = (
    "one CSV (also as .gz, .bz2, .xz, .zst or in a zip archive) or Parquet file, a folder of such files, or a "
    "pattern such as data/2024-*.parquet"
)
_CSV = tuple(f".csv{packed}" for packed in PACKED)
_PARQUET = ".parquet"
ENDINGS = (*_CSV, _PARQUET)
"""Endings of the files that hold a table."""
_WILD = frozenset("*?[")


@dataclass(frozen=True)
class Table:
    """One file of a table."""

    member: Member

    @property
    def name(self) -> str:
        """Path inside the folder or archive."""
        return self.member.name

    @property
    def parquet(self) -> bool:
        """Whether it is Parquet rather than CSV."""
        return self.name.lower().endswith(_PARQUET)

    def columns(self) -> list[str]:
        """Return the column names, from the header or the schema alone."""
        if self.parquet:
            return list(self.scan().collect_schema())
        names = header_cells(self.member.head())
        problems = Problems()
        if not names:
            problems.add("the file is empty", "Give one that holds a header and rows.")
        if len(names) == 1 and (mark := next((mark for mark in ";\t|" if mark in names[0]), None)):
            problems.add(f"columns seem to be separated by {mark!r}", "Save it with commas.")
        problems.extend(repeated_names(names))
        problems.raise_if_any("The header cannot be used.")
        return names

    def scan(self) -> pl.LazyFrame:
        """Return the Parquet file lazily, after a look at its schema."""
        try:
            frame = pl.scan_parquet(self.member.path, glob=False)
            frame.collect_schema()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise BadRequest(
                "The file cannot be read.", [Problem("not a complete Parquet file", "Write it again.", self.name)]
            ) from error
        return frame

    def read(self) -> tuple[pl.DataFrame, str, list[str]]:
        """Return the CSV's rows (dtypes inferred from all), its digest, and notes on how it was read."""
        sink = Sink()
        found = read_pieces(self.member, sink.piece_rows, sink.add, sink.back)
        columns = self.columns()
        sink.finish({name: found.kinds.get(name, pl.String()) for name in columns})
        assert isinstance(sink.rows, pl.DataFrame)
        return sink.rows, found.sha256, list(found.notes)


def is_pattern(path: Path) -> bool:
    """Tell whether `path` is a pattern over files rather than the name of one."""
    return bool(_WILD & set(str(path))) and not path.exists()


def matched(path: Path) -> list[Member]:
    """Return the files that a pattern matches, named from the folder they have in common."""
    found = [Path(name) for name in glob.glob(str(path), recursive=True) if Path(name).is_file()]
    if not found:
        raise nothing_at(path)
    root = Path(os.path.commonpath([file.parent for file in found]))
    return sorted(
        (Member(file.relative_to(root).as_posix(), file.stat().st_size, file) for file in found),
        key=lambda member: member.name,
    )


@contextmanager
def tables(path: Path) -> Iterator[tuple[Table, ...]]:
    """List the tables at `path`: one file, those directly in a folder, of an archive, or those a pattern matches.

    Raises
    ------
    OtherLayout
        There is nothing of a kind that is read.
    BadRequest
        There is nothing at all, or CSV and Parquet are mixed.
    """
    if is_pattern(path):
        yield _of_one_kind(matched(path), path)
        return
    with opened(path) as listed:
        yield _of_one_kind(_together(listed), path)


def _together(listed: Sequence[Member]) -> list[Member]:
    """Return the files directly in the folder; of an archive, those in the folder that holds all the others."""
    folders = [PurePosixPath(one.name).parent for one in listed]
    packed = [folder for folder, one in zip(folders, listed, strict=True) if one.pack]
    top = PurePosixPath(os.path.commonpath(packed)) if packed else PurePosixPath()
    return [one for folder, one in zip(folders, listed, strict=True) if folder == top]


def _of_one_kind(found: list[Member], path: Path) -> tuple[Table, ...]:
    if any(one.name.lower().endswith(SHEETS) for one in found):
        problem = Problem("a spreadsheet is not read", "Save the sheet as CSV.", path.name)
        raise OtherLayout("There is no table here.", [problem])
    csv = [Table(one) for one in found if one.name.lower().endswith(_CSV)]
    parquet = [Table(one) for one in found if one.name.lower().endswith(_PARQUET)]
    if not csv and not parquet:
        count = f"{len(found):,} other file{'s' * (len(found) != 1)}"
        what = f"no CSV or Parquet file here, but {count}" if found else NO_FILES
        problem = Problem(what, where=path.name)
        raise OtherLayout("There is no table here.", [problem])
    if csv and parquet:
        raise BadRequest(
            "The files are of two kinds.",
            [Problem("CSV and Parquet mixed", "Give a pattern that matches one kind.", path.name)],
        )
    if any(table.member.pack for table in parquet):
        problem = Problem("Parquet in an archive is not read", "Unpack it: Parquet is packed already.", path.name)
        raise BadRequest("The archive cannot be read.", [problem])
    return tuple(csv or parquet)
