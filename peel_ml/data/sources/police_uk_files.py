"""The monthly files of data.police.uk: which there are, what their headers say, and their rows as text."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import polars as pl

from peel_ml.data.sources import police_uk_api as api
from peel_ml.data.sources.csv_text import HEAD, as_utf8, header_cells, repeated_names, without_blank_lines
from peel_ml.data.sources.files import Member
from peel_ml.errors import BadRequest, Problem, Problems
from peel_ml.results.data import SourceFile

COLUMNS = (
    "type",
    "date",
    "part_of_a_policing_operation",
    "policing_operation",
    "latitude",
    "longitude",
    "gender",
    "age_range",
    "self_defined_ethnicity",
    "officer_defined_ethnicity",
    "legislation",
    "object_of_search",
    "outcome",
    "outcome_linked_to_object_of_search",
    "removal_of_more_than_just_outer_clothing",
)
"""The published columns in snake case; `month` and `force` are added from the file's name."""

_ANY = re.compile(
    r"^(?P<month>\d{4}-(0[1-9]|1[0-2]))-(?P<force>.+?)-"
    r"(?P<kind>stop-and-search|outcomes|street)\.csv(\.(gz|bz2|xz|zst))?$"
)
KIND = "stop-and-search"
_API = re.compile(r"^(api-)?stops-force-(?P<force>.+?)-(?P<month>\d{4}-(0[1-9]|1[0-2]))\.json(\.(gz|bz2|xz|zst))?$")
"""What the API gave, kept under the name of its method, force and month."""


def snake(header: str) -> str:
    """Return a header as a snake-case name.

    Examples
    --------
    >>> snake("Self-defined ethnicity")
    'self_defined_ethnicity'
    """
    return re.sub(r"[^a-z0-9]+", "_", header.strip().lower()).strip("_")


@dataclass(frozen=True)
class MonthFile:
    """One month of one force."""

    name: str
    """``YYYY-MM/file.csv``, the same zipped or not and however deep the folder; for a lone file its own
    name."""
    member: Member
    month: str
    force: str
    from_api: bool = False
    """Whether it is the API's JSON and no CSV of the archive."""

    def columns(self) -> list[str]:
        """Return the columns as snake-case names, from the first bytes.

        Raises
        ------
        BadRequest
            They are not those of stop and search, or the file is damaged.
        """
        return api.columns_of(self.member.head()) if self.from_api else header_of(self.member.head())


@dataclass(frozen=True)
class Archive:
    """What names alone tell about a path."""

    files: tuple[MonthFile, ...]
    others: Counter[str]
    """Other kinds of file, for example street and outcomes, and how many of each."""


def sorted_by_kind(listed: Iterable[Member], path: Path) -> Archive:
    """Sort the files at `path` by kind, from names only."""
    files, others = [], Counter[str]()
    for member in listed:
        # Some programs on Windows pack with backslashes.
        short = PurePosixPath(member.name.replace("\\", "/")).name
        match, given = _ANY.match(short), _API.match(short)
        if given is not None or (match is not None and match["kind"] == KIND):
            found = given or match
            assert found is not None
            lone = member.pack is None and member.path == path
            files.append(
                MonthFile(
                    short if lone else f"{found['month']}/{short}",
                    member,
                    found["month"],
                    found["force"],
                    from_api=given is not None,
                )
            )
        else:
            others[match["kind"] if match else "other"] += 1
    return Archive(tuple(sorted(files, key=lambda file: file.name)), others)


@dataclass(frozen=True)
class Month:
    """One file as read."""

    frame: pl.DataFrame
    """Text columns `COLUMNS`, `month` and `force`; blank cells are null."""
    file: SourceFile
    ignored: tuple[str, ...]
    """Columns beyond the published ones."""
    notes: tuple[str, ...]


def header_of(raw: bytes, needs: Sequence[str] = COLUMNS, of: str = "stop and search") -> list[str]:
    """Return the header of a CSV as snake-case names; `needs` are the columns it must hold, `of` names its kind.

    Raises
    ------
    BadRequest
        Published columns are missing, or two columns have one name; every problem at once.
    """
    header = [snake(name) for name in header_cells(raw)]
    problems = Problems()
    if not any(header):
        problems.add("the file is empty", "Download the month again.")
    elif missing := [name for name in needs if name not in header]:
        listed = ", ".join(missing)
        problems.add(f"{len(missing)} missing column(s): {listed}", "Download the month again.")
    problems.extend(repeated_names([name or f"(no name {place})" for place, name in enumerate(header)]))
    problems.raise_if_any(f"The header is not that of {of}.")
    return header


