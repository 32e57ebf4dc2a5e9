from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.data import geography
from peel_ml.data.geography import BOROUGHS, OUTSIDE, borough_of, derive_map_points, nearest_note
from peel_ml.results.codes import NOT_RECORDED, UNMAPPED


def of(longitude: float | None, latitude: float | None) -> str:
    return borough_of(pl.Series([longitude], dtype=pl.Float64), pl.Series([latitude], dtype=pl.Float64)).item()


@pytest.mark.parametrize(
    ("longitude", "latitude", "borough"),
    [
        (-0.1276, 51.5034, "Westminster"),  # Downing Street
        (-0.0886, 51.5134, "City of London"),  # Bank
        (-0.4495, 51.4720, "Hillingdon"),  # Heathrow
        (0.1830, 51.5757, "Havering"),  # Romford
        (-0.0985, 51.3727, "Croydon"),
    ],
)
def test_known_places(longitude, latitude, borough):
    assert of(longitude, latitude) == borough


@pytest.mark.parametrize(("longitude", "latitude"), [(-2.2426, 53.4808), (-3.1997, 51.757), (0.0, 0.0), (0.5, 51.38)])
def test_places_outside_london(longitude, latitude):
    assert of(longitude, latitude) == OUTSIDE


def test_a_place_far_from_every_point_is_not_guessed():
    assert of(0.02, 51.6915) == UNMAPPED


@pytest.mark.parametrize(("longitude", "latitude"), [(None, 51.5), (-0.1, None), (None, None), (float("nan"), 51.5)])
def test_a_blank_coordinate_is_not_recorded(longitude, latitude):
    assert of(longitude, latitude) == NOT_RECORDED


@given(st.lists(st.tuples(st.none() | st.floats(-0.6, 0.4), st.none() | st.floats(51.2, 51.8)), max_size=30))
def test_every_row_gets_one_word_and_rows_do_not_matter_to_one_another(places):
    longitude = pl.Series([place[0] for place in places], dtype=pl.Float64)
    latitude = pl.Series([place[1] for place in places], dtype=pl.Float64)
    found = borough_of(longitude, latitude).to_list()
    assert len(found) == len(places)
    assert set(found) <= {*BOROUGHS, OUTSIDE, UNMAPPED, NOT_RECORDED}
    assert found == [of(*place) for place in places]


def test_the_table_of_points_has_every_borough_and_stays_small():
    table = geography._points()
    assert set(table["borough"].unique()) == {*BOROUGHS, OUTSIDE}
    assert table.select("longitude", "latitude").is_duplicated().sum() == 0


def test_the_note_says_the_share_left_out():
    note = nearest_note(pl.Series(["Camden", NOT_RECORDED, UNMAPPED, OUTSIDE]))
    assert note.startswith("75.0% of rows have no borough: 25.0% without a place, 25.0% outside London, 25.0%")


def test_deriving_keeps_london_and_its_ring():
    rows = pl.DataFrame(
        {
            "Longitude": ["-0.13", "-0.13", "-0.6", "-3.2", None],
            "Latitude": ["51.5", "51.5", "51.5", "51.7", None],
            "LSOA name": ["Westminster 018A", "Westminster 018A", "Slough 001B", "Blaenau Gwent 001A", None],
        }
    )
    near = rows.vstack(pl.DataFrame({"Longitude": ["-0.50"], "Latitude": ["51.48"], "LSOA name": ["Hillingdon 031A"]}))
    assert derive_map_points(near)["borough"].to_list() == [OUTSIDE, "Hillingdon", "Westminster"]
    assert derive_map_points(rows)["borough"].to_list() == ["Westminster"]
