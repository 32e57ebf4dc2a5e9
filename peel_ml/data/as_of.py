"""Covariates joined by the day they were published: what was not out yet when a row came about is not in it.

A figure for a quarter is out some weeks after the quarter's end. Joined by the quarter alone it would tell a
row of that quarter what nobody could know then, and a backtest would be better than the forecast can be
(look-ahead, the point-in-time problem). Here each row gets the latest period that was out before its day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from peel_ml.errors import Problem, Problems


@dataclass(frozen=True)
class LateRelease:
    """A period of a covariate that came out after the day it was declared to be out by."""

    period_end: date
    expected: date
    published: date | None
    """The day it came out, the latest of its areas; none for a period that is not out for all of them."""
    areas: int
    """Areas for which it was late."""


@dataclass(frozen=True)
class AsOf:
    """Rows with a covariate, and what is to be said of it.

    Parameters
    ----------
    name : str
        Name of the covariate. The frame's columns ``NAME_period_end`` and ``NAME_published`` say for each row
        which period its values are of, and since when they were out; ``NAME_late`` whether a later period was
        declared to be out by then and was not. The check ``late-covariate`` reads them.
    frame : pl.DataFrame
        Every row given, in its order, with the covariate's value columns; null where nothing was out yet.
    rows_without : int
        Rows before whose day nothing was out for their area.
    late : tuple of LateRelease
        Periods published later than declared, oldest first, whether or not a row had to do without them.
    """

    name: str
    frame: pl.DataFrame
    rows_without: int
    late: tuple[LateRelease, ...]


def join_as_of(
    rows: pl.DataFrame,
    covariate: pl.DataFrame,
    *,
    name: str,
    on_area: str | Sequence[str],
    time: str,
    period_end: str,
    lag_days: int,
    published: str | None = None,
) -> AsOf:
    """Give each row the latest period of a covariate that was published before the row's day.

    Parameters
    ----------
    rows : pl.DataFrame
        What is to be explained or forecast, one row an area and time.
    covariate : pl.DataFrame
        One row an area and period. Every column but those named here is a value, and is joined. A period may
        stand twice where it was revised: the revision counts from its own day.
    name : str
        What the covariate is called, for the columns that say where its values come from.
    on_area : str or sequence of str
        The columns both frames have in common.
    time : str
        The rows' day (or time, of which the day counts): the moment a forecast is made or a case arises.
    period_end : str
        The covariate's column with the last day of its period.
    lag_days : int
        Days after the period's end by which it is declared to be out.
    published : str, optional
        The covariate's column with the day it truly came out; null while it has not. Without one it is taken to have
        come out on the declared day.

    Returns
    -------
    AsOf
        A value counts from the day after its publication. A period that came out late is used only from then on,
        and is listed.

    Raises
    ------
    BadRequest
        A column is missing, there twice or of another kind; a period has no end; the same release is there twice.

    Examples
    --------
    >>> from datetime import date
    >>> rows = pl.DataFrame({"borough": ["Camden"] * 2, "month": [date(2024, 4, 1), date(2024, 6, 1)]})
    >>> trust = pl.DataFrame({
    ...     "borough": ["Camden"] * 2, "quarter_end": [date(2023, 12, 31), date(2024, 3, 31)], "trust": [0.7, 0.6]})
    >>> found = join_as_of(
    ...     rows, trust, name="trust", on_area="borough", time="month", period_end="quarter_end", lag_days=45)
    >>> found.frame["trust"].to_list()
    [0.7, 0.6]
    """
    areas = (on_area,) if isinstance(on_area, str) else tuple(on_area)
    end, out, late = f"{name}_period_end", f"{name}_published", f"{name}_late"
    _refuse_unusable(rows, covariate, areas, time, period_end, published, lag_days, (end, out, late))
    declared = (pl.col(period_end).cast(pl.Date) + pl.duration(days=lag_days)).cast(pl.Date)
    dated = covariate.with_columns(
        pl.col(period_end).cast(pl.Date).alias(end),
        (declared if published is None else pl.col(published).cast(pl.Date)).alias(out),
        _expected=declared,
    )
    values = [column for column in covariate.columns if column not in (*areas, period_end, published)]
    # A period that came out after a later one, or was revised after a later one came out, tells nothing new.
    newest = pl.col(end) >= pl.col(end).cum_max().over(areas, order_by=[out, end])
    releases = dated.filter(pl.col(out).is_not_null()).sort(out, end).filter(newest)
    left = rows.with_row_index("_row").with_columns(_day=pl.col(time).cast(pl.Date)).sort("_day")
    joined = _before(left, releases.select(*areas, *values, end, out, _out=out), "_out", areas)
    joined = _before(joined, dated.select(*areas, "_expected", _due=end).sort("_expected"), "_expected", areas)
    # Where nothing is out yet, what was due is late.
    behind = pl.col("_due").is_not_null() & (pl.col(end).is_null() | (pl.col("_due") > pl.col(end)))
    joined = (
        joined.with_columns(behind.alias(late))
        .sort("_row")
        .drop("_row", "_day", "_out", "_expected", "_due", strict=False)
    )
    return AsOf(name, joined, joined[out].null_count(), _late(dated, areas, end, out))


def _before(left: pl.DataFrame, right: pl.DataFrame, day: str, areas: Sequence[str]) -> pl.DataFrame:
    """Give each row the latest row of its area with a day before its own."""
    return left.join_asof(
        right,
        left_on="_day",
        right_on=day,
        by=list(areas),
        strategy="backward",
        allow_exact_matches=False,
        check_sortedness=False,
    )


def _late(dated: pl.DataFrame, areas: Sequence[str], end: str, out: str) -> tuple[LateRelease, ...]:
    first = dated.group_by(*areas, end, "_expected").agg(pl.col(out).min())
    latest = dated[out].max()
    if latest is None:
        return ()
    # A period that is not out yet is late once others came out after its day.
    behind = pl.when(pl.col(out).is_null()).then(pl.lit(latest) > pl.col("_expected"))
    late = (
        first.filter(behind.otherwise(pl.col(out) > pl.col("_expected")))
        .group_by(end, "_expected")
        .agg(
            published=pl.when(pl.col(out).is_not_null().all()).then(pl.col(out).max()),
            areas=pl.len(),
        )
        .sort(end)
    )
    return tuple(LateRelease(*row) for row in late.iter_rows())


def _refuse_unusable(
    rows: pl.DataFrame,
    covariate: pl.DataFrame,
    areas: Sequence[str],
    time: str,
    period_end: str,
    published: str | None,
    lag_days: int,
    made: Sequence[str],
) -> None:
    problems = Problems()
    asked = [(rows, "the rows", column) for column in (*areas, time)]
    asked += [(covariate, "the covariate", column) for column in (*areas, period_end, published) if column]
    missing = [(who, column) for frame, who, column in asked if column not in frame.columns]
    for who, column in missing:
        problems.add(f"{who} have no column {column!r}" if who == "the rows" else f"{who} has no column {column!r}")
    dated = [(rows, time), (covariate, period_end), *([(covariate, published)] if published else [])]
    for frame, column in dated:
        if column in frame.columns and not isinstance(frame.schema[column], (pl.Date, pl.Datetime)):
            problems.add(f"column {column!r} holds no days but {frame.schema[column]}", "Read it as days first.")
    for column in areas:
        kinds = {str(frame.schema[column]) for frame in (rows, covariate) if column in frame.columns}
        if len(kinds) > 1:
            problems.add(f"column {column!r} is {' and '.join(sorted(kinds))}", "Give both one type.")
    values = [column for column in covariate.columns if column not in (*areas, period_end, published)]
    for column in (*values, *made):
        if column in rows.columns:
            problems.add(f"the rows have a column {column!r} already", "Rename it.")
    if lag_days < 0:
        problems.add(f"a publication delay of {lag_days} days", "A period is out after its end: 0 or more.")
    problems.raise_if_any("The covariate cannot be joined.")
    blank = covariate[period_end].null_count()
    if blank:
        problems.add(f"{blank:,} rows of the covariate have no {period_end}", "Leave them out.")
    release = [*areas, period_end, *([published] if published else [])]
    twice = int(covariate.select(release).is_duplicated().sum())
    if twice:
        what = f"{twice:,} rows of the covariate are the same area and period"
        problems.extend([Problem(what, "Keep one, or tell a revision by its day of publication.")])
    problems.raise_if_any("The covariate cannot be joined.")
