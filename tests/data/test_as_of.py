"""Covariates joined by the day they were published: never from the future."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.data.as_of import LateRelease, join_as_of
from peel_ml.errors import BadRequest

START = date(2024, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: START + timedelta(days=days))
AREAS = st.sampled_from("AB")
RELEASES = st.lists(st.tuples(AREAS, DAYS, st.one_of(st.none(), DAYS)), max_size=12, unique=True)


def table(releases):
    return pl.DataFrame(
        [(area, end, out, number) for number, (area, end, out) in enumerate(releases)],
        schema={"area": pl.String, "end": pl.Date, "out": pl.Date, "value": pl.Int64},
        orient="row",
    )


def joined(rows, covariate, **more):
    given = {"name": "c", "on_area": "area", "time": "day", "period_end": "end", "lag_days": 10} | more
    return join_as_of(rows, covariate, **given)


def frame(rows):
    return pl.DataFrame(rows, schema={"area": pl.String, "day": pl.Date}, orient="row")


@given(st.lists(st.tuples(AREAS, DAYS), max_size=12), RELEASES)
def test_each_row_has_the_latest_period_that_was_out_before_its_day(rows, releases):
    found = joined(frame(rows), table(releases), published="out").frame
    assert found.select("area", "day").rows() == rows
    for area, day, value, end, out in found.select("area", "day", "value", "c_period_end", "c_published").rows():
        known = [(e, o) for a, e, o in releases if a == area and o is not None and o < day]
        assert (end, out) == max(known, default=(None, None))
        assert value is None or releases[value] == (area, end, out)


@given(st.lists(st.tuples(AREAS, DAYS), max_size=12), RELEASES, st.integers(0, 30))
def test_a_row_is_late_where_a_later_period_was_due_before_its_day(rows, releases, lag):
    found = joined(frame(rows), table(releases), published="out", lag_days=lag).frame
    for area, day, end, late in found.select("area", "day", "c_period_end", "c_late").rows():
        due = [e for a, e, _ in releases if a == area and e + timedelta(days=lag) < day]
        assert late == (bool(due) and (end is None or max(due) > end))


@given(st.lists(st.tuples(AREAS, DAYS), max_size=12), RELEASES, st.integers(0, 30))
def test_nothing_is_ever_joined_from_the_future(rows, releases, lag):
    ends = list({(area, end): None for area, end, _ in releases})
    covariate = table([(area, end, None) for area, end in ends]).drop("out")
    found = joined(frame(rows), covariate, lag_days=lag).frame.drop_nulls("c_published")
    assert (found["c_published"] < found["day"]).all()
    assert (found["c_period_end"] + timedelta(days=lag) == found["c_published"]).all()


@given(st.lists(st.tuples(AREAS, DAYS), max_size=8), RELEASES, AREAS, DAYS)
def test_what_comes_out_later_changes_nothing_before(rows, releases, area, end):
    day = max([d for _, d in rows], default=START)
    more = [*releases, (area, end, day)]
    if len(set(more)) < len(more):
        return
    before = joined(frame(rows), table(releases), published="out").frame
    after = joined(frame(rows), table(more), published="out").frame
    # That it was late is said of rows before it too: its day was known, and had passed.
    assert before.drop("c_late").equals(after.drop("c_late"))


def test_a_late_release_is_used_from_its_day_and_listed():
    covariate = table(
        [
            ("A", date(2024, 1, 31), date(2024, 2, 10)),
            ("A", date(2024, 2, 29), date(2024, 4, 2)),
            ("B", date(2024, 2, 29), date(2024, 3, 20)),
            ("B", date(2024, 3, 31), None),
        ]
    )
    rows = frame([("A", date(2024, 4, 1)), ("A", date(2024, 5, 1))])
    found = joined(rows, covariate, published="out", lag_days=12)
    assert found.frame["c_period_end"].to_list() == [date(2024, 1, 31), date(2024, 2, 29)]
    assert found.late == (LateRelease(date(2024, 2, 29), date(2024, 3, 12), date(2024, 4, 2), 2),)


def test_a_period_that_never_came_out_is_late_once_others_did():
    covariate = table([("A", date(2024, 1, 31), None), ("A", date(2024, 2, 29), date(2024, 3, 10))])
    found = joined(frame([("A", date(2024, 4, 1))]), covariate, published="out")
    assert found.late == (LateRelease(date(2024, 1, 31), date(2024, 2, 10), None, 1),)


def test_a_revision_counts_from_its_own_day():
    covariate = table([("A", START, date(2024, 1, 5)), ("A", START, date(2024, 2, 5))])
    rows = frame([("A", date(2024, 2, 5)), ("A", date(2024, 2, 6)), ("B", date(2024, 2, 6))])
    found = joined(rows, covariate, published="out")
    assert found.frame["value"].to_list() == [0, 1, None]
    assert (found.rows_without, found.late) == (1, ())


def test_rows_with_a_time_do_not_see_what_came_out_that_day():
    rows = frame([("A", START)]).with_columns(day=pl.lit(datetime(2024, 1, 11, 23, 59)))
    covariate = table([("A", START, None)]).drop("out")
    assert joined(rows, covariate).frame["value"].to_list() == [None]
    assert joined(rows.with_columns(pl.col("day") + timedelta(days=1)), covariate).frame["value"].to_list() == [0]


def test_what_cannot_be_joined_is_refused_with_every_reason():
    rows = frame([("A", START)]).with_columns(value=1)
    with pytest.raises(BadRequest) as caught:
        joined(rows, table([]).with_columns(end=pl.lit("soon")).drop("out"), published="gone", lag_days=-1)
    assert [problem.what for problem in caught.value.problems] == [
        "the covariate has no column 'gone'",
        "column 'end' holds no days but String",
        "the rows have a column 'value' already",
        "a publication delay of -1 days",
    ]
    with pytest.raises(BadRequest, match="column 'area' is Int64 and String"):
        joined(frame([("A", START)]), table([]).with_columns(area=pl.lit(1, pl.Int64)).drop("out"))
    twice = table([("A", START, None), ("A", START, START), ("B", None, None)]).drop("out")
    with pytest.raises(BadRequest) as caught:
        joined(frame([("A", START)]), twice)
    assert len(caught.value.problems) == 2
