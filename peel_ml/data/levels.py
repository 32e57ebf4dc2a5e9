"""Columns as small whole numbers: what counting tables of two columns needs, and nothing of their values."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

MAX_NUMBER_LEVELS = 200
"""A number with more distinct values than this is cut into as many quantile bins."""

AT_A_TIME = 2
"""Columns worked out at once."""


@dataclass(frozen=True)
class Levels:
    """A column as levels.

    Parameters
    ----------
    codes : numpy.ndarray
        Level of each row, 0..count-1; shape (n,). Level 0 is "no value" where `has_null`.
    count : int
        Number of levels.
    has_null : bool
        Whether level 0 stands for "no value".
    binned : bool
        Whether the levels are quantile bins of a number.
    labels : tuple of str
        Text of each level, empty where `binned`.
    """

    codes: NDArray[np.int64]
    count: int
    has_null: bool
    binned: bool
    labels: tuple[str, ...]


def levels_of(values: pl.Series, max_number_levels: int = MAX_NUMBER_LEVELS) -> Levels:
    """Return the column as levels; a missing value is a level of its own.

    Examples
    --------
    >>> levels_of(pl.Series(["b", None, "a", "b"])).codes.tolist()
    [2, 0, 1, 2]
    """
    if values.dtype.is_float():
        values = values.fill_nan(None)
    distinct = values.drop_nulls().unique()
    has_null = values.null_count() > 0
    shift = int(has_null)
    if values.dtype.is_numeric() and distinct.len() > max_number_levels:
        codes, count = _bins(values, max_number_levels)
        return Levels(codes + shift, count + shift, has_null, True, ())
    distinct = distinct.sort()
    codes = np.zeros(values.len(), dtype=np.int64)
    if distinct.len():
        if values.dtype == pl.String:
            ranks = values.cast(pl.Enum(distinct)).to_physical()
        else:
            numbers = pl.int_range(distinct.len(), dtype=pl.Int64, eager=True)
            ranks = values.replace_strict(distinct, numbers, default=None, return_dtype=pl.Int64)
        codes = (ranks.cast(pl.Int64) + shift).fill_null(0).to_numpy()
    labels = (("",) if has_null else ()) + tuple(str(value) for value in distinct.to_list())
    return Levels(codes, distinct.len() + shift, has_null, False, labels)


class ColumnLevels:
    """The columns of one frame as levels, each worked out when it is first asked for.

    Examples
    --------
    >>> columns = ColumnLevels(pl.DataFrame({"a": ["x", None]}))
    >>> columns["a"] is columns["a"], columns["a"].codes.tolist()
    (True, [1, 0])
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self._known: dict[str, Levels] = {}

    def work_out(self, names: Iterable[str]) -> None:
        """Work out these columns now, several at a time: polars works without holding the others up."""
        wanted = [name for name in names if name not in self._known]
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            self._known.update(zip(wanted, pool.map(levels_of, map(self.frame.get_column, wanted)), strict=True))

    def __getitem__(self, name: str) -> Levels:
        if name not in self._known:
            self._known[name] = levels_of(self.frame[name])
        return self._known[name]


def _bins(values: pl.Series, wanted: int) -> tuple[NDArray[np.int64], int]:
    numbers = values.cast(pl.Float64).to_numpy()
    known = ~np.isnan(numbers)
    cuts = np.unique(np.quantile(numbers[known], np.linspace(0, 1, wanted + 1)[1:-1]))
    codes = np.searchsorted(cuts, numbers, side="right").astype(np.int64)
    codes[~known] = -1
    return codes, len(cuts) + 1


def crossed(first: Levels, second: Levels) -> NDArray[np.float64]:
    """Return the table of counts, shape (first.count, second.count)."""
    cells = np.bincount(first.codes * second.count + second.codes, minlength=first.count * second.count)
    return cells.reshape(first.count, second.count).astype(np.float64)
