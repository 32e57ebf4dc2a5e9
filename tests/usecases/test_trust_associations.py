"""Trust and what goes together with it: the made-up sample, the preparation, and the answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.errors import BadRequest
from peel_ml.usecase.load import function_of, load_use_case

FOLDER = Path(__file__).resolve().parents[2] / "usecases" / "trust-associations"


def _prepared(path: Path, drop: str = "") -> pl.DataFrame:
    case = load_use_case(FOLDER)
    source = source_named(case.data.source)
    frame = clean(load(source, path).frame.collect(), source.steps).frame
    frame = frame.filter(pl.col("pas/measure").ne_missing(drop)) if drop else frame
    return function_of(FOLDER, "prepare", "prepare")(frame.lazy(), case).collect()


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("SYNTHETIC")
    function_of(FOLDER, "sample", "sample")(2024, folder)
    return folder


@pytest.fixture(scope="module")
def prepared(sample) -> pl.DataFrame:
    return _prepared(sample)


def test_the_same_seed_writes_the_same_files(sample, tmp_path):
    function_of(FOLDER, "sample", "sample")(2024, tmp_path)
    for file in sample.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()
        assert file.name.startswith("SYNTHETIC")


def test_one_row_a_borough_and_quarter_with_who_lives_there(prepared):
    assert prepared.height == 32 * 30
    assert not prepared.select("borough", "quarter").is_duplicated().any()
    assert prepared["share_black"].null_count() == 0
    declared = set(load_use_case(FOLDER).data.columns)
    assert declared <= set(prepared.columns)


def test_crime_is_what_was_out_before_the_quarter_began(prepared):
    assert prepared["crime_rate"].null_count() == 0
    assert prepared.filter(pl.col("crime_published") >= pl.col("quarter")).is_empty()
    early = prepared.filter(pl.col("quarter") == date(2015, 1, 1))["crime_period_end"].unique().to_list()
    assert early == [date(2014, 10, 31)]


def test_a_measure_under_another_name_is_refused(sample):
    with pytest.raises(BadRequest, match="Listen to concerns"):
        _prepared(sample, drop="Listen to concerns")


@pytest.mark.real_data
def test_the_published_files(shared_data):
    rows = _prepared(shared_data)
    assert rows.height == 960
    assert rows.select("good_job", "fair", "crime_rate", "imd_2019").null_count().sum_horizontal()[0] == 0
