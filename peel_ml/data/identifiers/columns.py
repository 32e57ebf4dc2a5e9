"""Direct identifiers in columns: in their names, and in every distinct value."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from peel_ml.data.identifiers.kinds import BIRTH, KINDS, PERSON, Kind, screen
from peel_ml.data.identifiers.people import BIRTH_COLUMN, COLLAR_COLUMN, NAME_COLUMN, people_among, snake
from peel_ml.keeping import Table
from peel_ml.results.identifiers import IdentifierHit

COLLAR = "officer's collar or warrant number"
KIND_NAMES = tuple(dict.fromkeys([kind.name for kind in KINDS] + [PERSON, COLLAR]))
"""Everything that is looked for, each kind once."""

FEWEST_SHOWN = 5
"""A smaller number of rows is not given."""
LONG_NUMBER = 10**8
"""Whole numbers of fewer digits identify nobody by their shape."""
_DATES = (
    r"\d{4}-\d{1,2}-\d{1,2}",
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}",
    r"\d{1,2} [A-Za-z]{3,9} \d{4}",
    r"(?:19|20)\d{6}",
)
_FULL_DATE = rf"^\s*(?:{'|'.join(_DATES)})(?:[T ].*)?\s*$"


@dataclass(frozen=True)
class ColumnScan:
    """What was found in columns the run uses, and in those it leaves out; `values` distinct values were read."""

    used: tuple[IdentifierHit, ...]
    left_out: tuple[IdentifierHit, ...]
    columns: int
    texts: int
    values: int


def scan_columns(frame: Table, left_out: Collection[str] = ()) -> ColumnScan:
    """Look through the names of all columns, and through every distinct value of text and of long whole numbers.

    Parameters
    ----------
    frame : polars.DataFrame or Stored
        The prepared rows; all of them are read.
    left_out : collection of str
        Columns the run does not use.

    Examples
    --------
    >>> scan_columns(pl.DataFrame({"note": ["call 07700 900123", "no answer"]})).used
    (IdentifierHit(place='column note', kind='telephone number', rows=None),)
    """
    used: list[IdentifierHit] = []
    others: list[IdentifierHit] = []
    texts = values = 0
    for column in frame.iter_columns():
        distinct = _distinct(column)
        texts += distinct is not None
        values += 0 if distinct is None else len(distinct)
        found = others if column.name in left_out else used
        found += [IdentifierHit(f"column {column.name}", kind, _shown(rows)) for kind, rows in _hits(column, distinct)]
    return ColumnScan(tuple(used), tuple(others), frame.width, texts, values)


def _distinct(column: pl.Series) -> pl.Series | None:
    """Return the distinct values as text; ``None`` for a column whose values can name nobody by their shape."""
    if column.dtype in (pl.Categorical, pl.Enum):
        column = column.cast(pl.String)
    if column.dtype.is_integer() and len(column) and (column.max() or 0) >= LONG_NUMBER:  # type: ignore[operator]
        return column.drop_nulls().unique().cast(pl.String)
    return column.drop_nulls().unique() if column.dtype == pl.String else None


def _hits(column: pl.Series, distinct: pl.Series | None) -> list[tuple[str, int]]:
    """Return each kind the column holds, once, with its rows."""
    name = snake(column.name)
    found: dict[str, int] = {}
    if BIRTH_COLUMN.search(name) and (rows := _full_dates(column)):
        found[BIRTH] = rows
    if COLLAR_COLUMN.search(name) and (rows := len(column) - column.null_count()):
        found[COLLAR] = rows
    if distinct is None or not len(distinct):
        return list(found.items())
    for kind, matched in _shapes(name, distinct):
        found.setdefault(kind, _rows(column, matched))
    if not column.dtype.is_integer():
        people = distinct.filter(
            distinct.str.contains("[A-Za-z]") if NAME_COLUMN.search(name) else people_among(distinct)
        )
        if len(people):
            found.setdefault(PERSON, _rows(column, people))
    return list(found.items())


def _shapes(name: str, distinct: pl.Series) -> list[tuple[str, pl.Series]]:
    suspects = distinct.filter(distinct.str.contains(screen(KINDS)))
    result = []
    for kind in KINDS if len(suspects) else ():
        if kind.named and not pl.Series([name]).str.contains(kind.named).all():
            continue
        matched = _matched(kind, suspects)
        if len(matched) and len(matched) >= kind.share * len(distinct):
            result.append((kind.name, matched))
    return result


def _matched(kind: Kind, suspects: pl.Series) -> pl.Series:
    likely = suspects.filter(suspects.str.contains(kind.pattern))
    return likely.filter(pl.Series([kind.holds(text) for text in likely.to_list()], dtype=pl.Boolean))


def _full_dates(column: pl.Series) -> int:
    if column.dtype == pl.Date or isinstance(column.dtype, pl.Datetime):
        known = column.drop_nulls()
        # Cut to the first of a month or a year it is no full date.
        return 0 if (known.dt.day() == 1).all() else len(known)
    if column.dtype == pl.String or column.dtype.is_integer():
        return int(column.cast(pl.String).str.contains(_FULL_DATE).sum())
    return 0


def _rows(column: pl.Series, matched: pl.Series) -> int:
    return int(column.cast(pl.String).is_in(matched.implode()).sum())


def _shown(rows: int) -> int | None:
    return rows if rows >= FEWEST_SHOWN else None
