"""Everything that is forecast for the judged months: by the model, added up, and by the simple methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.errors import BadRequest, Problem
from peel_ml.forecasting.adding_up import reconciled
from peel_ml.forecasting.lags import FEWEST
from peel_ml.forecasting.ranges import WINDOW
from peel_ml.forecasting.rolling import rolled
from peel_ml.forecasting.series import SeriesTable, added_up
from peel_ml.forecasting.simple import MOST_FOR_ETS, SIMPLE
from peel_ml.forecasting.trees import CountTrees

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Span:
    """Which months are judged and which before them are forecast as well, so that ranges can be made.

    Parameters
    ----------
    start, first, last : int
        First month forecast; first and last month judged.
    ahead : int
        Months between an origin and what it forecasts.
    """

    start: int
    first: int
    last: int
    ahead: int

    @property
    def judged(self) -> slice:
        """The judged months."""
        return slice(self.first, self.last + 1)


def span_of(months: Sequence[int], ahead: int) -> Span:
    """Return the span for the judged months.

    Raises
    ------
    BadRequest
        Too few months come before them.

    Examples
    --------
    >>> span_of([60, 61], 3)
    Span(start=46, first=60, last=61, ahead=3)
    """
    first, last = min(months), max(months)
    start = first - ahead - WINDOW + 1
    # Some months more than the fewest, or there is nothing to learn from.
    needed = FEWEST + 2 * ahead + WINDOW + WINDOW
    if start - 2 * ahead < FEWEST:
        what = f"{first} months come before the judged ones, {needed} are needed"
        raise BadRequest(
            "There is too little history.", [Problem(what, "Use a longer history, or judge fewer months.", "split")]
        )
    return Span(start, first, last, ahead)


def model_forecasts(table: SeriesTable, model: CountTrees, span: Span, *, reconcile: bool) -> Floats:
    """Return the model's forecasts of every series; shape (series, periods).

    Those of larger areas are sums of these. With `reconcile` the larger areas are forecast as well, and both are moved
    to agree.
    """
    if not reconcile:
        return rolled(table, model, span.start, span.last, span.ahead)
    larger, place = added_up(table)
    both = SeriesTable(
        np.concatenate([table.areas, larger.areas]),
        np.concatenate([table.kinds, larger.kinds]),
        np.concatenate([table.larger, larger.larger]),
        np.concatenate([table.counts, larger.counts]),
        table.periods,
    )
    raw = rolled(both, model, span.start, span.last, span.ahead)
    own, top = raw[: len(table)], raw[len(table) :]
    made = np.full(own.shape, np.nan)
    for month in range(span.start, span.last + 1):
        known = slice(max(span.start, month - span.ahead - WINDOW + 1), max(span.start, month - span.ahead + 1))
        own_var = _variance(table.counts[:, known], own[:, known], own[:, month])
        top_var = _variance(larger.counts[:, known], top[:, known], top[:, month])
        made[:, month] = reconciled(own[:, month], top[:, month], place, own_var, top_var)
    return made


def _variance(came: NDArray[np.float32], said: Floats, forecast: Floats) -> Floats:
    """Return the variance of errors known at the origin, drawn to that of a Poisson count."""
    off = (came - said) ** 2
    told = ~np.isnan(off)
    return np.asarray((np.where(told, off, 0).sum(1) + np.maximum(forecast, 0.1)) / (told.sum(1) + 1))


def simple_forecasts(table: SeriesTable, names: Sequence[str], span: Span) -> dict[str, Floats]:
    """Return the forecasts of the simple methods by name.

    Raises
    ------
    BadRequest
        A method is not known.
    """
    unknown = [name for name in names if name not in SIMPLE]
    if unknown:
        problems = [
            Problem(f"unknown method {name!r}", f"Known: {', '.join(SIMPLE)}.", "task.methods") for name in unknown
        ]
        raise BadRequest("There is no such simple method.", problems)
    return {
        name: rolled(table, SIMPLE[name], span.start, span.last, span.ahead)
        for name in names
        if name != "auto_ets" or len(table) <= MOST_FOR_ETS
    }
