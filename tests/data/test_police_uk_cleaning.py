from __future__ import annotations

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import source_named
from peel_ml.data.sources.police_uk_cleaning import drop_duplicates, number_events
from peel_ml.data.vocabulary import VOCABULARIES, normalised
from peel_ml.errors import BadRequest
from tests.data.made_stops import row

STEPS = source_named("police-uk/stop-and-search").steps


def raw(*rows: dict[str, str]) -> pl.DataFrame:
    frame = pl.DataFrame(
        [
            {name.lower().replace(" ", "_").replace("-", "_"): value or None for name, value in one.items()}
            for one in rows
        ],
        schema_overrides={
            "policing_operation": pl.String,
            "outcome_linked_to_object_of_search": pl.String,
            "removal_of_more_than_just_outer_clothing": pl.String,
        },
    )
    return frame.with_columns(month=pl.lit("2023-06"), force=pl.lit("metropolitan"))


def cleaned(*rows: dict[str, str]):
    return clean(raw(*rows), STEPS)


def record(result, step: str):
    return next(one for one in result.log if one.step == step)


def test_exact_duplicates_are_counted_once():
    result = cleaned(row(), row(), row(gender="Female"))
    assert record(result, "drop exact duplicates").rows_out == 2
    assert result.frame["gender"].to_list() == ["Male", "Female"]


def test_searches_of_a_vehicle_alone_are_kept_out_and_a_blank_type_is_kept():
    result = cleaned(row(), row(type="Vehicle search"), row(type="Person and Vehicle search"), row(type=""))
    assert result.frame["type"].to_list() == ["Person search", "Person and Vehicle search", "Not recorded"]


def test_unknown_labels_are_kept_and_counted():
    result = cleaned(row(), row(outcome="made up"), row(object_of_search="made up too"))
    assert result.unmapped["outcome"] == 1
    assert result.unmapped["object_of_search"] == 1
    assert result.unmapped["gender"] == 0
    assert result.frame.height == 3


def test_label_changes_are_counted_by_cell():
    plain = record(cleaned(row()), "normalise labels").cells_changed
    assert record(cleaned(row(outcome="Suspect arrested")), "normalise labels").cells_changed == plain + 1
    assert record(cleaned(row(gender="")), "normalise labels").cells_changed == plain + 1


def test_eras_are_noted():
    notes = "\n".join(cleaned(row(), row(self_defined_ethnicity="White - White Irish (W2)")).notes)
    assert "Labels of self_defined_ethnicity by era: 16+1 (1), 18+1 (1)." in notes


@pytest.mark.parametrize(
    ("published", "london"),
    [
        ("2023-05-31T23:30:00+00:00", datetime(2023, 6, 1, 0, 30)),
        ("2023-12-01T00:00:00+00:00", datetime(2023, 12, 1)),
        ("2023-06-01T00:30:00+01:00", datetime(2023, 6, 1, 0, 30)),
    ],
)
def test_times_are_those_of_the_clock_in_london(published, london):
    dates = cleaned(row(date=published)).frame["date"]
    assert dates.dtype == pl.Datetime("us")
    assert dates.item() == london


def test_rows_without_a_readable_date_are_counted_and_left_out():
    result = cleaned(row(), row(date="yesterday"), row(date=""))
    step = record(result, "turn times to London time")
    assert (step.rows_in, step.rows_out) == (3, 1)


def test_no_readable_date_at_all_is_a_bad_request_without_the_values():
    with pytest.raises(BadRequest, match="none of 1 rows") as caught:
        cleaned(row(date="marker"))
    assert "marker" not in str(caught.value)


def test_rows_of_one_time_and_place_are_one_event():
    result = cleaned(row(), row(gender="Female"), row(latitude="51.51"), row(date="2023-06-01T10:01:00+00:00"))
    assert result.frame["event"].to_list() == [0, 0, 1, 2]
    assert result.frame["event"].dtype == pl.Int64
    assert "50.0% of rows share their exact time and place with another row." in result.notes


