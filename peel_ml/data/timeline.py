"""Rows and positives of every calendar month, and where the record breaks."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from peel_ml.results.findings import Finding
from peel_ml.results.timeline import Month, Timeline


def timeline(
    times: pl.Series, positive: pl.Series, part: pl.Series, *, opened: bool, findings: Iterable[Finding]
) -> Timeline | None:
    """Return the months from the first row to the last, those without rows included.

    Parameters
    ----------
    times : polars.Series of shape (n,)
        Date or datetime of each prepared row; rows without one are in no month.
    positive : polars.Series of bool, shape (n,)
        Whether the outcome is positive; null where it is not known.
    part : polars.Series of shape (n,)
        The part each row falls in.
    opened : bool
        Whether the run opens the held-out period. If not, no month that holds a row of it has positives.
    findings : iterable of Finding
        Of the data checks; their breaks are the timeline's.

    Returns
    -------
    Timeline or None
        ``None`` where no row has a time.

    Examples
    --------
    >>> from datetime import date
    >>> when = pl.Series([date(2023, 1, 5), date(2023, 3, 1)])
    >>> made = timeline(when, pl.Series([True, True]), pl.Series(["training", "held_out"]), opened=False, findings=())
    >>> [(month.month, month.rows, month.positives) for month in made.months]
    [('2023-01', 1, 1), ('2023-02', 0, 0), ('2023-03', 1, None)]
    """
    readable = pl.repeat(opened, len(part), dtype=pl.Boolean, eager=True) | (part != "held_out")
    by_month = (
        pl.DataFrame({"month": times.cast(pl.Date).dt.truncate("1mo"), "positive": positive, "readable": readable})
        .drop_nulls("month")
        .group_by("month")
        .agg(
            rows=pl.len(),
            positives=pl.when(pl.col("readable").all()).then((pl.col("positive") & pl.col("readable")).sum()),
        )
        .sort("month")
    )
    if by_month.is_empty():
        return None
    every = pl.DataFrame(
        {"month": pl.date_range(by_month["month"][0], by_month["month"][-1], interval="1mo", eager=True)}
    ).join(by_month, on="month", how="left", maintain_order="left")
    months = tuple(
        Month(f"{month:%Y-%m}", rows or 0, 0 if rows is None else positives)
        for month, rows, positives in every.iter_rows()
    )
    breaks = [one for finding in findings for one in finding.breaks]
    return Timeline(months, tuple(sorted(breaks, key=lambda one: one.month)))
