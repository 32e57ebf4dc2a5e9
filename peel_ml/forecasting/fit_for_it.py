"""Which series can be forecast at all: the others get no number, and are counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.forecasting.lags import FEWEST
from peel_ml.forecasting.series import SeriesTable
from peel_ml.results.findings import Finding
from peel_ml.results.studies.forecast import LeftOut

SHORT = f"it began less than {FEWEST} months before the first forecast"
ZERO = "nothing was ever counted before the first forecast"
ENDED = "its last months before the first forecast are missing"


def forecastable(table: SeriesTable, origin: int) -> tuple[NDArray[np.bool_], tuple[LeftOut, ...]]:
    """Return which series have enough behind them at an origin, and how many have not, by reason.

    Examples
    --------
    >>> from datetime import date
    >>> names = np.array(["a", "b"])
    >>> periods = tuple(date(2020 + m // 12, m % 12 + 1, 1) for m in range(30))
    >>> counts = np.stack([np.ones(30), np.zeros(30)]).astype(np.float32)
    >>> forecastable(SeriesTable(names, names, names, counts, periods), 25)[0].tolist()
    [True, False]
    """
    past = table.until(origin).counts
    told = ~np.isnan(past)
    ended = ~told[:, -3:].any(1)
    short = ~ended & (told.sum(1) < FEWEST)
    zero = ~ended & ~short & (np.where(told, past, 0).sum(1) == 0)
    reasons = ((SHORT, short), (ZERO, zero), (ENDED, ended))
    left = tuple(LeftOut(reason, int(which.sum())) for reason, which in reasons if which.any())
    return ~(ended | short | zero), left


def findings(table: SeriesTable, left: tuple[LeftOut, ...], rows_left: int) -> tuple[Finding, ...]:
    """Return what a reader must know of the series that are not forecast, and of gaps."""
    made = []
    if left:
        told = "; ".join(f"{one.series:,} because {one.reason}" for one in left)
        number = sum(one.series for one in left)
        made.append(
            Finding(
                "series-not-forecast",
                "warn",
                "Some series have no forecast",
                f"{number:,} of {len(table):,} series have no forecast: {told}.",
                "Use the count of a larger area or of a group of offences for them.",
                tuple({"reason": one.reason, "series": one.series} for one in left),
            )
        )
    empty = [f"{table.periods[place]:%Y-%m}" for place in np.flatnonzero(np.isnan(table.counts).all(axis=0))]
    if empty:
        made.append(
            Finding(
                "month-without-rows",
                "warn",
                "Whole months are missing",
                f"{len(empty)} months have no row at all, between months that have. Nothing is filled in: what looks "
                "back on them has no number.",
                "Fetch these months, or say in the limitations why they cannot be had.",
                tuple({"month": month} for month in empty),
            )
        )
    if rows_left:
        made.append(
            Finding(
                "rows-not-judged",
                "note",
                "Some judged rows are left out",
                f"{rows_left:,} judged rows have no count, or no forecast by one of the methods. No method is judged "
                "on them.",
                "Look for gaps in the months before them.",
                ({"rows": rows_left},),
            )
        )
    return tuple(made)
