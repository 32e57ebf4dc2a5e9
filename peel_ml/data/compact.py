"""The parts of very many rows, made piece by piece and held in few bytes.

Text of few levels becomes an enumeration (levels sorted, one or two bytes a row), whole numbers the smallest type that
holds them, and fractions 32 bits: trees cut them into 255 bins. Of fewer rows the columns stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.dividing import PARTS, numbered
from peel_ml.data.parts import Features, Part, ProtectedFrame
from peel_ml.keeping import Stored

MOST_LEVELS = 65_536
"""Text with more levels stays text: nearly every row has its own."""
_LARGEST = float(np.finfo(np.float32).max)

Whole = Callable[[pl.DataFrame], Part]
Dtypes = Mapping[str, pl.DataType]


def divided_pieces(
    rows: Stored, labels: pl.Series, whole: Whole, *, cluster: str | None, timed: bool
) -> dict[str, Part]:
    """Return the parts by name.

    Parameters
    ----------
    rows : Stored
        The prepared rows.
    labels : polars.Series of shape (n,)
        The part each row falls in; null for a row that falls in none.
    whole : callable
        From some rows to all of them as one part.
    cluster : str, optional
        The column whose equal values belong together, in whichever piece they lie.
    timed : bool
        Whether the rows have a time; without one their numbers stand for it.
    """
    clusters = None if cluster is None else numbered(rows[cluster])
    features, protected, slices = _dtypes(rows, whole)
    taken: dict[str, list[Part]] = {name: [] for name in PARTS}
    at = 0
    for frame in rows.frames():
        part = _numbered(whole(frame), clusters, at, timed=timed)
        here = labels[at : at + frame.height]
        for name in PARTS:
            index = np.flatnonzero((here == name).fill_null(False).to_numpy())
            if len(index) or not taken[name]:
                taken[name].append(_compact(part.rows(index), features, protected, slices))
        at += frame.height
    # One part after the other, so that the pieces of the first are gone before the next is put together.
    return {name: _joined(name, taken.pop(name)) for name in PARTS}


def _numbered(part: Part, clusters: NDArray[np.int64] | None, at: int, *, timed: bool) -> Part:
    """Return a piece with the numbers that its rows have among all rows."""
    n = len(part)
    own = np.arange(at, at + n) if clusters is None else clusters[at : at + n]
    time = part.time if timed else part.time + at
    return Part(part.name, part.features, part.protected, part.target, time, own, part.slices)


def _dtypes(rows: Stored, whole: Whole) -> tuple[Dtypes, Dtypes, Dtypes]:
    """Return the compact dtypes of features, protected columns and slices."""
    levels: list[dict[str, set[str] | None]] = [{}, {}, {}]
    ranges: dict[str, tuple[float, float]] = {}
    schemas: list[dict[str, pl.DataType]] = [{}, {}, {}]
    for frame in rows.frames():
        part = whole(frame)
        for held, schema, looked in zip(
            levels, schemas, (part.features.frame, part.protected.frame, part.slices), strict=True
        ):
            schema.update(looked.schema)
            for column in looked:
                if column.dtype == pl.String:
                    held[column.name] = _more(held.get(column.name, set()), column)
        for column in part.features.frame:
            if column.dtype.is_numeric():
                ranges[column.name] = _wider(ranges.get(column.name), column)
    result = []
    for held, schema in zip(levels, schemas, strict=True):
        dtypes: dict[str, pl.DataType] = {}
        for name, dtype in schema.items():
            if dtype == pl.String:
                found = held[name]
                dtypes[name] = pl.String() if found is None else pl.Enum(sorted(found))
            elif dtype.is_numeric() and schema is schemas[0]:
                dtypes[name] = smallest(dtype, *ranges[name])
            else:
                dtypes[name] = dtype
        result.append(dtypes)
    return result[0], result[1], result[2]


def _more(known: set[str] | None, column: pl.Series) -> set[str] | None:
    if known is None:
        return None
    known |= set(column.drop_nulls().unique().to_list())
    return known if len(known) <= MOST_LEVELS else None


def _wider(known: tuple[float, float] | None, column: pl.Series) -> tuple[float, float]:
    numbers = column.drop_nulls()
    if column.dtype.is_float():
        numbers = numbers.filter(numbers.is_finite())
    if not len(numbers):
        return known or (0, 0)
    low, high = numbers.min(), numbers.max()
    return (low, high) if known is None else (min(low, known[0]), max(high, known[1]))  # type: ignore[return-value, type-var]


def smallest(dtype: pl.DataType, low: float, high: float) -> pl.DataType:
    """Return the smallest type that holds numbers of this type from `low` to `high`.

    Examples
    --------
    >>> smallest(pl.Int64(), 0, 23), smallest(pl.Int64(), -1, 40_000), smallest(pl.Float64(), 0.0, 1.5)
    (Int8, Int32, Float32)
    >>> smallest(pl.Float64(), 0.0, 1e300)
    Float64
    """
    if dtype.is_integer():
        for kind in (pl.Int8, pl.Int16, pl.Int32):
            bounds = np.iinfo(str(kind).lower())
            if bounds.min <= low and high <= bounds.max:
                return kind()
        return dtype
    if dtype == pl.Float64 and max(abs(low), abs(high)) < _LARGEST:
        return pl.Float32()
    return dtype


def _compact(part: Part, features: Dtypes, protected: Dtypes, slices: Dtypes) -> Part:
    return Part(
        part.name,
        Features(_cast(part.features.frame, features), part.features.kinds, part.features.protected),
        ProtectedFrame(_cast(part.protected.frame, protected)),
        part.target,
        part.time,
        part.clusters,
        _cast(part.slices, slices),
    )


def _cast(frame: pl.DataFrame, dtypes: Dtypes) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(dtypes[name]) for name in frame.columns)


def _joined(name: str, pieces: list[Part]) -> Part:
    first = pieces[0]

    def frames(of: Callable[[Part], pl.DataFrame]) -> pl.DataFrame:
        return pl.concat([of(piece) for piece in pieces], rechunk=True)

    return Part(
        name,
        Features(frames(lambda piece: piece.features.frame), first.features.kinds, first.features.protected),
        ProtectedFrame(frames(lambda piece: piece.protected.frame)),
        np.concatenate([piece.target for piece in pieces]),
        pl.concat([piece.time for piece in pieces], rechunk=True),
        np.concatenate([piece.clusters for piece in pieces]),
        frames(lambda piece: piece.slices),
    )
