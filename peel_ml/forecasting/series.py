"""Many series side by side: one row a series, one column a period, nothing filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.errors import BadRequest, Problem, Problems

Floats = NDArray[np.float32]
WHOLE = "All areas"
"""What areas add up to where no larger area is declared."""


@dataclass(frozen=True)
class SeriesTable:
    """Counts of every series in every period.

    Parameters
    ----------
    areas, kinds, larger : ndarray of str, shape (series,)
        The area of each series, what is counted (an offence group), and the larger area it is part of.
    counts : ndarray of float32, shape (series, periods)
        NaN where no row says anything.
    periods : tuple of date
        First days, one a calendar month without a gap.
    """

    areas: NDArray[np.str_]
    kinds: NDArray[np.str_]
    larger: NDArray[np.str_]
    counts: Floats
    periods: tuple[date, ...]

    def __len__(self) -> int:
        return len(self.areas)

    def until(self, last: int) -> SeriesTable:
        """Return what was known when the period numbered `last` had ended."""
        return SeriesTable(self.areas, self.kinds, self.larger, self.counts[:, : last + 1], self.periods[: last + 1])

    def some(self, mask: NDArray[np.bool_]) -> SeriesTable:
        """Return these series."""
        return SeriesTable(self.areas[mask], self.kinds[mask], self.larger[mask], self.counts[mask], self.periods)


def read_series(
    frame: pl.DataFrame, *, area: str, kinds: Sequence[str], larger: str | None, time: str, count: str
) -> SeriesTable:
    """Return the series of a frame with one row a series and month.

    Raises
    ------
    BadRequest
        Two rows are of one series and month, a date is no first of a month, or a value is no count; all at once.

    Examples
    --------
    >>> rows = pl.DataFrame({"area": ["a", "a"], "month": [date(2024, 1, 1), date(2024, 3, 1)], "n": [4, 5]})
    >>> read_series(rows, area="area", kinds=(), larger=None, time="month", count="n").counts.tolist()
    [[4.0, nan, 5.0]]
    """
    problems = Problems()
    blank = sum(frame[name].null_count() for name in (area, *kinds, time, *([larger] if larger else [])))
    if blank:
        problems.add(f"{blank:,} cells of areas, kinds or months are blank", "Leave such rows out in prepare.py.")
    numbers = frame[count].cast(pl.Float64, strict=False)
    wrong = int(((numbers < 0) | (numbers != numbers.floor()) | numbers.is_nan()).sum())
    wrong += numbers.null_count() - frame[count].null_count()
    if wrong:
        problems.add(f"{wrong:,} values are no counts", "Give whole numbers from 0.", count)
    mid = int((frame[time].cast(pl.Date).dt.day() != 1).sum())
    if mid:
        problems.add(f"{mid:,} dates are no first of a month", "Give one row a calendar month.", time)
    twice = frame.height - frame.select(area, *kinds, time).n_unique()
    if twice:
        problems.add(
            f"{twice:,} rows repeat the series and month of another",
            "Add them up in prepare.py, or leave the repeats out: data loaded twice counts everything twice.",
            time,
        )
    problems.raise_if_any("These rows are no series of counts.")
    kind = pl.concat_str([pl.col(name).cast(pl.String) for name in kinds], separator=", ") if kinds else pl.lit("All")
    rows = frame.select(
        area=pl.col(area).cast(pl.String),
        kind=kind,
        larger=pl.col(larger).cast(pl.String) if larger else pl.lit(WHOLE),
        at=(pl.col(time).dt.year().cast(pl.Int32) * 12 + pl.col(time).dt.month().cast(pl.Int32) - 1),
        n=pl.col(count).cast(pl.Float32),
    )
    series = rows.select("area", "kind", "larger").unique().sort("area", "kind")
    moved = series.height - series.select("area", "kind").n_unique()
    if moved:
        what = f"{moved:,} series lie in more than one larger area"
        raise BadRequest(
            "These rows are no series of counts.", [Problem(what, "Give each area one larger area.", larger or "")]
        )
    low, high = int(rows["at"].min()), int(rows["at"].max())  # type: ignore[arg-type]
    numbered = rows.join(series.with_row_index("place"), on=["area", "kind", "larger"])
    counts = np.full((series.height, high - low + 1), np.nan, np.float32)
    counts[numbered["place"].to_numpy(), (numbered["at"] - low).to_numpy()] = numbered["n"].to_numpy()
    periods = tuple(date(month // 12, month % 12 + 1, 1) for month in range(low, high + 1))
    names = [series[name].to_numpy().astype(str) for name in ("area", "kind", "larger")]
    return SeriesTable(names[0], names[1], names[2], counts, periods)


def added_up(table: SeriesTable) -> tuple[SeriesTable, NDArray[np.int64]]:
    """Return the series of the larger areas, and for each series the number of the one it is part of.

    A series that has not begun adds nothing; one with a gap makes a gap in what it adds up to.
    """
    keys = np.char.add(np.char.add(table.larger, "\x1f"), table.kinds)
    names, first, place = np.unique(keys, return_index=True, return_inverse=True)
    begun = np.maximum.accumulate(~np.isnan(table.counts), axis=1)
    filled = np.where(begun, table.counts, 0).astype(np.float32)
    sums = np.zeros((len(names), table.counts.shape[1]), np.float32)
    np.add.at(sums, place, filled)
    known = np.zeros(sums.shape, bool)
    np.logical_or.at(known, place, begun)
    larger, kinds = table.larger[first], table.kinds[first]
    return SeriesTable(larger, kinds, larger, np.where(known, sums, np.nan).astype(np.float32), table.periods), place
