"""From the rows a database gives to a frame, and a digest of them that does not depend on their order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import polars as pl

from peel_ml.errors import BadRequest, Problem, Problems

_WRITTEN = 50_000
"""Rows turned to text at a time for the digest."""

_TEXT, _NUMBER = "text", "a number"


def _kind(value: Any) -> str:
    """Return what a value is; values of one column have to be of one kind."""
    if isinstance(value, datetime):
        return "a time with a zone" if value.tzinfo else "a time"
    return next((name for types, name in _KINDS if isinstance(value, types)), "something else")


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    ((int, float, Decimal), _NUMBER),
    ((str, UUID), _TEXT),
    (date, "a day"),
    (time, "a time of day"),
    (timedelta, "a span of time"),
    ((dict, list), "JSON"),
)
_DTYPES: dict[str, pl.DataType] = {
    "true or false": pl.Boolean(),
    _TEXT: pl.String(),
    "a day": pl.Date(),
    "a time": pl.Datetime("us"),
    "a time with a zone": pl.Datetime("us", "UTC"),
    "a time of day": pl.Time(),
    "a span of time": pl.Duration("us"),
    "JSON": pl.String(),
}
_TURNED: dict[str, Callable[[Any], Any]] = {
    _TEXT: str,
    "JSON": lambda value: json.dumps(value, sort_keys=True, ensure_ascii=False),
}


def frame_of(columns: Sequence[str], batches: Iterable[Sequence[Sequence[Any]]]) -> pl.DataFrame:
    """Return the rows as a frame, sorted by every column in turn: a database promises no order.

    Whole numbers stay whole, decimal numbers become fractions, JSON and UUIDs text, times with a zone UTC.

    Raises
    ------
    BadRequest
        A column holds values of several kinds, or of one that has no place in a table (bytes, arrays of bytes).

    Examples
    --------
    >>> frame_of(["a"], [[(2,)], [(1.5,), (None,)]])["a"].to_list()
    [None, 1.5, 2.0]
    """
    kinds: dict[str, set[str]] = {name: set() for name in columns}
    frames = []
    for rows in batches:
        values = dict(zip(columns, zip(*rows, strict=True), strict=True))
        for name, cells in values.items():
            kinds[name] |= {_kind(cell) for cell in _one_of_each(cells)}
        _refuse_mixed(kinds)
        frames.append(pl.DataFrame([_series(name, cells, kinds[name]) for name, cells in values.items()]))
    if not frames:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    frame = pl.concat(frames, how="vertical_relaxed")
    frame = frame.with_columns(pl.col(name).cast(pl.String) for name, held in kinds.items() if not held)
    return frame.sort(list(columns))


def _one_of_each(cells: Sequence[Any]) -> list[Any]:
    """Return a value of each type, and every time, because whether it has a zone is not told by its type."""
    by_type = {type(cell): cell for cell in cells if cell is not None}
    zoned = {cell.tzinfo is None: cell for cell in cells if isinstance(cell, datetime)} if datetime in by_type else {}
    return [*by_type.values(), *zoned.values()]


def _refuse_mixed(kinds: dict[str, set[str]]) -> None:
    problems = Problems()
    for name, held in kinds.items():
        if "something else" in held:
            problems.add(f"column {name} holds bytes or another kind that is not read", "Cast it in the query.")
        elif len(held) > 1:
            problems.add(f"column {name} holds {' and '.join(sorted(held))}", "Cast it in the query.")
    problems.raise_if_any("The answer is no table.")


def _series(name: str, cells: Sequence[Any], kinds: set[str]) -> pl.Series:
    kind = next(iter(kinds), None)
    if kind is None:
        return pl.Series(name, cells, dtype=pl.Null)
    if kind == _NUMBER:
        whole = all(isinstance(cell, int) for cell in cells if cell is not None)
        try:
            return pl.Series(
                name,
                cells if whole else [None if cell is None else float(cell) for cell in cells],
                dtype=pl.Int64 if whole else pl.Float64,
            )
        except (OverflowError, TypeError):
            problem = Problem(f"column {name} holds whole numbers beyond 64 bits", "Cast it to text in the query.")
            raise BadRequest("The answer is no table.", [problem]) from None
    turn = _TURNED.get(kind)
    return pl.Series(name, [turn(cell) if turn and cell is not None else cell for cell in cells], dtype=_DTYPES[kind])


def digest(frame: pl.DataFrame) -> str:
    """Return the SHA-256 of the names, dtypes and values of a frame, row by row.

    Examples
    --------
    >>> one = frame_of(["a"], [[(1,), (2,)]])
    >>> digest(one) == digest(frame_of(["a"], [[(2,)], [(1,)]]))
    True
    """
    found = hashlib.sha256("\n".join(f"{name} {dtype}" for name, dtype in frame.schema.items()).encode())
    for rows in frame.iter_slices(_WRITTEN):
        # Text is quoted and a blank is not, so that an empty text and a blank differ.
        found.update(rows.write_csv(quote_style="non_numeric", include_header=False).encode())
    return found.hexdigest()
