"""What a data check may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from peel_ml.data.identifiers import ColumnScan, scan_columns
from peel_ml.data.levels import ColumnLevels
from peel_ml.keeping import Stored, Table
from peel_ml.results.data import CleaningRecord


@dataclass(frozen=True)
class DataView:
    """The data as a check sees it.

    Whatever is not declared is ``None`` or empty, and the check is skipped. What several checks read is worked
    out once, when the first asks for it.
    """

    raw: Table
    """As the source read it: every column, before any cleaning step."""
    frame: Table
    """After cleaning, and after the use case's preparation where there is one."""
    cleaning: tuple[CleaningRecord, ...] = ()
    target: str | None = None
    """Name of the 0/1 (or boolean) target column in `frame`."""
    features: tuple[str, ...] = ()
    protected: Mapping[str, str] = field(default_factory=dict)
    """Measure name to column of `frame`."""
    time: str | None = None
    """Date or datetime column of `frame`."""
    area: str | None = None
    """Area column of `frame`, for example borough."""
    part: pl.Series | None = None
    """For each row of `frame` the part it falls in: training, validation or held_out."""
    held_out_opened: bool = False
    """Whether this run opens the held-out period. If not, no check reads the target of its rows."""
    unmapped: Mapping[str, int] = field(default_factory=dict)
    """For each mapped column how many cells the category maps did not know."""
    against: pl.DataFrame | None = None
    """A second frame to compare with (``peel data check --against``), cleaned and prepared."""
    against_raw: pl.DataFrame | None = None
    """The same as its source read it."""

    left_out: frozenset[str] = frozenset()
    """Columns of `frame` that the run neither learns from nor compares by: dropped, or not declared."""

    @property
    def untouched(self) -> bool:
        """Whether the rows are stored, and nothing was cleaned or prepared."""
        return isinstance(self.raw, Stored) and isinstance(self.frame, Stored) and self.raw.pieces == self.frame.pieces

    @cached_property
    def identifiers(self) -> ColumnScan:
        """What looks like a direct identifier in the columns of `frame`."""
        return scan_columns(self.frame, self.left_out)

    @cached_property
    def levels(self) -> ColumnLevels:
        """Columns of `frame` as levels."""
        if self.untouched:
            # All columns but the target, which is coded, are those of `raw`.
            return ColumnLevels(self.frame, self.raw_levels, {self.target})
        return ColumnLevels(self.frame)

    @cached_property
    def raw_levels(self) -> ColumnLevels:
        """Columns of `raw` as levels."""
        return ColumnLevels(self.raw)

    @cached_property
    def months(self) -> pl.Series | None:
        """``YYYY-MM`` of each row of `frame`; see `months_of`."""
        if self.untouched:
            return self.raw_months
        return months_of(self.frame, self.time)

    @cached_property
    def raw_months(self) -> pl.Series | None:
        """``YYYY-MM`` of each row of `raw`; see `months_of`."""
        return months_of(self.raw, self.time)


def months_of(frame: Table, time: str | None) -> pl.Series | None:
    """Return ``YYYY-MM`` for each row, null where it cannot be told; ``None`` where nothing tells it.

    An enumeration where the rows are stored. Taken from the month of the file where the source knows it, else from
    `time`, else from ``date``.
    """
    found = _months_of(frame, time)
    if found is None or not isinstance(frame, Stored):
        return found
    # Sixteen bytes of text a row are much where there are very many rows.
    return found.cast(pl.Enum(found.drop_nulls().unique().sort()))


def _months_of(frame: Table, time: str | None) -> pl.Series | None:
    for name in ("month", time, "date"):
        if name is None or name not in frame.columns:
            continue
        values = frame[name]
        if values.null_count() == values.len():
            continue
        if values.dtype == pl.Date or isinstance(values.dtype, pl.Datetime):
            return values.dt.strftime("%Y-%m")
        if name == "month" and values.dtype == pl.String and values.unique().str.contains(_ONLY_MONTH).all():
            return values
        if values.dtype == pl.String:
            found = values.str.strip_chars().str.extract(_YEAR_MONTH, 1)
            if found.null_count() < values.len():
                return found
    return None


_ONLY_MONTH = r"^\d{4}-(?:0[1-9]|1[0-2])$"
_YEAR_MONTH = r"^(\d{4}-(?:0[1-9]|1[0-2]))(?:$|[-T ])"
