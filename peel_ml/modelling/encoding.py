"""Features as numbers: the one door between a frame and an estimator.

An encoder takes `Features` and nothing else. `Features` cannot be built with a protected column, so neither
can a matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import TypeAdapter

from peel_ml.data.parts import FeatureKind, Features
from peel_ml.errors import Problems


@dataclass(frozen=True)
class Matrix:
    """Encoded features.

    Parameters
    ----------
    values : ndarray of float32, shape (n, p)
        Category codes from 0, numbers, and flags as 0 and 1; NaN where a value is missing or was not seen in
        training.
    names : tuple of str
        Column names, in order.
    categorical : tuple of int
        Indices of the columns that hold category codes.
    """

    values: NDArray[np.float32]
    names: tuple[str, ...]
    categorical: tuple[int, ...]

    def rows(self, index: NDArray[np.int64]) -> Matrix:
        """Return these rows, in this order."""
        return Matrix(self.values[index], self.names, self.categorical)

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class EncodedColumn:
    """How one feature becomes numbers; `levels` are the categories seen in training, code 0 first."""

    name: str
    kind: FeatureKind
    levels: tuple[str, ...] | None = None


def features_only(features: object) -> Features:
    """Return `features` unchanged when it is `Features`.

    Raises
    ------
    TypeError
        It is anything else, a bare frame above all: a frame does not know which columns are protected.
    """
    if not isinstance(features, Features):
        raise TypeError(
            f"an estimator takes peel_ml.data.parts.Features, got {type(features).__name__}: wrap the "
            "frame in Features(frame, kinds, protected), which refuses protected columns"
        )
    return features


def _is_coded(series: pl.Series) -> bool:
    return not (series.dtype.is_numeric() or series.dtype == pl.Boolean)


def _levels(series: pl.Series) -> tuple[str, ...]:
    # Distinct codes first: text is made of a few values, not of all rows.
    return tuple(series.unique().drop_nulls().cast(pl.String).unique().sort().to_list())


@dataclass(frozen=True)
class Encoder:
    """Turns `Features` into a `Matrix`, the same way every time.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame({"object": ["Drugs", "Knives", None], "hour": [1, 23, 12]})
    >>> features = Features(frame, {"object": "category", "hour": "cyclic"}, frozenset())
    >>> encoder = Encoder.fit(features)
    >>> encoder.transform(features).values.tolist()
    [[0.0, 1.0], [1.0, 23.0], [nan, 12.0]]
    >>> Encoder.from_json(encoder.to_json()) == encoder
    True
    """

    columns: tuple[EncodedColumn, ...]

    @classmethod
    def fit(cls, features: Features) -> Encoder:
        """Learn the categories of every text column and of every column declared a category.

        Raises
        ------
        TypeError
            `features` is not `Features`.
        """
        features = features_only(features)
        columns = []
        for name, kind in features.kinds.items():
            series = features.frame[name]
            coded = kind == "category" or _is_coded(series)
            levels = _levels(series) if coded else None
            columns.append(EncodedColumn(name, kind, levels))
        return cls(tuple(columns))

    def transform(self, features: Features) -> Matrix:
        """Encode rows; a category that training did not hold is NaN, like a missing one.

        Returns
        -------
        Matrix
            float32 values of shape (n, p), the columns in the order of training.

        Raises
        ------
        TypeError
            `features` is not `Features`.
        BadRequest
            A column is missing, or holds text where training held numbers.
        """
        frame = features_only(features).frame
        problems = Problems()
        for column in self.columns:
            if column.name not in frame.columns:
                problems.add(f"no feature {column.name!r}", f"The rows have {', '.join(frame.columns)}.")
            elif column.levels is None and _is_coded(frame[column.name]):
                problems.add(f"feature {column.name!r} held numbers in training and is {frame[column.name].dtype} here")
        problems.raise_if_any("These rows do not have the features the model was fitted on.")
        values = np.empty((frame.height, len(self.columns)), np.float32)
        for index, column in enumerate(self.columns):
            values[:, index] = _encoded(frame[column.name], column).cast(pl.Float32).fill_null(float("nan")).to_numpy()
        return Matrix(values, self.names, self.categorical)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def categorical(self) -> tuple[int, ...]:
        """Indices of the columns that hold category codes."""
        return tuple(i for i, column in enumerate(self.columns) if column.levels is not None)

    def to_json(self) -> str:
        """Return the encoder as JSON text."""
        return _adapter().dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str | bytes) -> Encoder:
        """Read what `to_json` wrote.

        Raises
        ------
        pydantic.ValidationError
            The text is not an encoder.
        """
        return _adapter().validate_json(text)


@dataclass(frozen=True)
class EncodedRows:
    """Rows that are encoded where and when they are needed, so that the whole matrix never stands in memory.

    Parameters
    ----------
    encoder : Encoder
        Fitted.
    features : Features
        Rows that have the encoder's columns.
    """

    encoder: Encoder
    features: Features

    @property
    def names(self) -> tuple[str, ...]:
        """Column names, in order."""
        return self.encoder.names

    @property
    def categorical(self) -> tuple[int, ...]:
        """Indices of the columns that hold category codes."""
        return self.encoder.categorical

    def rows(self, index: NDArray[np.int64]) -> Matrix:
        """Return these rows, in this order."""
        return self.encoder.transform(self.features.rows(np.asarray(index, np.int64)))

    def table(self) -> pl.DataFrame:
        """Return all rows as columns in Arrow's layout: codes as integers, missing values as nulls.

        A column that is float32 already is not copied.
        """
        return pl.DataFrame([_encoded(self.features.frame[one.name], one) for one in self.encoder.columns])

    def __len__(self) -> int:
        return len(self.features)


def _encoded(series: pl.Series, column: EncodedColumn) -> pl.Series:
    """Return the column as numbers, null (or NaN, where it was NaN) where nothing is known."""
    if column.levels is None:
        return series.cast(pl.Float32)
    if not column.levels:
        return pl.Series(series.name, [None], dtype=pl.Int32).new_from_index(0, len(series))
    if isinstance(series.dtype, pl.Enum):
        own = series.dtype.categories.to_list()
        if tuple(own[: len(column.levels)]) == column.levels:
            # A code beyond the last level stands for a category that training did not hold.
            codes = series.to_physical().cast(pl.Int32)
            return codes if len(own) == len(column.levels) else codes.set(codes >= len(column.levels), None)
        place = {level: code for code, level in enumerate(column.levels)}
        return pl.Series(series.name, [place.get(one) for one in own], dtype=pl.Int32).gather(series.to_physical())
    return series.cast(pl.String).cast(pl.Enum(column.levels), strict=False).to_physical().cast(pl.Int32)


@cache
def _adapter() -> TypeAdapter[Encoder]:
    return TypeAdapter(Encoder)
