"""Whether all of it is there: months with far fewer rows than usual, and days without any."""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterator

import numpy as np
import polars as pl
from scipy.special import bdtrc, stdtr

from peel_ml.data.checks.view import months_of
from peel_ml.data.checks.wording import month_name, percent, plural
from peel_ml.disclosure import MINIMUM, TOO_FEW
from peel_ml.monitoring.limits import ENOUGH_MONTHS, Limits
from peel_ml.monitoring.measured import Measured, untold, unwatched
from peel_ml.monitoring.report import Figure
from peel_ml.monitoring.sides import Sides

_PARTIAL = (
    "Ask the publisher whether the month is complete. Do not read it as fewer events; look again when it is complete."
)
NO_MONTHS = "The data cannot be told apart by month."


def short_months(sides: Sides, limits: Limits) -> Measured:
    """Watch how many rows each new month holds, as published.

    The p-value is that of a prediction test on the logarithms of the months' rows: so many, or fewer, in the emptiest
    of the new months.
    """
    title = "Rows in a month"
    months = sides.new_months
    if not months:
        return unwatched("rows", title, NO_MONTHS)
    rows = sides.raw.by_month(np.ones(sides.raw.before.height, bool))
    if len(rows) < ENOUGH_MONTHS:
        why = f"The reference holds fewer than {ENOUGH_MONTHS} months, so nobody can say how many rows are usual."
        return untold("rows", "", title, 1 - limits.short, why)
    held = _rows_of(sides)
    month, least = min(held.items(), key=lambda one: one[1])
    logs = np.log(rows)
    usual = float(np.exp(logs.mean()))
    spread = math.sqrt(float(logs.var(ddof=1)) + 1 / usual) * math.sqrt(1 + 1 / len(rows))
    p = float(stdtr(len(rows) - 1, (math.log(max(least, 0.5)) - float(logs.mean())) / spread)) * len(held)
    few = least < MINIMUM
    said = f"{'fewer than 5' if few else f'{least:,}'} rows, {percent(least / usual) if not few else 'next to nothing'}"
    shown = Figure(
        "rows of the emptiest new month, and usually",
        now=None if few else float(least),
        before=float(round(usual)),
        reason=TOO_FEW if few else None,
    )
    return Measured(
        "rows",
        "",
        title,
        f"{month_name(month)} holds {said} of what is usual ({usual:,.0f}).",
        round(1 - limits.short, 4),
        _PARTIAL,
        moved=max(0.0, 1 - least / usual),
        p=min(1.0, p),
        figures=(shown,),
    )


def _rows_of(sides: Sides) -> dict[str, int]:
    months = months_of(sides.raw.after, sides.time)
    assert months is not None
    held = dict(months.drop_nulls().value_counts().iter_rows())
    # A month between two others of which nothing came is as good as empty; one after the last is simply not there yet.
    first, last = sides.new_months[0], sides.new_months[-1]
    return {month: held.get(month, 0) for month in _span(first, last)}


def _span(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:])
    while f"{year:04}-{month:02}" <= last:
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def empty_days(sides: Sides, limits: Limits) -> Measured:
    """Watch the days of the new months without a row: a month that ends early is not complete.

    The p-value is the binomial chance of as many empty days, at the share of empty days of the reference.
    """
    title, time = "Days without a row", sides.time
    if time is None or not sides.months or not sides.prepared.before[time].dtype.is_temporal():
        return unwatched("days", title, NO_MONTHS)
    old, new = (frame[time].cast(pl.Date).drop_nulls() for frame in (sides.prepared.before, sides.prepared.after))
    empty_before, days_before = _empty(old)
    empty, days = _empty(new)
    # One more of each, so that a reference without an empty day does not make one impossible.
    share = (empty_before + 1) / (days_before + 2)
    expected = share * days
    p = float(bdtrc(empty - 1, days, share)) if empty else 1.0
    return Measured(
        "days",
        "",
        title,
        f"{plural(empty, 'day')} of {days} hold no row; {expected:.0f} would be usual.",
        float(limits.days),
        _PARTIAL,
        moved=max(0.0, empty - expected),
        p=p,
        figures=(Figure("days without a row, and usually", now=float(empty), before=round(expected, 1)),),
    )


def _empty(days: pl.Series) -> tuple[int, int]:
    """Return the days without a row, and all days, of the months from the first to the last."""
    written = days.cast(pl.String)
    months = _span(str(written.min())[:7], str(written.max())[:7])
    total = sum(calendar.monthrange(int(month[:4]), int(month[5:]))[1] for month in months)
    return total - days.n_unique(), total