def read_month(file: MonthFile) -> Month:
    """Read one file.

    Raises
    ------
    BadRequest
        The file is damaged, its header does not fit, or its rows do not fit its header.
    """
    raw = file.member.read()
    unpacked = file.member.unpacked(raw)
    if file.from_api:
        frame = _blank_as_null(api.rows_of(unpacked).select(COLUMNS), ascii_only=False)
        note = f"{file.name} comes from the API, which may give a month before it is complete."
        return _month(file, raw, frame, (), [note])
    header = header_of(unpacked[:HEAD])
    frame, notes = text_rows(unpacked, header, COLUMNS, file.name)
    return _month(file, raw, frame, tuple(name for name in header if name not in COLUMNS), notes)


def text_rows(unpacked: bytes, header: list[str], columns: Sequence[str], name: str) -> tuple[pl.DataFrame, list[str]]:
    """Return the rows of a CSV as text in `columns`, blank cells as null, and notes on how it was read.

    Raises
    ------
    BadRequest
        The rows do not fit the header.
    """
    text, utf8 = as_utf8(unpacked)
    notes = [] if utf8 else [f"{name} is not UTF-8 and was read as Windows-1252."]
    try:
        frame = pl.read_csv(text, infer_schema=False, has_header=False, new_columns=header)
    except pl.exceptions.PolarsError:
        # Not chained: what polars says quotes the cell.
        fix = "Download the month again."
        raise BadRequest(
            "The rows do not fit the header.",
            [Problem("rows with more cells than the header, or an unclosed quote", fix, name)],
        ) from None
    frame = _blank_as_null(frame.slice(1).select(columns), ascii_only=text.isascii())
    frame, blank_lines = without_blank_lines(frame, name)
    notes += blank_lines
    if not text.endswith(b"\n"):
        notes.append(f"{name} does not end with a line break and may be cut short.")
    return frame, notes


def _month(file: MonthFile, raw: bytes, frame: pl.DataFrame, ignored: tuple[str, ...], notes: list[str]) -> Month:
    if frame.is_empty():
        notes = [*notes, f"{file.name} holds no rows."]
    record = SourceFile(file.name, hashlib.sha256(raw).hexdigest(), len(raw), frame.height)
    named = frame.with_columns(month=pl.lit(file.month), force=pl.lit(file.force))
    return Month(named, record, ignored, tuple(notes))


def _blank_as_null(frame: pl.DataFrame, *, ascii_only: bool) -> pl.DataFrame:
    """Return the text columns with cells of white space alone as null."""
    # Only a cell that begins with white space can be white space alone; comparing is six times cheaper than
    # stripping every cell, and in most files no column has such a cell.
    odd = pl.all() < "!" if ascii_only else (pl.all() < "!") | (pl.all() > "\x7f")
    columns = [name for name, found in frame.select(odd.any()).row(0, named=True).items() if found]
    return frame.with_columns(pl.when(pl.col(columns).str.strip_chars() != "").then(pl.col(columns)))


def archive_notes(found: Archive, months: Iterable[Month]) -> Iterator[str]:
    """Say in plain sentences what was left out and what is not there."""
    for kind, count in sorted(found.others.items()):
        yield f"{count} {kind} file(s) at the same place were not read."
    ignored = Counter[str]()
    for month in months:
        yield from month.notes
        ignored.update(month.ignored)
    for name, count in sorted(ignored.items()):
        yield f"Column {name or '(no name)'} of {count} file(s) is not a published one and was not read."
    for force in sorted({file.force for file in found.files}):
        held = {file.month for file in found.files if file.force == force}
        absent = [month for month in _span(min(held), max(held)) if month not in held]
        if absent:
            shown = ", ".join(absent[:6]) + (f" and {len(absent) - 6} more" if len(absent) > 6 else "")
            yield f"No file of {force} for {len(absent)} month(s) between the first and the last: {shown}."


def _span(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:])
    while f"{year:04}-{month:02}" <= last:
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
