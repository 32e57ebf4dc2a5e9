"""``doubled-load``."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.checking import Found, Passed
from peel_ml.data.panel_checks.doubled_load import check
from peel_ml.results.data import SourceFile
from tests.data.panel_checks.made_panel import made, month, view

PANEL = made()


@given(st.integers(1, 400), st.integers(0, 2**16))
def test_any_rows_there_twice_are_found(rows, seed):
    again = PANEL.sample(rows, seed=seed)
    outcome = check(view(pl.concat([PANEL, again])))
    assert isinstance(outcome, Found)
    assert outcome.evidence[0]["rows_of_one_cell"] == 2 * rows


def test_a_year_of_raw_rows_loaded_twice_is_found():
    again = PANEL.filter(pl.col("month").dt.year() == 2023)
    outcome = check(view(PANEL, raw=pl.concat([PANEL, again])))
    assert isinstance(outcome, Found)
    assert "100% of the rows of 2023 repeat another in every column" in outcome.sentence
    assert "2022" not in outcome.sentence


def test_short_rows_that_are_alike_by_nature_are_not():
    raw = pl.concat([PANEL.select("month")] * 2)
    assert isinstance(check(view(PANEL, raw=raw)), Passed)


def test_a_month_with_the_values_of_another_is_found():
    copied = PANEL.filter(pl.col("month") == month(3)).with_columns(month=pl.lit(month(24)))
    outcome = check(view(pl.concat([PANEL, copied])))
    assert isinstance(outcome, Found)
    assert "April 2022 and January 2024" in outcome.sentence
    assert outcome.breaks == (("2024-01", "The same values as another period"),)


def test_months_of_zeros_are_no_copies():
    empty = pl.when(pl.col("month") < month(3)).then(0).otherwise(pl.col("crimes"))
    assert isinstance(check(view(PANEL.with_columns(crimes=empty))), Passed)


def test_one_file_under_two_names_is_found():
    files = (SourceFile("a.csv", "1f", 9), SourceFile("b.csv", "1f", 9), SourceFile("c.csv", "2e", 9))
    outcome = check(view(PANEL, files=files))
    assert isinstance(outcome, Found)
    assert outcome.sentence == "2 files hold the same bytes as another."


def test_a_panel_loaded_once_passes():
    assert isinstance(check(view(PANEL, raw=PANEL)), Passed)
