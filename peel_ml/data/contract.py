"""Does the prepared frame hold what is declared? Every column at once, with counts and no values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from peel_ml.data.declaration import Column
from peel_ml.errors import BadRequest, Problem
from peel_ml.results.codes import MISSING_CODES

if TYPE_CHECKING:
    from pandera.errors import SchemaErrors


def check_contract(frame: pl.DataFrame, columns: Mapping[str, Column]) -> None:
    """Check presence, allowed values and missing values of the declared columns.

    Parameters
    ----------
    frame : polars.DataFrame
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
    problems = [_absent(name, frame) for name in absent]
    if declared:
        problems += _validated(frame, declared)
    if problems:
        raise BadRequest("The data does not hold what is declared.", problems)


def _absent(name: str, frame: pl.DataFrame) -> Problem:
    there = ", ".join(frame.columns)
    return Problem("the data has no such column", f"It has: {there}.", f"data.columns.{name}")


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
