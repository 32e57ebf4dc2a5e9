from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_of
from peel_ml.data.sources.london_datastore.thorough_searches import STEPS, drop_second_load, merge_spellings, read_dates
from peel_ml.errors import BadRequest
from tests.data.made_crimes import search, searches


def test_a_doubled_load_is_counted_once_and_three_spellings_are_one(tmp_path):
    path = searches(tmp_path / "searches.parquet")
    found = clean(load(source_of(path), path).frame.collect(), STEPS)
    assert found.frame["positive_outcome"].to_list() == ["No", "No", "Yes"]
    assert found.frame["date"].to_list() == [date(2020, 5, 13), date(2020, 6, 1), date(2023, 9, 2)]
    assert found.frame["age_group"].to_list() == ["18 or over", "Under 18", "18 or over"]
    assert found.frame["stop_reason"].n_unique() == 1
    assert found.frame["appropriate_adult"].to_list() == ["Not recorded", "Recorded as present", "Not recorded"]
    assert "1 rows of a second load left out; 1 of them match" in " ".join(found.notes)


def test_a_file_with_the_second_load_alone_keeps_its_rows():
    frame = pl.DataFrame([search("2020-05-13", postive_outcome_of_stop=None, positve_outcome="No")])
    assert drop_second_load(frame)[0].height == 1


def test_two_names_that_disagree_are_not_guessed():
    frame = pl.DataFrame([search("2020-05-13", positive_outcome_of_stop="Yes")]).rename(
        {"approporiate_adult_present_if_required?": "approporiate_adult_present_if_required"}
    )
    assert merge_spellings(frame)[0]["positive_outcome"].to_list() == ["Unmapped"]


def test_an_outcome_under_an_unknown_name_is_refused():
    frame = pl.DataFrame([search("2020-05-13")]).drop("postive_outcome_of_stop", "positive_outcome_of_stop")
    with pytest.raises(BadRequest, match="no column positive_outcome"):
        merge_spellings(frame.drop("positve_outcome"))


def test_dates_that_nobody_can_read_are_refused():
    with pytest.raises(BadRequest, match="none of 1 rows"):
        read_dates(pl.DataFrame({"stop_date": ["May 2020"]}))


@pytest.mark.real_data
def test_the_published_file_holds_19_237_searches_of_32_819_rows(shared_data):
    path = shared_data / "london-datastore/thorough-searches-to-2024-01-01.parquet"
    found = clean(load(source_of(path), path).frame.collect(), STEPS)
    assert (found.log[0].rows_in, found.frame.height) == (32_819, 19_237)
    assert set(found.frame["positive_outcome"].unique()) == {"Yes", "No"}
    assert (found.frame["date"].min(), found.frame["date"].max()) == (date(2019, 1, 1), date(2023, 12, 31))
    assert "13,582 rows of a second load left out; 13,571 of them match" in " ".join(found.notes)
    children = found.frame.filter(pl.col("age_group") == "Under 18")
    assert (children.height, int((children["appropriate_adult"] == "Recorded as present").sum())) == (1357, 982)
