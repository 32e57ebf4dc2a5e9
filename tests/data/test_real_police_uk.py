"""The public archives beside the checkout; figures were counted from the files themselves."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.errors import BadRequest

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "police-uk"
SOURCE = source_named("police-uk/stop-and-search")

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the public police.uk archives are not beside the checkout"),
]


def cleaned(name: str):
    return clean(load(SOURCE, FOLDER / name).frame.collect(), SOURCE.steps)


@pytest.fixture(scope="module")
def met():
    return cleaned("metropolitan-stop-and-search-2022-03-to-2024-03.zip")


def test_the_metropolitan_archive_is_read_whole():
    path = FOLDER / "metropolitan-stop-and-search-2022-03-to-2024-03.zip"
    assert len(SOURCE.inspect(path).files) == 25
    loaded = load(SOURCE, path)
    assert sum(file.rows for file in loaded.files) == 322_832


def test_every_label_is_known(met):
    for name in (
        "metropolitan-stop-and-search-older-vocabularies.zip",
        "city-of-london-2022-03-to-2024-03.zip",
    ):
        assert set(cleaned(name).unmapped.values()) == {0}
    assert set(met.unmapped.values()) == {0}


def test_published_times_are_utc(met):
    outside = met.frame.filter(pl.col("date").dt.strftime("%Y-%m") != pl.col("month"))
    assert outside.height == 0
    assert met.frame["date"].min().day == 1


def test_rows_are_accounted_for(met):
    rows = {record.step: record.rows_out for record in met.log}
    assert rows["drop exact duplicates"] == 315_390
    assert rows["separate vehicle-only searches"] == met.frame.height == 311_523


def test_an_eighth_of_placed_rows_share_an_event(met):
    placed = met.frame.drop_nulls("latitude")
    assert 0.12 < placed["event"].is_duplicated().mean() < 0.16


def test_most_placed_rows_have_a_borough(met):
    shares = met.frame.drop_nulls("latitude")["borough"].value_counts(normalize=True)
    lost = shares.filter(pl.col("borough").is_in(["Unmapped", "Outside London"]))["proportion"].sum()
    assert lost < 0.01


def test_the_city_force_searches_mostly_in_the_city():
    placed = cleaned("city-of-london-2022-03-to-2024-03.zip").frame.drop_nulls("latitude")
    assert (placed["borough"] == "City of London").mean() > 0.8


def test_outcomes_alone_are_refused():
    with pytest.raises(BadRequest, match="does not read"):
        load(SOURCE, FOLDER / "metropolitan-outcomes-2019-04-to-2019-06.zip")
