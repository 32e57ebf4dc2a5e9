from __future__ import annotations

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.errors import BadRequest
from tests.data.made_crimes import (
    NO_SUSPECT,
    OUTCOMES,
    a_few,
    archive,
    crime,
    outcome,
    victims,
    written,
)
from tests.data.made_stops import as_folder


def cleaned(files, tmp_path, name="police-uk/street"):
    source = source_named(name)
    return clean(load(source, as_folder(tmp_path / "download", files)).frame.collect(), source.steps)


def test_one_row_a_crime_with_its_outcome_and_how_long_it_was_followed(tmp_path):
    found = cleaned(a_few(), tmp_path)
    rows = found.frame.select("crime_id", "outcome", "months_followed", "months_to_positive", "months_to_end").rows()
    assert rows == [("a", NO_SUSPECT, 1, None, 1), ("b", "Suspect charged", 1, 1, None), ("c", None, 0, None, None)]
    said = " ".join(found.notes)
    assert "2 of 3 crimes have an outcome" in said
    assert "1 outcomes belong to crimes that are not in these files" in said
    assert "1 rows without a crime id left out, 1 of them Anti-social behaviour" in said


def test_the_latest_outcome_is_joined_and_the_first_positive_one_dated(tmp_path):
    files = archive(
        [crime("a", "2023-01")],
        [
            outcome("a", "2023-02", NO_SUSPECT),
            outcome("a", "2023-04"),
            outcome("a", "2023-06", "Defendant found not guilty"),
        ],
    )
    row = cleaned(files, tmp_path).frame.row(0, named=True)
    assert row["outcome"] == "Defendant found not guilty"
    assert (row["months_to_end"], row["months_to_positive"], row["months_followed"]) == (1, 3, 5)


def test_an_outcome_of_another_force_is_not_joined(tmp_path):
    files = archive([crime("a", "2023-01")], [outcome("q", "2023-02")])
    files |= archive([], [outcome("a", "2023-02")], force="other")
    assert cleaned(files, tmp_path).frame["outcome"].to_list() == [None]


def test_words_nobody_knows_are_counted(tmp_path):
    found = cleaned(archive([crime("a", "2023-01")], [outcome("a", "2023-02", "Suspect apologised")]), tmp_path)
    assert found.unmapped["outcome_type"] == 1
    assert found.frame["months_to_positive"].to_list() == [None]


def test_street_files_alone_know_of_no_outcome(tmp_path):
    files = {name: one for name, one in a_few().items() if "street" in name}
    assert set(cleaned(files, tmp_path).frame["months_followed"]) == {0}


def test_outcomes_alone_keep_the_latest_with_and_without_a_crime_type(tmp_path):
    header = [*OUTCOMES, "Crime type"]
    typed = written([outcome("a", "2023-03", **{"Crime type": "Drugs"})], header)
    files = {name: one for name, one in a_few().items() if "outcomes" in name}
    found = cleaned({**files, "2023-03/2023-03-city-outcomes.csv": typed}, tmp_path, "police-uk/outcomes").frame
    assert found.filter(crime_id="a").select("outcome_type", "crime_type").row(0) == ("Suspect charged", "Drugs")
    assert found.filter(crime_id="b")["crime_type"].to_list() == ["Not recorded"]


def test_a_file_without_its_columns_is_refused(tmp_path):
    with pytest.raises(BadRequest, match=r"2023-01-city-outcomes\.csv: .*missing column"):
        cleaned({**a_few(), "2023-01/2023-01-city-outcomes.csv": b"Crime ID,Month\n"}, tmp_path)


def test_boroughs_lose_their_spaces_and_an_age_band_gets_its_own(tmp_path):
    source = source_named("london-datastore/homicide-victims")
    found = clean(load(source, victims(tmp_path / "victims.csv")).frame.collect(), source.steps)
    assert found.frame.select("borough", "age_group").unique().rows() == [("Ealing", "13 to 19")]
    assert str(found.frame["date"][0]) == "2005-07-01"


@pytest.mark.real_data
def test_the_city_of_london(shared_data):
    source = source_named("police-uk/street")
    raw = load(source, shared_data / "police-uk/city-of-london-2022-03-to-2024-03.zip").frame.collect()
    found = clean(raw, source.steps)
    assert raw["kind"].value_counts().sort("kind").rows() == [("outcomes", 13_261), ("street", 18_899)]
    # 1,268 rows of anti-social behaviour have no id; 324 rows stand in the files once more under the same id.
    assert found.frame.height == 18_899 - 1_268 - 324
    assert not any(found.unmapped.values())
    assert int(found.frame["outcome"].count()) == 12_953
    assert found.frame["crime_id"].is_unique().all()


@pytest.mark.real_data
def test_the_metropolitan_outcomes_without_a_crime_type(shared_data):
    source = source_named("police-uk/outcomes")
    raw = load(source, shared_data / "police-uk/metropolitan-outcomes-2019-04-to-2019-06.zip").frame.collect()
    frame = clean(raw, source.steps).frame
    assert (raw.height, frame.height) == (29_301, 25_128)
    assert "crime_type" not in frame.columns


@pytest.mark.real_data
def test_homicide_victims(shared_data):
    source = source_named("london-datastore/homicide-victims")
    found = clean(
        load(source, shared_data / "london-datastore/homicide-victims-2003-2017.csv").frame.collect(), source.steps
    )
    unsolved = found.frame.group_by("officer_observed_ethnicity").agg(
        pl.len(), (pl.col("solved_status") == "Unsolved").sum()
    )
    assert {("White", 1046, 85), ("Black", 717, 92)} <= set(unsolved.rows())
    assert not any(found.unmapped.values())
    assert found.frame["borough"].n_unique() == 33
