"""What a file is, before anybody declares anything about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from peel_ml.data.sources import Source, load
from peel_ml.results.data import Period, SourceFile

LONDON = "Europe/London"


@dataclass(frozen=True)
class ColumnDescription:
    """One column as read."""

    name: str
    dtype: str
    missing: float
    """Share of rows without a value, 0 to 1; blank only, because nothing is mapped yet."""


@dataclass(frozen=True)
class Description:
    """What `peel data describe` prints. No value of a row is in it."""

    source: str
    files: tuple[SourceFile, ...]
    sha256: str
    rows: int
    columns: tuple[ColumnDescription, ...]
    period: Period | None
    """First and last day in London of the first column that holds dates."""
    period_column: str | None
    notes: tuple[str, ...]


def describe(path: Path, source: Source) -> Description:
    """Read `path` with `source` and describe it.

    Raises
    ------
    BadRequest
        The source does not read this path.
    """
    loaded = load(source, path)
    schema = loaded.frame.collect_schema()
    # One pass, without holding the frame.
    counts = loaded.frame.select(pl.all().null_count(), pl.len().alias("")).collect(engine="streaming").row(0)
    rows = int(counts[-1])
    columns = tuple(
        ColumnDescription(name, str(dtype), blank / rows)
        for (name, dtype), blank in zip(schema.items(), counts[:-1], strict=True)
    )
    period, column = _period(loaded.frame, schema)
    return Description(source.name, loaded.files, loaded.sha256, rows, columns, period, column, loaded.notes)


def _period(frame: pl.LazyFrame, schema: pl.Schema) -> tuple[Period | None, str | None]:
    for name, dtype in schema.items():
        day = _day(name, dtype)
        if day is None:
            continue
        first, last, read, held = (
            frame.select(
                day.min().alias("first"),
                day.max().alias("last"),
                day.count().alias("read"),
                pl.col(name).count().alias("held"),
            )
            .collect()
            .row(0)
        )
        # A text column counts as dates when nearly all of it reads as such.
        if read and read >= 0.9 * held:
            return Period(first.isoformat(), last.isoformat()), name
    return None, None


def _day(name: str, dtype: pl.DataType) -> pl.Expr | None:
    column = pl.col(name)
    if dtype == pl.Date:
        return column
    if isinstance(dtype, pl.Datetime):
        return (column.dt.convert_time_zone(LONDON) if dtype.time_zone else column).dt.date()
    if dtype == pl.String:
        text = column.str.strip_chars()
        instant = text.str.to_datetime("%Y-%m-%dT%H:%M:%S%z", time_zone="UTC", strict=False)
        day = text.str.to_date("%Y-%m-%d", strict=False)
        return pl.coalesce(instant.dt.convert_time_zone(LONDON).dt.date(), day)
    return None
