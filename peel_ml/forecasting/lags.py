"""What is known of a series at an origin: lags, rolling means and last year's season, from the origin backwards only.

Everything is a ratio to the mean of the last twelve months, so that one model serves areas of every size. Which area
it is, is no feature: it says who lives there, and left out it cost nothing (MASE of recorded crime by borough .620
without and .621 with it in 2022-23, .722 and .723 in 2018-20).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.forecasting.series import Floats, SeriesTable
from peel_ml.modelling.encoding import Matrix

YEAR = 12
FEWEST = 2 * YEAR
"""Months before which a series is not forecast: without two years its season cannot be told."""
SMALL = 0.5
"""Added to counts before a logarithm."""
_SPANS = (3, 6, 24)


@dataclass(frozen=True)
class Known:
    """Features of every series at one origin, for one month to come.

    Parameters
    ----------
    matrix : Matrix
    expected : ndarray of shape (series,)
        Mean of the last twelve months, above 0.
    """

    matrix: Matrix
    expected: Floats


def known_at(table: SeriesTable, origin: int, ahead: int) -> Known:
    """Return the features for the month `ahead` months after the one numbered `origin`.

    Parameters
    ----------
    table : SeriesTable
        It may hold later months; they are cut off before anything is computed.
    origin : int
        The last month known, counted from 0.
    ahead : int
        At least 1.
    """
    past = table.until(origin).counts
    _, kind_codes = np.unique(table.kinds, return_inverse=True)
    _, area_codes = np.unique(table.areas, return_inverse=True)
    expected = _expected(past, kind_codes)
    before = _expected_at(past, origin - YEAR, kind_codes)
    month = (table.periods[0].month - 1 + origin + ahead) % YEAR
    # The same month of the last year that is wholly known.
    back = YEAR * -(-ahead // YEAR)
    seasons = [origin + ahead - back - extra for extra in (0, YEAR)]
    own = [
        *(_ratio(_column(past, origin - lag), expected) for lag in (0, 1, 2)),
        *(_ratio(_mean(past, span), expected) for span in _SPANS),
        _ratio(expected, before),
        # Against what was expected then: the same number of months before.
        *(_ratio(_column(past, at), _expected_at(past, at - ahead, kind_codes)) for at in seasons),
    ]
    shared = [*_pooled(past, kind_codes, seasons[0], ahead), *_pooled(past, area_codes, seasons[0], ahead)]
    columns = [
        np.log(expected),
        *own,
        *shared,
        np.full(len(past), month, np.float32),
        kind_codes.astype(np.float32),
    ]
    values = np.stack(columns, axis=1).astype(np.float32)
    return Known(Matrix(values, NAMES, CATEGORIES), expected)


NAMES = (
    "mean of the last 12 months",
    "the last month known",
    "the month before it",
    "two months before it",
    "mean of the last 3 months",
    "mean of the last 6 months",
    "mean of the last 24 months",
    "change in a year",
    "the same month a year before",
    "the same month two years before",
    "the last month, of this offence everywhere",
    "the last 3 months, of this offence everywhere",
    "the same month a year before, of this offence everywhere",
    "the last month, of all offences here",
    "the last 3 months, of all offences here",
    "the same month a year before, of all offences here",
    "month of the year",
    "kind of count",
)
"""Plain names of the features, in order; all but the first and the last two are ratios to the mean of 12 months."""
CATEGORIES = (len(NAMES) - 2, len(NAMES) - 1)
"""Places of the month and of the kind, which are codes."""


def _expected(past: Floats, kinds: NDArray[np.int64]) -> Floats:
    """Return the mean of the last twelve months, drawn a little to that of its kind: a gamma prior of half an event."""
    last = past[:, -YEAR:]
    told = ~np.isnan(last)
    months, sums = told.sum(1), np.where(told, last, 0).sum(1)
    all_sums, all_months = np.bincount(kinds, sums), np.bincount(kinds, months)
    prior = (all_sums + SMALL) / (all_months + 1.0)
    return np.asarray((sums + SMALL) / (months + SMALL / prior[kinds]), np.float32)


def _expected_at(past: Floats, origin: int, kinds: NDArray[np.int64]) -> Floats:
    if origin < YEAR - 1:
        return np.full(len(past), np.nan, np.float32)
    return _expected(past[:, : origin + 1], kinds)


def _column(past: Floats, at: int) -> Floats:
    return past[:, at] if 0 <= at < past.shape[1] else np.full(len(past), np.nan, np.float32)


def _mean(past: Floats, span: int) -> Floats:
    last = past[:, -span:]
    told = ~np.isnan(last)
    sums = np.where(told, last, 0).sum(1)
    return np.where(told.any(1), sums / np.maximum(told.sum(1), 1), np.nan).astype(np.float32)


def _ratio(value: Floats, base: Floats) -> Floats:
    return np.log((value + SMALL) / (base + SMALL)).astype(np.float32)


def _pooled(past: Floats, codes: NDArray[np.int64], season: int, ahead: int) -> list[Floats]:
    """Return ratios of the sums over all series of one code, for each series."""

    def sums(values: Floats) -> Floats:
        return np.bincount(codes, np.nan_to_num(values))[codes].astype(np.float32)

    base = sums(_mean(past, YEAR))
    made = [_ratio(sums(_column(past, past.shape[1] - 1)), base), _ratio(sums(_mean(past, 3)), base)]
    if season - ahead >= YEAR - 1:
        made.append(_ratio(sums(_column(past, season)), sums(_mean(past[:, : season - ahead + 1], YEAR))))
    else:
        made.append(np.full(len(past), np.nan, np.float32))
    return made
