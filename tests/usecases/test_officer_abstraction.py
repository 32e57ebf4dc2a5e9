"""Taking ward officers away: the made-up sample with its planted effect, the preparation, and the published files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from peel_ml.causal.methods import fitting
from peel_ml.causal.panel import panel_of
from peel_ml.causal.study import asking_of
from peel_ml.data.cleaning import clean
from peel_ml.data.dividing import part_labels
from peel_ml.data.sources import load, source_named
from peel_ml.errors import BadRequest
from peel_ml.usecase.load import function_of, load_use_case

FOLDER = Path(__file__).resolve().parents[2] / "usecases" / "officer-abstraction"
PLANTED = 0.04


def cleaned(path: Path) -> pl.DataFrame:
    source = source_named("london-datastore/officer-abstraction")
    return clean(load(source, path).frame.collect(), source.steps).frame


def prepared(frame: pl.DataFrame) -> pl.DataFrame:
    rows: pl.DataFrame = function_of(FOLDER, "prepare", "prepare")(frame.lazy(), load_use_case(FOLDER)).collect()
    return rows


def effect(rows: pl.DataFrame):
    """Return the main method's estimate on the rows before the held-out period."""
    case = load_use_case(FOLDER)
    panel = panel_of(rows.filter(part_labels(rows, case.split) != "held_out"), asking_of(case.task, "month"))
    return fitting(panel)[0].fit(panel)


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("SYNTHETIC")
    function_of(FOLDER, "sample", "sample")(2024, folder)
    return folder


@pytest.fixture(scope="module")
def rows(sample) -> pl.DataFrame:
    return prepared(cleaned(sample))


def test_the_same_seed_writes_the_same_files(sample, tmp_path):
    function_of(FOLDER, "sample", "sample")(2024, tmp_path)
    for file in sample.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()
        assert file.name.startswith("SYNTHETIC")


def test_one_row_a_borough_and_month_with_every_declared_column(rows):
    assert rows.height == 32 * 61
    assert not rows.select("borough", "month").is_duplicated().any()
    assert set(load_use_case(FOLDER).data.columns) <= set(rows.columns)
    assert date(2020, 3, 1) not in rows["month"].to_list()
    kept = ("abstracted", "officer_hours", "crime_last_month", "crime_a_year_earlier", "command_unit", "imd_2019")
    assert rows.select(kept).null_count().sum_horizontal()[0] == 0
    assert rows["command_unit"].n_unique() == 12


def test_the_mean_of_a_year_is_of_the_months_that_the_survey_covers(rows):
    camden = rows.filter(pl.col("borough") == "Camden").sort("month")
    known = camden.filter(pl.col("abstracted_year").is_not_null())
    # Eleven of the twelve months to January 2020; from March 2020 on one of them is left out.
    assert known["month"].min() == date(2019, 12, 1)
    last = camden.filter(pl.col("month").is_between(date(2020, 1, 1), date(2020, 12, 1)))["abstracted"]
    told = camden.filter(pl.col("month") == date(2020, 12, 1))["abstracted_year"].item()
    assert len(last) == 11
    assert told == pytest.approx(last.mean())


def test_the_planted_effect_is_inside_the_range(sample, tmp_path):
    for seed in (2024, 7):
        folder = tmp_path / str(seed)
        function_of(FOLDER, "sample", "sample")(seed, folder)
        low, high = effect(prepared(cleaned(folder))).interval()
        assert low < PLANTED < high
        assert high < 0.12


def test_minutes_that_never_cover_every_borough_are_refused(sample):
    frame = cleaned(sample)
    month = pl.col("month")
    some = frame.with_columns(
        pl.when((pl.col("borough") == "Camden") == (month < date(2021, 1, 1))).then(pl.col("minutes_kept"))
    )
    with pytest.raises(BadRequest, match="no month has the time of every borough"):
        prepared(some)


@pytest.mark.real_data
def test_what_the_published_files_say(shared_data):
    rows = prepared(cleaned(shared_data))
    assert (rows.height, rows["month"].n_unique()) == (32 * 61, 61)
    quarters = rows.filter(pl.col("trust").is_not_null() & pl.col("abstracted_year").is_not_null())["month"].n_unique()
    assert quarters == 9
    fit = effect(rows)
    assert fit.clusters == 12
    assert not fit.shown
    assert not fit.ruled_out(0.02)
    assert fit.value == pytest.approx(0.0108, abs=5e-4)
    assert fit.largest < 0.04
