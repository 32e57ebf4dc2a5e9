"""Cleaning that several tables of the London Datastore need, each as a function that makes a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from peel_ml.data.geography import BOROUGHS
from peel_ml.data.sources.protocol import Step, StepReport
from peel_ml.errors import BadRequest, Problem

_BOROUGH_NAMES = {
    "City of Westminster": "Westminster",
    "Westminster City": "Westminster",
    "Kingston Upon Thames": "Kingston upon Thames",
    "Richmond Upon Thames": "Richmond upon Thames",
}
"""Spellings of boroughs, by the name that the Office for National Statistics uses."""


def trimmed() -> Step:
    """Return the step that takes the spaces from around every text, and makes empty text blank."""

    def apply(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
        after = frame.with_columns(pl.col(name).str.strip_chars().replace("", None) for name in texts)
        return after, sum(int(frame[name].ne_missing(after[name]).sum()) for name in texts)

    return Step("trim texts", "Labels with a space before or after would be counted as categories of their own.", apply)


def renamed(names: Mapping[str, str], why: str) -> Step:
    """Return the step that gives columns plain names; a column that is not there is left."""

    def apply(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        return frame.rename({old: new for old, new in names.items() if old in frame.columns}), 0

    return Step("name the columns", why, apply)


def without(columns: Sequence[str], why: str) -> Step:
    """Return the step that takes columns away."""
    return Step("leave columns out", why, lambda frame: (frame.drop(columns, strict=False), 0))


def dated(column: str) -> Step:
    """Return the step that reads a column as days, written as ``2024-03-01`` or ``01/03/2024``.

    Raises
    ------
    BadRequest
        No row of the frame it is applied to has a day that can be read.
    """

    def apply(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        written = frame[column]
        if written.dtype == pl.Date:
            return frame, 0
        text = pl.col(column).cast(pl.String).str.strip_chars()
        days = pl.coalesce(text.str.to_date("%Y-%m-%d", strict=False), text.str.to_date("%d/%m/%Y", strict=False))
        after = frame.with_columns(days.alias(column)).drop_nulls(column)
        if after.is_empty() and not frame.is_empty():
            problem = Problem(
                f"none of {frame.height:,} rows has a day like 2024-03-01", "Use the published file.", column
            )
            raise BadRequest("The days cannot be read.", [problem])
        return after, after.height

    why = "Days are written in two forms, the year first or the day first. Rows without a readable day are left out."
    return Step("read the days", why, apply)


def boroughs(column: str) -> Step:
    """Return the step that names boroughs in one way, and says what is no borough."""

    def apply(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        after = frame.with_columns(pl.col(column).str.strip_chars().replace(_BOROUGH_NAMES))
        return after, int(frame[column].ne_missing(after[column]).sum())

    def report(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
        lost = int((~after[column].is_in(BOROUGHS)).sum()) + after[column].null_count()
        if not lost:
            return StepReport()
        share = lost / after.height
        return StepReport(notes=(f"{lost:,} rows ({share:.1%}) belong to no borough, such as an airport or 'Other'.",))

    why = "A borough is written in more than one way. Rows of no borough are kept, and counted."
    return Step("name the boroughs", why, apply, report)
