"""From cleaned records of more thorough searches to the columns `usecase.yaml` declares."""

from __future__ import annotations

from typing import Any

import polars as pl

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def prepare(raw: pl.LazyFrame, use_case: Any) -> pl.LazyFrame:
    """Add the outcome to predict, and what the day tells.

    Parameters
    ----------
    raw : polars.LazyFrame
        Cleaned by the source: `date` is a day, `positive_outcome` is Yes, No or a code for missing.
    use_case : UseCase
        The declaration; nothing here depends on it.
    """
    date, outcome = pl.col("date"), pl.col("positive_outcome")
    return raw.with_columns(
        outcome_positive=pl.when(outcome.is_in(["Yes", "No"])).then(outcome == "Yes"),
        weekday=date.dt.weekday().replace_strict(dict(enumerate(WEEKDAYS, 1)), return_dtype=pl.String),
        quarter=date.dt.year().cast(pl.String) + " Q" + date.dt.quarter().cast(pl.String),
    )
