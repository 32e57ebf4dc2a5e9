"""The files of a plain table: which there are, their headers or schemas, and their rows."""

from __future__ import annotations

import glob
import gzip
import hashlib
import os
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from peel_ml.data.sources.files import (
    HEAD,
    MAX_RATIO,
    SMALL,
    as_utf8,
    header_cells,
    nothing_at,
)
from peel_ml.errors import BadRequest, Problem, Problems

LAYOUT = "one CSV, .csv.gz or Parquet file, a folder of such files, or a pattern such as data/2024-*.parquet"
ENDINGS = (".csv", ".csv.gz", ".parquet")
_WILD = frozenset("*?[")


@dataclass(frozen=True)
class Table:
    """One file of a table."""

    name: str
    path: Path

    @property
    def parquet(self) -> bool:
        """Whether it is Parquet rather than CSV."""
        return self.name.lower().endswith(".parquet")

    def columns(self) -> list[str]:
        """Return the column names, from the header or the schema alone."""
        if self.parquet:
            return list(self.scan().collect_schema())
        names = header_cells(self._head())
        problems = Problems()
        if not names:
            problems.add("the file is empty")
        if len(names) == 1 and (mark := next((mark for mark in ";\t|" if mark in names[0]), None)):
            problems.add(f"columns seem to be separated by {mark!r}", "Save it with commas.")
        for name, count in Counter(names).items():
            if count > 1:
                problems.add(f"column {name!r} stands {count} times", "Rename all but one.")
        problems.raise_if_any("The header cannot be used.")
        return names

    def scan(self) -> pl.LazyFrame:
        """Return the Parquet file lazily, after a look at its schema."""
        try:
            frame = pl.scan_parquet(self.path, glob=False)
            frame.collect_schema()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise BadRequest(
                "The file cannot be read.", [Problem("not a complete Parquet file", "Write it again.", self.name)]
            ) from error
        return frame

    def read(self) -> tuple[pl.DataFrame, str, bool]:
        """Return the CSV's rows (dtypes inferred from all), its digest, and whether it was UTF-8."""
        raw = self.path.read_bytes()
        text, utf8 = as_utf8(gunzip(raw, self.name) if self.name.lower().endswith(".gz") else raw)
        try:
            frame = pl.read_csv(text, infer_schema_length=None, try_parse_dates=True)
        except pl.exceptions.PolarsError as error:
            what = "rows with more cells than the header, or an unclosed quote"
            problem = Problem(what, "Check the quotes and the cells of each row.", self.name)
            raise BadRequest("The rows do not fit the header.", [problem]) from error
        return frame, hashlib.sha256(raw).hexdigest(), utf8

    def _head(self) -> bytes:
        try:
            if not self.name.lower().endswith(".gz"):
                with self.path.open("rb") as file:
                    return file.read(HEAD)
            with gzip.open(self.path) as packed:
                return packed.read(HEAD)
        except (OSError, EOFError, zlib.error) as error:
            raise BadRequest(
                "The file cannot be read.",
                [Problem("unreadable, or not a complete gzip file", "Write it again.", self.name)],
            ) from error


def gunzip(raw: bytes, name: str) -> bytes:
    """Unpack gzip, refusing absurd expansion.

    Raises
    ------
    BadRequest
        Damaged, or more than `MAX_RATIO` times larger once unpacked.
    """
    limit = max(SMALL, MAX_RATIO * len(raw))
    unpack = zlib.decompressobj(wbits=31)
    try:
        text = unpack.decompress(raw, limit + 1)
    except zlib.error as error:
        problem = Problem("cannot be unpacked", "Write it again.", name)
        raise BadRequest("The file is damaged.", [problem]) from error
    if len(text) > limit:
        what = f"would expand more than {MAX_RATIO} times"
        raise BadRequest("The file is refused.", [Problem(what, "Unpack it yourself if you trust it.", name)])
    if not unpack.eof or unpack.unused_data:
        fix = "Write it again as one gzip stream."
        raise BadRequest("The file is damaged.", [Problem("not one complete gzip stream", fix, name)])
    return text


def is_pattern(path: Path) -> bool:
    """Tell whether `path` is a pattern over files rather than the name of one."""
    return bool(_WILD & set(str(path))) and not path.exists()


def tables(path: Path) -> tuple[Table, ...]:
    """List the files at `path`: one file, the files directly in a folder, or those a pattern matches.

    Raises
    ------
    BadRequest
        There is nothing, nothing of a kind that is read, or CSV and Parquet mixed.
    """
    if path.is_dir():
        found = [file for file in path.iterdir() if file.is_file() and not file.name.startswith(".")]
    elif path.is_file():
        found = [path]
    elif is_pattern(path):
        found = [Path(name) for name in glob.glob(str(path), recursive=True) if Path(name).is_file()]
    else:
        raise nothing_at(path)
    read = [file for file in found if file.name.lower().endswith(ENDINGS)]
    if not read:
        what = f"{len(found)} file(s), none ending in {', '.join(ENDINGS)}"
        raise BadRequest("There is no table here.", [Problem(what, f"Expected {LAYOUT}.", path.name)])
    if len({file.name.lower().endswith(".parquet") for file in read}) > 1:
        raise BadRequest(
            "The files are of two kinds.",
            [Problem("CSV and Parquet mixed", "Give a pattern that matches one kind.", path.name)],
        )
    root = path if path.is_dir() else Path(os.path.commonpath([file.parent for file in read]))
    listed = [Table(file.relative_to(root).as_posix(), file) for file in read]
    return tuple(sorted(listed, key=lambda table: table.name))
