from __future__ import annotations

import polars as pl
import pytest

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.errors import BadRequest
from tests.data.made_stops import api_month, api_search, as_folder, month, name, row

SOURCE = source_named("police-uk/stop-and-search")
NAME = "api-stops-force-metropolitan-2024-09.json"


def read(path) -> pl.DataFrame:
    return load(SOURCE, path).frame.collect()


def test_a_search_has_the_same_cells_whether_the_api_or_the_archive_gives_it(tmp_path):
    given = api_month(tmp_path / NAME, [api_search(outcome_linked_to_object_of_search=True)])
    same = row(
        date="2024-09-01T10:00:00+00:00",
        outcome_linked_to_object_of_search="True",
        removal_of_more_than_just_outer_clothing="False",
    )
    archive = as_folder(tmp_path / "archive", {name("2024-09"): month(same)})
    assert read(given).equals(read(archive))


def test_what_the_api_does_not_give_is_null_and_nothing_found_gets_a_word(tmp_path):
    frame = read(api_month(tmp_path / NAME, [api_search(location=None, gender=None, outcome=False, legislation=" ")]))
    assert frame.select("latitude", "longitude", "gender", "legislation").null_count().row(0) == (1, 1, 1, 1)
    assert clean(frame, SOURCE.steps).frame["outcome"].to_list() == ["A no further action disposal"]


def test_it_says_that_the_month_may_be_incomplete(tmp_path):
    loaded = load(SOURCE, api_month(tmp_path / NAME, [api_search()]))
    assert any("before it is complete" in note for note in loaded.notes)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"error": "x"}, "does not begin with a JSON list"),
        ([{"type": "Person search"}], "13 missing key"),
        ([api_search(), {"type": "Person search"}], "13 missing key"),
        ([[1]], "missing key"),
    ],
)
def test_other_json_is_refused_by_name_without_a_value(tmp_path, content, said):
    with pytest.raises(BadRequest) as caught:
        read(api_month(tmp_path / NAME, content))
    assert said in str(caught.value)
    assert NAME in str(caught.value)
    assert "Person search" not in str(caught.value)


def test_json_that_was_cut_off_is_refused(tmp_path):
    whole = api_month(tmp_path / NAME, [api_search()]).read_bytes()
    (tmp_path / NAME).write_bytes(whole[:-5])
    with pytest.raises(BadRequest, match="not whole JSON"):
        read(tmp_path / NAME)


def test_a_month_from_both_is_refused(tmp_path):
    folder = as_folder(tmp_path / "both", {name("2024-09"): month(row())})
    api_month(folder / NAME, [api_search()])
    with pytest.raises(BadRequest, match="from the API too"):
        read(folder)
