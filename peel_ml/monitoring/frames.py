"""One frame of the reference beside one of new rows, counted by month and level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.checks.reading import missing
from peel_ml.data.levels import ColumnLevels, levels_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """Rows of each level: by month of the reference, and in the new data."""

    before: Floats
    """Shape (months, levels); one row where the data has no months."""
    after: Floats
    labels: tuple[str, ...]
    """Empty where the levels are bins of a number."""


class Frames:
    """One frame of the reference beside one of new rows: either as published, or prepared."""

    def __init__(self, before: pl.DataFrame, after: pl.DataFrame, months: NDArray[np.int64], count: int) -> None:
        self.before, self.after = before, after
        self.months = months
        """Month of each row of the reference, 0 to `count` - 1."""
        self.count = count
        self._levels = ColumnLevels(before), ColumnLevels(after)

    def missing(self, name: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return for each row of either side whether it lacks a value."""
        return missing(self._levels[0], name), missing(self._levels[1], name)

    def by_month(self, flags: NDArray[np.bool_]) -> Floats:
        """Return how many of the flagged rows of the reference each month holds."""
        return np.bincount(self.months[flags], minlength=self.count).astype(np.float64)

    def table(self, name: str, bins: int) -> Table:
        """Return the rows of every level of a column."""
        return self.table_of(self.before[name], self.after[name], bins)

    def table_of(self, before: pl.Series, after: pl.Series, bins: int) -> Table:
        """Return the rows of every level of values given for every row."""
        if before.dtype.is_numeric() and after.dtype.is_numeric():
            both = pl.concat([before.cast(pl.Float64), after.cast(pl.Float64)])
        else:
            both = pl.concat([before.cast(pl.String), after.cast(pl.String)])
        levels = levels_of(both, bins)
        cells = self.months * levels.count + levels.codes[: before.len()]
        counts = np.bincount(cells, minlength=self.count * levels.count).reshape(self.count, levels.count)
        new = np.bincount(levels.codes[before.len() :], minlength=levels.count)
        return Table(counts.astype(np.float64), new.astype(np.float64), levels.labels)
