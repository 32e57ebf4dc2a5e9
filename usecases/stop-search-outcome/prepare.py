"""From cleaned stop and search records to the columns `usecase.yaml` declares."""

from __future__ import annotations

from typing import Any

import polars as pl

NO_ACTION = "A no further action disposal"
UNKNOWN = ("Not recorded", "Unmapped")
"""Codes of the cleaned data that stand for no outcome: neither positive nor negative."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def prepare(raw: pl.LazyFrame, use_case: Any) -> pl.LazyFrame:
    """Add the outcome to predict and what the clock and the type of search tell.

    Parameters
    ----------
    raw : polars.LazyFrame
        Cleaned by the source: `date` is naive London time, `outcome` and `type` are today's words.
    use_case : UseCase
        The declaration; nothing here depends on it.
    """
    known = pl.col("outcome").is_not_null() & ~pl.col("outcome").is_in(UNKNOWN)
    date = pl.col("date")
    return raw.with_columns(
        outcome_positive=pl.when(known).then(pl.col("outcome") != NO_ACTION),
        with_vehicle=pl.col("type") == "Person and Vehicle search",
        hour=date.dt.hour().cast(pl.Int64),
        weekday=date.dt.weekday().replace_strict(dict(enumerate(WEEKDAYS, 1)), return_dtype=pl.String),
        month_of_year=date.dt.month().cast(pl.Int64),
        quarter=date.dt.year().cast(pl.String) + " Q" + date.dt.quarter().cast(pl.String),
    )
