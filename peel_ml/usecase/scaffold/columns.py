"""Roles of the columns of a file, proposed from their names and types. No value of a row gets into a declaration."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from peel_ml.data.guessed import guess
from peel_ml.data.identifiers.people import BIRTH_COLUMN, COLLAR_COLUMN, NAME_COLUMN, snake
from peel_ml.data.sources import load, source_named
from peel_ml.errors import Problems
from peel_ml.usecase.scaffold.asked import Asked

MOST_CATEGORIES = 60
"""A text with more different values is left out: it may be free text, or name people."""
AGE_ENDS = (18, 25, 35, 50, 65)
"""Where the bands begin into which ages are put: nobody is compared by single years."""
FEWEST_MONTHS = 6
"""A shorter period cannot be divided by months."""

_ID = re.compile(r"(^|_)(id|ref|reference|key|uuid|urn|number|no)$")


@dataclass(frozen=True)
class Proposed:
    """One column as it is proposed."""

    column: str
    role: str
    kind: str | None = None
    characteristic: str | None = None


@dataclass(frozen=True)
class Table:
    """What a file's columns could mean.

    Parameters
    ----------
    columns : tuple of Proposed
        All of them, in the file's order.
    target : str
        The column to predict.
    positive : str
        Its positive value as YAML: ``true``, ``1``, or what the request gave.
    time : str or None
        The column to split by.
    months : int
        How many months it spans.
    ages : tuple of str
        Protected columns that hold ages as numbers.
    """

    columns: tuple[Proposed, ...]
    target: str
    positive: str
    time: str | None
    months: int
    ages: tuple[str, ...]

    @property
    def protected(self) -> tuple[Proposed, ...]:
        """The protected columns."""
        return tuple(one for one in self.columns if one.characteristic is not None)


def propose(asked: Asked) -> Table:
    """Read a file and propose what its columns mean.

    Raises
    ------
    BadRequest
        The file cannot be read, or nothing can be predicted or compared; every problem at once.
    """
    assert asked.file is not None
    source = source_named(asked.source)
    frame = load(source, asked.file).frame.collect()
    for step in source.steps:
        frame, _ = step.apply(frame)
    said = dict(asked.protected)
    problems = Problems()
    for name in (*said, *([asked.target] if asked.target else [])):
        if name not in frame.columns:
            problems.add(f"the file has no column {name!r}", f"It has: {', '.join(frame.columns[:30])}.")
    problems.raise_if_any("The columns cannot be proposed, and nothing was written.")
    target = asked.target or _target(frame, said)
    positive = None if target is None else _positive(frame[target], asked.positive)
    if target is None:
        problems.add(
            "no column of the file is plainly the one to predict",
            "Name it: --target COLUMN (true or false, 1 or 0, or text together with --positive VALUE).",
        )
    elif positive is None:
        problems.add(
            f"the column {target!r} is neither true or false nor 1 or 0",
            "Say which of its values counts: --positive VALUE.",
        )
    time = next((name for name, dtype in frame.schema.items() if dtype.is_temporal() and name not in said), None)
    columns = tuple(_column(frame[name], target, time, said) for name in frame.columns)
    if not any(one.role == "protected" for one in columns):
        problems.add(
            "no column looks like a protected characteristic, so no groups could be compared",
            "Name one: --protected NAME=COLUMN, for example race=COLUMN.",
        )
    if not any(one.role == "feature" for one in columns):
        problems.add("no column is left to learn from", "Give a file with more columns.")
    problems.raise_if_any("The columns cannot be proposed, and nothing was written.")
    assert target is not None
    assert positive is not None
    ages = tuple(one.column for one in columns if one.characteristic == "age" and frame[one.column].dtype.is_numeric())
    return Table(columns, target, positive, time, 0 if time is None else _months(frame[time]), ages)


def _target(frame: pl.DataFrame, said: dict[str, str]) -> str | None:
    """Return the only column that is true or false and not protected, or the only one that is 1 or 0."""
    for fits in (lambda column: column.dtype == pl.Boolean, _is_flag):
        found = [column.name for column in frame if fits(column) and column.name not in said and not guess(column.name)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _is_flag(column: pl.Series) -> bool:
    return column.dtype.is_integer() and bool(column.drop_nulls().is_in([0, 1]).all()) and column.n_unique() > 1


def _positive(column: pl.Series, given: str | None) -> str | None:
    if column.dtype == pl.Boolean:
        return "true"
    if given is None:
        return "1" if _is_flag(column) else None
    return given if column.dtype.is_integer() and given.isdigit() else _quoted(given)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _column(column: pl.Series, target: str | None, time: str | None, said: dict[str, str]) -> Proposed:
    name, dtype = column.name, column.dtype
    if name == target:
        return Proposed(name, "target")
    if name == time:
        return Proposed(name, "time")
    characteristic = said.get(name) or guess(name)
    if characteristic is not None:
        groups = column.drop_nulls().n_unique()
        # One group has nobody to be compared with; so has none.
        return Proposed(name, "protected", characteristic=characteristic) if groups > 1 else Proposed(name, "drop")
    words = snake(name)
    if any(pattern.search(words) for pattern in (NAME_COLUMN, BIRTH_COLUMN, COLLAR_COLUMN)):
        return Proposed(name, "drop")
    distinct = column.n_unique()
    if distinct < 2:
        return Proposed(name, "drop")
    if (_ID.search(words) and distinct > MOST_CATEGORIES) or (dtype == pl.String and distinct == len(column)):
        return Proposed(name, "id")
    if dtype == pl.Boolean:
        return Proposed(name, "feature", "flag")
    if dtype.is_numeric():
        return Proposed(name, "feature", "number")
    if dtype == pl.String and distinct <= MOST_CATEGORIES:
        return Proposed(name, "feature", "category")
    return Proposed(name, "drop")


def _months(column: pl.Series) -> int:
    days = column.drop_nulls().cast(pl.Date, strict=False).drop_nulls()
    return int(days.dt.truncate("1mo").n_unique())
