"""Simple methods, and series read from rows."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from peel_ml.errors import BadRequest
from peel_ml.forecasting.rolling import rolled
from peel_ml.forecasting.series import added_up, read_series
from peel_ml.forecasting.simple import SIMPLE


def _read(frame, larger=None):
    return read_series(frame, area="area", kinds=("kind",), larger=larger, time="month", count="n")


@pytest.mark.parametrize(
    ("name", "ahead", "expected"),
    [
        ("seasonal_naive", 1, 48 - 12),
        ("seasonal_naive", 3, 48 - 12),
        ("seasonal_naive", 13, 48 - 24),
        ("last_value", 1, 47),
        ("last_value", 3, 45),
        ("mean_12", 1, np.mean(range(36, 48))),
        ("mean_12", 2, np.mean(range(35, 47))),
    ],
)
def test_known_values(made, name, ahead, expected):
    table = made.table(areas=1, months=60)
    table = replace(table, counts=np.tile(np.arange(60, dtype=np.float32), (2, 1)))
    said = rolled(table, SIMPLE[name], 48, 48, ahead)
    assert said[0, 48] == pytest.approx(expected)
    assert np.isnan(said[:, :48]).all()


def test_exponential_smoothing_finds_a_season_and_says_nothing_of_a_gap(made):
    table = made.table(areas=1, months=72)
    counts = table.counts.copy()
    counts[1, 30] = np.nan
    said = rolled(replace(table, counts=counts), SIMPLE["auto_ets"], 66, 71, 1)
    off = np.abs(said[0, 66:] - counts[0, 66:]).mean() / counts[0].mean()
    assert off < 0.2
    assert np.isnan(said[1]).all()


def test_a_gap_gives_the_simple_methods_no_number(made):
    table = made.table(areas=1, months=60)
    counts = table.counts.copy()
    counts[0, 47] = np.nan
    gappy = replace(table, counts=counts)
    assert np.isnan(rolled(gappy, SIMPLE["last_value"], 48, 48, 1)[0, 48])
    assert np.isnan(rolled(gappy, SIMPLE["mean_12"], 48, 59, 1)[0, 48:]).all()
    assert np.isnan(rolled(gappy, SIMPLE["seasonal_naive"], 59, 59, 1)[0, 59])


def test_rows_become_series_and_back(made):
    table = made.table(areas=3, months=40)
    frame = made.frame(table)
    read = _read(frame.sample(fraction=1.0, shuffle=True, seed=1), larger="larger")
    assert np.array_equal(read.counts, table.counts)
    assert read.areas.tolist() == table.areas.tolist()
    assert read.periods == table.periods
    larger, place = added_up(read)
    assert larger.counts.sum() == table.counts.sum()
    assert np.array_equal(larger.counts[0], table.counts[place == 0].sum(0))


def test_what_begins_later_adds_nothing_before_and_a_gap_is_a_gap(made):
    table = made.table(areas=2, months=30)
    counts = table.counts.copy()
    counts[0, :10] = np.nan
    counts[2, 20] = np.nan
    one = replace(table, larger=np.full(4, "All"), counts=counts)
    larger, _ = added_up(one)
    assert larger.counts[0, 5] == counts[2, 5]
    assert np.isnan(larger.counts[0, 20])


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda frame: pl.concat([frame, frame.head(3)]), "3 rows repeat the series and month of another"),
        (lambda frame: frame.with_columns(n=pl.col("n") - 1000), "are no counts"),
        (lambda frame: frame.with_columns(n=pl.col("n") + 0.5), "are no counts"),
        (lambda frame: frame.with_columns(month=pl.col("month").dt.offset_by("3d")), "no first of a month"),
        (lambda frame: frame.with_columns(area=pl.lit(None, pl.String)), "are blank"),
    ],
)
def test_what_is_no_series_is_refused(made, change, what):
    with pytest.raises(BadRequest) as caught:
        _read(change(made.frame(made.table(areas=2, months=30))))
    assert what in str(caught.value.problems)


def test_a_missing_month_stays_a_gap():
    rows = pl.DataFrame({"area": "a", "kind": "b", "month": [date(2020, 1, 1), date(2020, 4, 1)], "n": [1, 2]})
    assert np.isnan(_read(rows).counts[0]).tolist() == [False, True, True, False]
