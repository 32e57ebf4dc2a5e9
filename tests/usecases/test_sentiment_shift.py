"""sentiment-shift: its sample, its preparation and its rates."""

import importlib.util
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.usecase.load import load_use_case as declared

FOLDER = Path(__file__).resolve().parents[2] / "usecases" / "sentiment-shift"
SOURCE = "london-datastore/crime-dashboard"


def module(name: str) -> ModuleType:
    qualified = f"sentiment_shift_{name}"
    spec = importlib.util.spec_from_file_location(qualified, FOLDER / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[qualified] = loaded
    spec.loader.exec_module(loaded)
    return loaded


def cleaned(path: Path) -> pl.DataFrame:
    source = source_named(SOURCE)
    return clean(load(source, path).frame.collect(), source.steps).frame


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    return module("sample").sample(2024, tmp_path_factory.mktemp("SYNTHETIC-sample"))


@pytest.fixture(scope="module")
def prepared(written) -> pl.DataFrame:
    return module("prepare").prepare(cleaned(written).lazy(), None).collect()


def test_the_declaration_fits_the_prepared_columns(prepared):
    case = declared(FOLDER)
    assert set(case.data.columns) == set(prepared.columns)
    assert set(prepared["strand"]) == set(module("prepare").STRANDS.values())


def test_every_borough_strand_and_month_has_one_row(prepared):
    assert prepared.height == 32 * 5 * 43
    assert prepared.select("borough", "strand", "month").is_unique().all()
    assert prepared.null_count().sum_horizontal().item() == 0
    assert "City of London" not in set(prepared["borough"])


def test_noughts_are_filled_in_only_where_the_file_has_the_month_and_the_strand(written):
    rows = cleaned(written)
    gone = rows.filter(
        (pl.col("month") != date(2023, 5, 1))
        & ~((pl.col("crime_subtype") == "Faith Crime") & (pl.col("month") >= date(2024, 9, 1)))
    )
    made = module("prepare").prepare(gone.lazy(), None).collect()
    assert made.filter(pl.col("month") == date(2023, 5, 1)).is_empty()
    late = made.filter(pl.col("month") >= date(2024, 9, 1))
    assert "Faith hate crime" not in set(late["strand"])
    assert made.filter(pl.col("offences") == 0).height > 500


def test_the_sample_has_the_quirks_of_the_file(written):
    raw = pl.read_csv(written)
    sums = dict(raw.group_by("area_type").agg(pl.col("count").sum()).iter_rows())
    assert sums["Safer Neighbourhood Teams"] == pytest.approx(sums["Borough"], rel=0.001)
    assert raw["count"].min() == 1
    assert "Miscalleneous" in set(raw["crime_type"])
    airport = raw.filter(pl.col("area_name").str.starts_with("Aviation"))
    assert set(airport["borough_snt"]) == {"Aviation Security", "Other / NK"}


def test_planted_changes_are_in_the_sample(prepared):
    def mean(strand, boroughs, since, until):
        rows = prepared.filter(pl.col("strand") == strand, pl.col("month").is_between(since, until))
        return rows.filter(pl.col("borough").is_in(boroughs))["offences"].mean()

    every = prepared["borough"].unique().to_list()
    faith = "Faith hate crime"
    assert mean(faith, every, date(2023, 10, 1), date(2023, 12, 1)) > 2 * mean(
        faith, every, date(2023, 4, 1), date(2023, 9, 1)
    )
    three = list(module("sample").RACE_WHERE)
    race = "Race hate crime"
    assert mean(race, three, date(2024, 9, 1), date(2025, 2, 1)) > 1.5 * mean(
        race, three, date(2023, 9, 1), date(2024, 2, 1)
    )


def test_same_seed_same_bytes_and_another_seed_other_rows(written, tmp_path):
    sample = module("sample").sample
    assert sample(2024, tmp_path / "again").read_bytes() == written.read_bytes()
    assert sample(7, tmp_path / "other").read_bytes() != written.read_bytes()


def test_no_rate_is_of_one_strand_in_one_borough():
    tables = {path.stem: pl.read_csv(path) for path in (FOLDER / "rates").iterdir()}
    assert {name: table.columns for name, table in tables.items()} == {
        "boroughs": ["borough", "share"],
        "strands": ["strand", "a_month"],
        "season": ["number", "factor"],
    }
    assert tables["boroughs"]["share"].sum() == pytest.approx(1, abs=0.002)


@pytest.mark.real_data
def test_rates_are_those_of_the_published_file(shared_data):
    path = shared_data / "london-datastore" / "monthly-crime-dashboard-to-2025-03-01.parquet"
    for name, table in module("derive_rates").derive(path).items():
        assert pl.read_csv(FOLDER / "rates" / f"{name}.csv").cast(table.schema).equals(table), name


@pytest.mark.real_data
def test_the_published_file_is_prepared_whole(shared_data):
    path = shared_data / "london-datastore" / "monthly-crime-dashboard-to-2025-03-01.parquet"
    made = module("prepare").prepare(cleaned(path).lazy(), None).collect()
    assert made.height == 32 * 5 * 43
    zero = dict(made.group_by("strand").agg((pl.col("offences") == 0).mean()).iter_rows())
    assert 0.25 < zero["Disability hate crime"] < 0.45
    assert zero["Race hate crime"] == 0
