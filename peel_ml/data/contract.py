"""Does the prepared frame hold what is declared? Every column at once, with counts and no values."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from peel_ml.data.declaration import Column
from peel_ml.errors import BadRequest, Problem
from peel_ml.keeping import Stored, Table
from peel_ml.results.codes import MISSING_CODES

if TYPE_CHECKING:
    from pandera.errors import SchemaErrors


def check_contract(frame: Table, columns: Mapping[str, Column]) -> None:
    """Check presence, allowed values and missing values of the declared columns.

    Parameters
    ----------
    frame : polars.DataFrame or Stored
        The prepared frame. Columns that are not declared are not looked at.
    columns : mapping of str to Column
        The declaration. A column of role ``drop`` may be absent. Codes such as "Not stated" count as missing,
        so they need not be listed under ``allowed`` and are refused where ``nullable`` is false. Allowed
        values of numbers and flags are compared as text (``true``, ``false``).

    Raises
    ------
    BadRequest
        Everything that does not hold, each with column and count; never a value of a row.

    Examples
    --------
    >>> check_contract(pl.DataFrame({"sex": ["F", "x"]}), {"sex": Column(role="feature", allowed=("F", "M"))})
    Traceback (most recent call last):
        ...
    peel_ml.errors.BadRequest: The data does not hold what is declared.
      - data.columns.sex: 1 of 2 cells hold a value that is not allowed. Allowed: F, M.
    """
    # What asks for nothing but to be there needs neither a pass over its cells nor the library.
    absent = [name for name, column in columns.items() if column.role != "drop" and name not in frame.columns]
    declared = {
        name: column
        for name, column in columns.items()
        if name in frame.columns and (column.allowed is not None or not column.nullable)
    }
    problems = _absent(absent, [name for name, column in columns.items() if column.role != "drop"], frame.columns)
    if isinstance(frame, Stored):
        # One column at a time: together they may be too many for memory.
        for name, column in declared.items():
            problems += _validated(frame.select([name]), {name: column})
    elif declared:
        problems += _validated(frame, declared)
    if problems:
        raise BadRequest("The data does not hold what is declared.", problems)


def _absent(absent: list[str], asked: list[str], there: list[str]) -> list[Problem]:
    # What is there is not listed: where a file has no header, its "names" are the values of the first row.
    held = f"{len(there)} column{'s' * (len(there) != 1)}"
    if len(asked) > 1 and absent == asked:
        fix = f"Is its first line a header? The data has {held}; `peel data describe PATH` lists them."
        return [Problem(f"none of the declared columns is there: {', '.join(asked)}", fix, "data.columns")]
    problems = []
    for name in absent:
        near = difflib.get_close_matches(name, there, 1, 0.75)
        meant = f"Did you mean {near[0]!r}?" if near else f"It has {held}; `peel data describe PATH` lists them."
        problems.append(Problem("the data has no such column", meant, f"data.columns.{name}"))
    return problems


def _validated(frame: pl.DataFrame, declared: Mapping[str, Column]) -> list[Problem]:
    import pandera.errors
    import pandera.polars as pa

    schema = pa.DataFrameSchema(
        {
            name: pa.Column(
                dtype=None,
                nullable=column.nullable,
                required=True,
                checks=[pa.Check.isin(list(column.allowed))] if column.allowed else None,
            )
            for name, column in declared.items()
        }
    )
    try:
        schema.validate(_comparable(frame, declared), lazy=True)
    except pandera.errors.SchemaErrors as error:
        return _problems(error, frame, declared)
    return []


def _comparable(frame: pl.DataFrame, declared: Mapping[str, Column]) -> pl.DataFrame:
    """Return the declared columns: missing codes as null, compared ones as text."""
    chosen = []
    for name, column in declared.items():
        cell = pl.col(name)
        if column.allowed and frame.schema[name] != pl.String:
            cell = cell.cast(pl.String)
        if column.allowed or frame.schema[name] == pl.String:
            cell = pl.when(~cell.is_in(MISSING_CODES)).then(cell)
        elif frame.schema[name].is_float():
            cell = cell.fill_nan(None)
        chosen.append(cell.alias(name))
    return frame.select(chosen)


def _problems(error: SchemaErrors, frame: pl.DataFrame, declared: Mapping[str, Column]) -> list[Problem]:
    from pandera.errors import SchemaErrorReason

    found = []
    for one in error.schema_errors:
        name = str(one.column_name)
        cells = f"{len(one.failure_cases):,} of {frame.height:,} cells"
        if one.reason_code is SchemaErrorReason.SERIES_CONTAINS_NULLS:
            what, fix = f"{cells} are missing", "Declare nullable: true, or repair the data."
        else:
            what = f"{cells} hold a value that is not allowed"
            fix = f"Allowed: {', '.join(declared[name].allowed or ())}."
        found.append(Problem(what, fix, f"data.columns.{name}"))
    return found