def test_rows_without_a_place_are_events_of_their_own():
    result = cleaned(row(latitude="", longitude=""), row(latitude="", longitude="", gender="Female"))
    assert result.frame["event"].to_list() == [0, 1]


def test_the_hour_that_happens_twice_holds_two_events():
    result = cleaned(row(date="2023-10-29T00:30:00+00:00"), row(date="2023-10-29T01:30:00+00:00", gender="Female"))
    assert result.frame["date"].n_unique() == 1
    assert result.frame["event"].n_unique() == 2


def test_coordinates_become_numbers_and_a_borough():
    result = cleaned(row(), row(latitude="", longitude=""), row(latitude="north"))
    assert result.frame["borough"].to_list() == ["Westminster", "Not recorded", "Not recorded"]
    assert result.frame["latitude"].dtype == pl.Float64
    assert any("66.7% of rows have no borough" in note for note in result.notes)


def test_nothing_is_missing_without_a_code():
    columns = [
        "type",
        "gender",
        "age_range",
        "self_defined_ethnicity",
        "officer_defined_ethnicity",
        "legislation",
        "object_of_search",
        "outcome",
        "borough",
    ]
    blank = dict.fromkeys(("gender", "age_range", "outcome", "legislation", "object_of_search"), "")
    assert cleaned(row(**blank)).frame.select(columns).null_count().sum_horizontal().item() == 0


CELL = st.sampled_from(["x", "y", "", None])
ROWS = st.lists(st.tuples(CELL, CELL, CELL, CELL, st.sampled_from(["1", "2"])), min_size=1, max_size=40)


def made(rows) -> pl.DataFrame:
    columns = ["force", "date", "latitude", "longitude", "other"]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


@given(ROWS)
@settings(deadline=None)
def test_only_rows_that_are_alike_cell_by_cell_are_dropped(rows):
    frame = made(rows)
    assert drop_duplicates(frame)[0].equals(frame.unique(maintain_order=True, keep="first"))


@given(ROWS)
@settings(deadline=None)
def test_events_are_numbered_in_the_order_of_rows_without_gaps(rows):
    expected: list[int] = []
    known: dict[object, int] = {}
    for number, (force, date, latitude, longitude, _) in enumerate(rows):
        alone = None in (date, latitude, longitude)
        expected.append(known.setdefault(number if alone else (force, date, latitude, longitude), len(known)))
    assert number_events(made(rows))[0]["event"].to_list() == expected


def test_equal_hashes_alone_make_no_duplicate_and_no_event(monkeypatch):
    monkeypatch.setattr(pl.DataFrame, "hash_rows", lambda frame, **_: pl.Series([7] * frame.height))
    result = cleaned(row(), row(), row(gender="Female"), row(latitude="51.51"))
    assert record(result, "drop exact duplicates").rows_out == 3
    assert result.frame["event"].to_list() == [0, 0, 1]


def test_labels_in_any_spelling_become_the_same_words():
    plain = row(gender="Male", outcome="Arrest", self_defined_ethnicity="White - Irish")
    odd = row(gender=" male", outcome="SUSPECT  arrested", self_defined_ethnicity="White - White Irish (W2)")
    for rows in ([plain, odd], [plain, row(gender="", outcome="?")], [odd]):
        frame = raw(*rows)
        after = clean(frame, STEPS).frame
        for column, known in VOCABULARIES.items():
            assert after[column].to_list() == normalised(frame[column].cast(pl.String), known).to_list()


@pytest.mark.parametrize(
    "written",
    ["2023-07-01T10:00:00+00:00", " 2023-07-01T10:00:00+00:00", "2023-07-01T11:00:00+01:00"],
)
def test_an_instant_is_read_however_its_zone_is_written(written):
    result = cleaned(row(date="2023-07-01T10:00:00+00:00", gender="Female"), row(date=written))
    assert result.frame["date"].to_list() == [datetime(2023, 7, 1, 11)] * 2
