from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from peel_ml.checking import NotApplicable, Passed

CODE = "short-period"


def test_a_month_with_a_third_of_its_rows_is_found(view, found):
    raw = view.raw.filter((pl.col("month") != "2023-07") | (pl.int_range(pl.len()) % 3 == 0))
    finding = found(CODE, replace(view, raw=raw))
    assert finding.sentence.startswith("July 2023 holds ")
    assert [row["month"] for row in finding.evidence] == ["2023-07"]


def test_a_month_without_rows_and_a_last_month_cut_short_are_found(view, found):
    raw = view.raw.filter((pl.col("month") != "2023-07") & (pl.col("date") < "2023-12-06"))
    assert [row["month"] for row in found(CODE, replace(view, raw=raw)).evidence] == ["2023-07", "2023-12"]


def test_ordinary_and_small_months_are_not(view, outcome_of):
    assert isinstance(outcome_of(CODE, view), Passed)
    number = pl.int_range(pl.len()).over("month")
    few = view.raw.filter(number < pl.when(pl.col("month") == "2023-06").then(6).otherwise(12))
    assert isinstance(outcome_of(CODE, replace(view, raw=few)), Passed)


def test_months_that_do_not_follow_are_another_question(view, outcome_of):
    raw = view.raw.filter(pl.col("month").is_in(["2023-01", "2023-06", "2023-12"]))
    assert isinstance(outcome_of(CODE, replace(view, raw=raw)), NotApplicable)


@pytest.mark.real_data
def test_december_2022_in_the_met_archive_is_the_case(met, found):
    finding = found(CODE, met)
    assert finding.sentence == "December 2022 holds 5,706 rows between months of 13,109 to 16,401."
