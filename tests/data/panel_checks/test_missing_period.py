"""``missing-period``."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.checking import Found, Passed
from peel_ml.data.panel_checks.missing_period import check
from tests.data.panel_checks.made_panel import AREAS, made, month, view

PANEL = made(months=12)


@given(st.integers(1, 10))
def test_a_month_without_a_row_is_found(number):
    outcome = check(view(PANEL.filter(pl.col("month") != month(number))))
    assert isinstance(outcome, Found)
    assert outcome.breaks == ((month(number).strftime("%Y-%m"), "No row at all"),)
    assert outcome.evidence[0]["series_that_lack_one"] == 0


@given(st.integers(0, 11), st.sampled_from(AREAS))
def test_a_series_without_a_month_that_others_have_is_found(number, area):
    gone = (pl.col("month") == month(number)) & (pl.col("area") == area) & (pl.col("offence") == "theft")
    outcome = check(view(PANEL.filter(~gone)))
    assert isinstance(outcome, Found)
    assert outcome.sentence == "1 of 18 series lack a period that others have (1 cells, 0.5%)."


def test_rows_of_zero_that_are_not_written_are_said_as_that():
    outcome = check(view(PANEL.sample(fraction=0.5, seed=1)))
    assert isinstance(outcome, Found)
    assert outcome.severity == "note"
    assert "most likely left out" in outcome.sentence


def test_a_quarter_is_not_two_missing_months():
    quarters = PANEL.filter(pl.col("month").dt.month().is_in([1, 4, 7, 10]))
    assert isinstance(check(view(quarters, period="quarter")), Passed)
    assert isinstance(check(view(quarters)), Found)


def test_a_whole_panel_passes():
    assert isinstance(check(view(PANEL)), Passed)
