from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from peel_ml.checking import NotApplicable, Passed, Skipped
from peel_ml.data.checks import DataView

CODE = "vocabulary-break"


def test_a_label_that_comes_is_found_in_its_month(view, found):
    share = pl.Series(np.random.default_rng(0).random(view.raw.height))
    raw = view.raw.with_columns(
        gender=pl.when((pl.col("month") >= "2023-09") & (share < 0.15)).then(pl.lit("Other")).otherwise("gender")
    )
    finding = found(CODE, replace(view, raw=raw))
    assert 'gender from September 2023 ("Other"' in finding.sentence
    assert {(row["column"], row["month"]) for row in finding.evidence} == {("gender", "2023-09")}


def test_a_renamed_label_is_found(view, found):
    raw = view.raw.with_columns(
        outcome=pl.when((pl.col("month") >= "2023-04") & (pl.col("outcome") == "Arrest"))
        .then(pl.lit("Suspect arrested"))
        .otherwise("outcome")
    )
    sentence = found(CODE, replace(view, raw=raw)).sentence
    assert '"Suspect arrested" 0% to' in sentence
    assert "April 2023" in sentence


def test_seasons_and_operations_of_a_month_are_not(view, outcome_of):
    draw = pl.Series(np.random.default_rng(0).random(view.raw.height))
    number = view.raw["month"].str.slice(5).cast(pl.Int64).to_numpy()
    wave = pl.Series(0.1 + 0.06 * np.sin(number / 2))
    raw = view.raw.with_columns(
        object_of_search=pl.when(draw < wave).then(pl.lit("Fireworks")).otherwise("object_of_search"),
        type=pl.when((pl.col("month") == "2023-06") & (draw > 0.9)).then(pl.lit("Operation")).otherwise("type"),
    )
    assert isinstance(outcome_of(CODE, replace(view, raw=raw)), Passed)


def test_another_calendar_is_not(view, outcome_of):
    raw = view.raw.with_columns(quarter=pl.lit("Q") + ((pl.col("month").str.slice(5).cast(int) + 2) // 3).cast(str))
    assert isinstance(outcome_of(CODE, replace(view, raw=raw)), Passed)


def test_without_months_it_says_so(view, outcome_of):
    bare = view.raw.drop("month", "date")
    assert isinstance(outcome_of(CODE, DataView(bare, bare)), Skipped)
    assert isinstance(outcome_of(CODE, replace(view, raw=view.raw.filter(pl.col("month") == "2023-01"))), NotApplicable)


@pytest.mark.real_data
def test_the_met_archive_and_the_older_vocabularies_are_the_case(met, older, found):
    finding = found(CODE, met)
    assert 'gender from March 2024 ("Other" 0.1% to 15.4%)' in finding.sentence
    assert any(row["column"] == "age_range" and row["label"] == "under 10" for row in finding.evidence)
    # Fireworks come every November, and knives are looked for more in some months: not a word changes.
    assert not {row["column"] for row in finding.evidence} & {"type", "object_of_search"}
    broken = {row["column"] for row in found(CODE, older).evidence}
    assert {"self_defined_ethnicity", "object_of_search", "outcome"} <= broken
