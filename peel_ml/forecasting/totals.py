"""Totals of areas over everything that is counted in them, with ranges of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from peel_ml.forecasting.backtest import Span
from peel_ml.forecasting.ranges import ranges
from peel_ml.forecasting.series import SeriesTable

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Totals:
    """Totals of the judged months, by area and of all areas (the last row).

    Parameters
    ----------
    names : tuple of str
        Areas; the last name is that of the whole.
    months : tuple of date
    came, said, low, high : ndarray of shape (areas + 1, months)
        NaN where a part of a total is not known.
    """

    names: tuple[str, ...]
    months: tuple[date, ...]
    came: Floats
    said: Floats
    low: Floats
    high: Floats


def area_totals(table: SeriesTable, forecasts: Floats, came: Floats, span: Span, coverage: float) -> Totals:
    """Add up forecasts and counts; a range of a total is made from the errors of totals, not added up."""
    names, place = np.unique(table.areas, return_inverse=True)

    def sums(values: Floats) -> Floats:
        made = np.zeros((len(names), values.shape[1]))
        np.add.at(made, place, values)
        return np.vstack([made, made.sum(0, keepdims=True)])

    counts, said = sums(table.counts.astype(float)), sums(forecasts)
    ends = [
        ranges(counts[part], said[part], span.first, span.last, span.ahead, coverage)
        for part in (slice(0, len(names)), slice(len(names), None))
    ]
    return Totals(
        (*names.tolist(), "All areas"),
        table.periods[span.judged],
        sums(came),
        said[:, span.judged],
        np.vstack([one.low for one in ends]),
        np.vstack([one.high for one in ends]),
    )
