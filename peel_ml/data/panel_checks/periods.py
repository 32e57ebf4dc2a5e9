"""Periods as numbers without gaps, and back as words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import polars as pl

from peel_ml.data.checks.wording import month_name

PeriodLength = Literal["day", "week", "month", "quarter", "year"]
"""How long one row of a panel is expected to last."""

_EPOCH = date(1970, 1, 1)
_MONDAY = 3
"""Days from Thursday, 1 January 1970, back to its Monday."""


_SHORTEST: tuple[tuple[int, PeriodLength], ...] = ((4, "day"), (20, "week"), (60, "month"), (200, "quarter"))
"""Days between one period and the next below which the period has this length; a year is longer."""


def length_of(days: pl.Series) -> PeriodLength:
    """Return how long a period most likely lasts, from the usual distance between one day and the next.

    Examples
    --------
    >>> length_of(pl.Series([date(2024, 1, 1), date(2024, 2, 1), date(2024, 4, 1), date(2024, 5, 1)]))
    'month'
    >>> length_of(pl.Series([date(2023, 12, 31), date(2024, 3, 31)]))
    'quarter'
    """
    apart = days.cast(pl.Date).drop_nulls().unique().sort().diff().drop_nulls().dt.total_days()
    usual = apart.median()
    if not isinstance(usual, float):
        return "month"
    return next((length for below, length in _SHORTEST if usual < below), "year")


def numbered(time: str, length: PeriodLength) -> pl.Expr:
    """Return the number of the period that a day falls in: the next period has the next number.

    Examples
    --------
    >>> days = pl.DataFrame({"day": [date(2023, 12, 31), date(2024, 1, 1)]})
    >>> days.select(numbered("day", "month")).to_series().to_list()
    [24287, 24288]
    """
    day = pl.col(time).cast(pl.Date)
    year = day.dt.year().cast(pl.Int64)
    days = day.cast(pl.Int32).cast(pl.Int64)
    found = {
        "day": days,
        "week": (days + _MONDAY) // 7,
        "month": year * 12 + day.dt.month().cast(pl.Int64) - 1,
        "quarter": year * 4 + day.dt.quarter().cast(pl.Int64) - 1,
        "year": year,
    }
    return found[length].alias("period")


def period_name(number: int, length: PeriodLength) -> str:
    """Return a period in words.

    Examples
    --------
    >>> period_name(24287, "month"), period_name(8096, "quarter"), period_name(0, "week")
    ('December 2023', 'quarter 1 of 2024', 'the week of 1969-12-29')
    """
    if length == "month":
        return month_name(f"{number // 12}-{number % 12 + 1:02}")
    if length == "quarter":
        return f"quarter {number % 4 + 1} of {number // 4}"
    if length == "year":
        return str(number)
    day = _EPOCH + timedelta(days=number if length == "day" else number * 7 - _MONDAY)
    return day.isoformat() if length == "day" else f"the week of {day.isoformat()}"


def month_of(number: int, length: PeriodLength) -> str:
    """Return the month (``2023-12``) in which a period begins, for a chart.

    Examples
    --------
    >>> month_of(8096, "quarter"), month_of(2024, "year")
    ('2024-01', '2024-01')
    """
    if length == "month":
        return f"{number // 12}-{number % 12 + 1:02}"
    if length == "quarter":
        return f"{number // 4}-{number % 4 * 3 + 1:02}"
    if length == "year":
        return f"{number}-01"
    return (_EPOCH + timedelta(days=number if length == "day" else number * 7 - _MONDAY)).isoformat()[:7]
