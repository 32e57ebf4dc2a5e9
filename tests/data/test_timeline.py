"""Months of the prepared rows."""

from datetime import date, datetime

import polars as pl
import pytest

from peel_ml.data.timeline import timeline
from peel_ml.results.findings import Finding
from peel_ml.results.timeline import Break, Month

DAYS = [date(2023, 11, 30), date(2023, 12, 1), date(2023, 12, 31), date(2024, 2, 29), date(2024, 3, 1)]
PARTS = ["training", "training", "embargo", "held_out", "held_out"]


def made(*, opened=False, times=None, positive=None, findings=()):
    return timeline(
        pl.Series(DAYS if times is None else times),
        pl.Series([True, False, True, True, False] if positive is None else positive),
        pl.Series(PARTS),
        opened=opened,
        findings=findings,
    )


def test_every_month_is_there_and_the_closed_ones_tell_no_outcome():
    assert made().months == (
        Month("2023-11", 1, 1),
        Month("2023-12", 2, 1),
        Month("2024-01", 0, 0),
        Month("2024-02", 1, None),
        Month("2024-03", 1, None),
    )
    assert [month.positives for month in made(opened=True).months] == [1, 1, 0, 1, 0]


def test_the_closed_outcomes_have_no_say():
    """Whatever the held-out outcomes are, and even if they were missing, the timeline is the same."""
    for closed in ([True, True], [False, False], [None, None]):
        assert made(positive=[True, False, True, *closed]) == made()


def test_a_month_that_is_partly_held_out_tells_no_outcome():
    assert made(times=[date(2023, 11, 1)] * 5).months == (Month("2023-11", 5, None),)


@pytest.mark.parametrize("unknown", [0, 1])
def test_rows_without_an_outcome_are_rows_and_rows_without_a_time_are_in_no_month(unknown):
    positive = [True, False, True, True, False]
    positive[unknown] = None
    assert [month.rows for month in made(positive=positive).months] == [1, 2, 0, 1, 1]
    times = [*DAYS[:4], None]
    assert [month.month for month in made(times=times).months] == ["2023-11", "2023-12", "2024-01", "2024-02"]


def test_no_time_at_all_is_no_timeline():
    assert made(times=pl.Series([None] * 5, dtype=pl.Date)) is None


def test_times_of_the_day_count_in_their_month():
    late = [datetime(2023, 12, 31, 23, 59)] * 5
    assert made(times=late).months == (Month("2023-12", 5, None),)


def test_breaks_are_those_the_findings_name_in_order():
    first = Break("2023-12", "short-period", "Far fewer rows than in the months around it")
    later = Break("2024-02", "vocabulary-break", "Gender: other words from here on")
    findings = (
        Finding("vocabulary-break", "warn", "", "", "", breaks=(later,)),
        Finding("short-period", "note", "", "", "", breaks=(first,)),
    )
    assert made(findings=findings).breaks == (first, later)
