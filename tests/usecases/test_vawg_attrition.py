"""Attrition of domestic abuse: the made-up sample, the preparation, and what is never summed."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.data.sources.side_by_side import table
from peel_ml.errors import BadRequest
from peel_ml.usecase.load import function_of, load_use_case

FOLDER = Path(__file__).resolve().parents[2] / "usecases" / "vawg-attrition"
GROUPS = ["victims_white", "victims_black", "victims_asian", "victims_any_other", "victims_unknown"]


def _cleaned(path: Path) -> pl.DataFrame:
    source = source_named(load_use_case(FOLDER).data.source)
    return clean(load(source, path).frame.collect(), source.steps).frame


def _prepared(cleaned: pl.DataFrame) -> pl.DataFrame:
    return function_of(FOLDER, "prepare", "prepare")(cleaned.lazy(), load_use_case(FOLDER)).collect()


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("SYNTHETIC")
    function_of(FOLDER, "sample", "sample")(2024, folder)
    return folder


@pytest.fixture(scope="module")
def cleaned(sample) -> pl.DataFrame:
    return _cleaned(sample)


def test_the_same_seed_writes_the_same_files(sample, tmp_path):
    function_of(FOLDER, "sample", "sample")(2024, tmp_path)
    for file in sample.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()
        assert file.name.startswith("SYNTHETIC")


def test_no_offence_and_no_victim_counts_twice(cleaned):
    rows = _prepared(cleaned)
    assert set(load_use_case(FOLDER).data.columns) <= set(rows.columns)
    assert not rows.select("borough", "offence", "month").is_duplicated().any()
    crime = table(cleaned.lazy(), "crime").collect()
    whole = crime.filter((pl.col("crime_subtype") == "Domestic Abuse") & (pl.col("measure") == "Offences"))
    assert rows["offences"].sum() == whole["count"].sum()
    months = rows.group_by("month").first()
    victims = table(cleaned.lazy(), "victims").filter(pl.col("counted_by") == "place").collect()
    assert months.select(pl.sum_horizontal(GROUPS)).to_series().sum() == victims["victims"].sum()


def test_a_month_without_a_positive_outcome_is_a_nought_and_no_gap(cleaned):
    positive = (pl.col("crime/measure") == "Positive Outcomes") & (pl.col("crime/borough") == "Camden")
    rows = _prepared(cleaned.filter((~positive).fill_null(True)))
    camden = rows.filter(pl.col("borough") == "Camden")
    assert camden["attrition"].unique().to_list() == [1.0]
    assert camden.height == rows.filter(pl.col("borough") == "Barnet").height


def test_a_group_of_victims_that_is_not_known_is_refused(cleaned):
    new = pl.col("victims/ethnic_appearance").replace({"Asian": "Chinese"})
    with pytest.raises(BadRequest, match="1 groups on the sheet by ethnicity"):
        _prepared(cleaned.with_columns(new))


@pytest.mark.real_data
def test_the_published_files(shared_data):
    rows = _prepared(_cleaned(shared_data / "london-datastore"))
    assert rows.height == 32 * 43 * 2
    assert rows["attrition"].is_between(0, 1).all()
    last = rows.filter(pl.col("month") == rows["month"].max()).row(0, named=True)
    assert sum(last[name] for name in GROUPS) == 9_356
