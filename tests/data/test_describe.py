from __future__ import annotations

from datetime import datetime

import polars as pl

from peel_ml.data.describe import describe
from peel_ml.data.sources import source_named
from peel_ml.results.data import Period
from tests.data.made_stops import as_zip, two_months


def test_stop_and_search_is_described_in_london_days(tmp_path):
    found = describe(as_zip(tmp_path / "a.zip", two_months()), source_named("police-uk/stop-and-search"))
    assert found.period == Period("2023-06-01", "2023-12-01")
    assert found.period_column == "date"
    assert (found.rows, len(found.files)) == (7, 2)
    shares = {column.name: column.missing for column in found.columns}
    assert shares["policing_operation"] == 1
    assert shares["gender"] == 1 / 7


def test_a_table_without_dates_has_no_period(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("n,t\n1,x\n,y\n")
    found = describe(file, source_named("tabular"))
    assert (found.period, found.period_column) == (None, None)
    assert [(column.name, column.dtype, column.missing) for column in found.columns] == [
        ("n", "Int64", 0.5),
        ("t", "String", 0.0),
    ]


def test_an_instant_counts_on_its_day_in_london(tmp_path):
    frame = pl.DataFrame({"t": [datetime(2023, 6, 30, 23, 30)]}).with_columns(pl.col("t").dt.replace_time_zone("UTC"))
    frame.write_parquet(tmp_path / "a.parquet")
    assert describe(tmp_path / "a.parquet", source_named("tabular")).period == Period("2023-07-01", "2023-07-01")
