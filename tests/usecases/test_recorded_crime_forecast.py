"""Recorded crime by borough: the sample, the preparation, and facts of the published files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.data.sources.london_datastore.recorded_crime import POLICE_GENERATED
from peel_ml.forecasting.series import read_series
from peel_ml.usecase.load import function_of, load_use_case

FOLDER = Path(__file__).resolve().parents[2] / "usecases" / "recorded-crime-forecast"
SOURCE = source_named("london-datastore/recorded-crime")


def cleaned(path: Path) -> pl.DataFrame:
    return clean(load(SOURCE, path).frame.collect(), SOURCE.steps).frame


def prepare(frame: pl.DataFrame) -> pl.DataFrame:
    return function_of(FOLDER, "prepare", "prepare")(frame.lazy(), load_use_case(FOLDER))


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("SYNTHETIC")
    function_of(FOLDER, "sample", "sample")(2024, folder)
    return folder


@pytest.fixture(scope="module")
def rows(sample) -> pl.DataFrame:
    return cleaned(sample)


def test_the_same_seed_writes_the_same_files(sample, tmp_path):
    function_of(FOLDER, "sample", "sample")(2024, tmp_path)
    for file in sample.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_one_row_a_borough_group_and_month_with_who_lives_there(rows):
    made = prepare(rows)
    assert made.height == 32 * 3 * 83
    assert not made.select("area", "offence_group", "month").is_duplicated().any()
    assert made.null_count().sum_horizontal().item() == 0
    assert set(load_use_case(FOLDER).data.columns) <= set(made.columns)


def test_what_police_find_by_looking_is_in_no_count(rows):
    made = prepare(rows)
    assert "Possession of drugs" in rows["offence"].to_list()
    assert "Drug offences" not in made["offence_group"].to_list()
    kept = rows.filter(pl.col("area_code").is_not_null() & ~pl.col("offence").is_in(POLICE_GENERATED))
    assert made["count"].sum() == kept["count"].sum()


def test_the_renamed_offence_and_the_airport_leave_no_break(rows):
    made = prepare(rows).filter(pl.col("offence_group") == "Burglary")
    by_month = made.group_by("month").agg(pl.sum("count")).sort("month")
    change = by_month["count"] / by_month["count"].shift(1)
    assert change.drop_nulls().is_between(0.6, 1.6).all()
    hillingdon = (
        prepare(rows).filter(pl.col("area") == "Hillingdon").group_by("month").agg(pl.sum("count")).sort("month")
    )
    before, after = (
        hillingdon.filter(pl.col("month").is_between(first, last))["count"].mean()
        for first, last in ((date(2022, 11, 1), date(2023, 4, 1)), (date(2023, 5, 1), date(2023, 10, 1)))
    )
    assert after > 0.85 * before


def test_a_group_of_which_one_offence_is_blank_has_no_sum(rows):
    lost = (pl.col("area") == "Camden") & (pl.col("month") == date(2022, 1, 1))
    gone = rows.filter(~(lost & (pl.col("offence") == "Residential burglary")))
    again = rows.filter(pl.col("area") == "Camden", pl.col("offence") == "Residential burglary").with_columns(
        offence=pl.lit("Burglary of businesses and communities")
    )
    made = prepare(pl.concat([gone, again])).filter(lost & (pl.col("offence_group") == "Burglary"))
    assert made.is_empty()


def test_wards_of_one_name_are_told_apart(rows):
    wards = rows.filter(pl.col("area").is_in(["Camden", "Barnet"])).with_columns(
        level=pl.lit("ward"),
        area=pl.lit("Abbey"),
        area_code=pl.when(pl.col("borough") == "Camden").then(pl.lit("E05013652")).otherwise(pl.lit("E05013628")),
    )
    assert set(prepare(wards)["area"]) == {"Abbey, Camden", "Abbey, Barnet"}


@pytest.mark.real_data
def test_the_known_errors_of_simple_methods_are_found_again(shared_data):
    """Seasonal naive .099, mean of 12 months .095, last value .122: one origin, twelve months, "Unknown" as an area."""
    raw = load(SOURCE, shared_data / "london-datastore" / "recorded-crime-borough-historical.parquet").frame.collect()
    raw = raw.filter(~pl.col("boroughname").str.contains("Heathrow"))
    months = sorted(name for name in raw.columns if name.isdigit())
    counts = raw.group_by("boroughname").agg(pl.col(months).sum()).select(months).to_numpy().astype(float)
    first = months.index("202303")
    came = counts[:, first : first + 12]
    for said, known in (
        (counts[:, first - 12 : first], 0.099),
        (counts[:, first - 12 : first].mean(1, keepdims=True), 0.095),
        (counts[:, [first - 1]], 0.122),
    ):
        assert np.mean(np.abs(said - came) / came) == pytest.approx(known, abs=0.0005)


@pytest.mark.real_data
def test_joined_boroughs_are_far_easier_to_forecast(shared_data):
    """The same three with Heathrow under Hillingdon and without "Unknown": a part of the error was in the files."""
    frame = cleaned(shared_data / "london-datastore" / "recorded-crime-borough-*.parquet")
    frame = frame.filter(pl.col("area_code").is_not_null()).group_by("area", "month").agg(pl.sum("count"))
    table = read_series(frame, area="area", kinds=(), larger=None, time="month", count="count")
    counts, first = table.counts.astype(float), table.periods.index(date(2023, 3, 1))
    came = counts[:, first : first + 12]
    for said, known in (
        (counts[:, first - 12 : first], 0.0761),
        (counts[:, first - 12 : first].mean(1, keepdims=True), 0.0717),
        (counts[:, [first - 1]], 0.1066),
    ):
        assert np.mean(np.abs(said - came) / came) == pytest.approx(known, abs=0.0001)
