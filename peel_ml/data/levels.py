"""Columns as small whole numbers: what counting tables of two columns needs, and nothing of their values."""

from __future__ import annotations

from collections.abc import Container, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.keeping import Stored, Table

MAX_NUMBER_LEVELS = 200
"""A number with more distinct values than this is cut into as many quantile bins."""

SAMPLE = 20_000
"""Rows in which labels are looked for first."""
AT_A_TIME = 2
"""Columns worked out at once."""
MOST_KEPT = 256
"""Levels of a column of very many rows, above which they are worked out again when they are asked for."""


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
    if values.dtype == pl.Enum:
        return _levels_of_enum(values)
    if values.dtype.is_float():
        values = values.fill_nan(None)
    has_null = values.null_count() > 0
    shift = int(has_null)
    if values.dtype == pl.String:
        codes, distinct = _words(values, shift)
    else:
        distinct = values.drop_nulls().unique()
        if values.dtype.is_numeric() and distinct.len() > max_number_levels:
            codes, count = _bins(values, max_number_levels)
            return Levels(codes + shift, count + shift, has_null, True, ())
        distinct = distinct.sort()
        codes = _ranks(values, distinct) + shift
    labels = (("",) if has_null else ()) + tuple(str(value) for value in distinct.to_list())
    return Levels(codes, distinct.len() + shift, has_null, False, labels)


def _levels_of_enum(values: pl.Series) -> Levels:
    """Return the levels of an enumeration as those of its text: sorted, and only those that are there."""
    physical = values.to_physical().fill_null(values.dtype.categories.len()).to_numpy()  # type: ignore[attr-defined]
    names = values.dtype.categories  # type: ignore[attr-defined]
    counts = np.bincount(physical, minlength=names.len() + 1)
    there = np.flatnonzero(counts[:-1] > 0)
    distinct = names.gather(there)
    order = distinct.arg_sort().to_numpy()
    has_null = bool(counts[-1])
    place = np.zeros(names.len() + 1, dtype=np.int64)
    place[there[order]] = np.arange(len(there)) + has_null
    labels = (("",) if has_null else ()) + tuple(distinct.gather(order).to_list())
    return Levels(place[physical], len(there) + has_null, has_null, False, labels)


def _ranks(values: pl.Series, distinct: pl.Series) -> NDArray[np.int64]:
    """Return the place of each value in `distinct`, -1 for a missing one."""
    if not distinct.len():
        return np.full(values.len(), -1, dtype=np.int64)
    if values.dtype == pl.String:
        found = values.cast(pl.Enum(distinct), strict=False).to_physical().cast(pl.Int64)
    else:
        places = pl.int_range(distinct.len(), dtype=pl.Int64, eager=True)
        found = values.replace_strict(distinct, places, default=None, return_dtype=pl.Int64)
    return found.fill_null(-1).to_numpy()


def _words(values: pl.Series, shift: int) -> tuple[NDArray[np.int64], pl.Series]:
    """Return the place of each text in the sorted distinct ones, from `shift` on (one less if missing), and these.

    To find the labels of a million rows costs nearly as much as to number the rows. Most labels stand in a sample;
    the few rows that have another one are looked at again.
    """
    seen = values.gather_every(max(1, values.len() // SAMPLE)).drop_nulls().unique()
    codes = _ranks(values, seen)
    missed = (codes < 0) & values.is_not_null().to_numpy()
    if missed.sum() > len(missed) / 10:  # ids or free text, of which no sample shows the labels
        seen = values.drop_nulls().unique()
        codes = _ranks(values, seen)
    elif missed.any():
        others = values.filter(missed)
        more = others.unique()
        codes = codes.copy()
        codes[missed] = seen.len() + _ranks(others, more)
        seen = seen.append(more)
    # One place more, for those that are missing.
    sorted_place = np.full(seen.len() + 1, shift - 1, dtype=np.int64)
    order = seen.arg_sort()
    sorted_place[order.to_numpy()] = np.arange(shift, shift + seen.len())
    return sorted_place[codes], seen.gather(order)


class ColumnLevels:
    """The columns of one frame as levels, each worked out when it is first asked for.

    Examples
    --------
    >>> columns = ColumnLevels(pl.DataFrame({"a": ["x", None]}))
    >>> columns["a"] is columns["a"], columns["a"].codes.tolist()
    (True, [1, 0])
    """

    def __init__(self, frame: Table, alike: ColumnLevels | None = None, other: Container[str | None] = ()) -> None:
        self.frame = frame
        self._known: dict[str, Levels] = {}
        self._alike = alike
        """Of the same rows; it knows all columns but `other`."""
        self._other = other

    def work_out(self, names: Iterable[str]) -> None:
        """Work out these columns now, several at a time: polars works without holding the others up."""
        wanted = [name for name in names if name not in self._known]
        if isinstance(self.frame, Stored):
            return  # several at a time would be much to hold
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            self._known.update(zip(wanted, pool.map(levels_of, map(self.frame.get_column, wanted)), strict=True))

    def __getitem__(self, name: str) -> Levels:
        if self._alike is not None and name not in self._other:
            return self._alike[name]
        if isinstance(self.frame, Stored):
            return self._narrow(name)
        if name not in self._known:
            self._known[name] = levels_of(self.frame[name])
        return self._known[name]

    def _narrow(self, name: str) -> Levels:
        """Return the levels of a column of very many rows, which are kept in the smallest type, those of text alone."""
        known = self._known.get(name)
        if known is not None:
            return replace(known, codes=known.codes.astype(np.int64))
        levels = levels_of(self.frame[name])
        if not levels.binned and levels.count <= MOST_KEPT:
            small = np.min_scalar_type(max(levels.count - 1, 0))
            self._known[name] = replace(levels, codes=levels.codes.astype(small))
        return levels


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
