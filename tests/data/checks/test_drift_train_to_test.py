from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from peel_ml.checking import Passed, Skipped
from peel_ml.data.checks import DataView

CODE = "drift-train-to-test"


def halves(view: DataView, seed: int) -> DataView:
    first = pl.Series(np.random.default_rng(seed).random(view.frame.height) < 0.5)
    keep = pl.DataFrame({"first": first}).select(
        part=pl.when("first").then(pl.lit("training")).otherwise(pl.lit("validation"))
    )
    return replace(view, part=keep.to_series())


def test_a_feature_a_level_and_a_target_that_change_are_found(view, found):
    later = pl.Series(view.part == "validation")
    row = pl.int_range(pl.len())
    frame = view.frame.with_columns(
        hour=pl.when(later).then(pl.col("hour") // 2).otherwise("hour"),
        positive=pl.when(later & (row % 4 == 0)).then(True).otherwise("positive"),
        object_of_search=pl.when(later & (pl.col("object_of_search") == "Firearms"))
        .then(pl.lit("Stolen goods"))
        .otherwise("object_of_search"),
    )
    finding = found(CODE, replace(view, frame=frame))
    assert {row["column"] for row in finding.evidence} == {"hour", "positive", "object_of_search"}
    assert 'no "Firearms"' in finding.sentence
    assert finding.evidence[0]["rate_after"] > finding.evidence[0]["rate_before"] + 0.1


@pytest.mark.parametrize("seed", range(20))
def test_two_random_halves_are_alike(view, outcome_of, seed):
    assert isinstance(outcome_of(CODE, halves(view, seed)), Passed)


@pytest.mark.parametrize("seed", range(20))
def test_two_small_halves_are_alike(view, outcome_of, seed):
    small = replace(view, frame=view.frame.gather_every(30), part=None)
    assert isinstance(outcome_of(CODE, halves(small, seed)), Passed)


def test_the_target_of_an_unopened_period_is_not_read(view, found, outcome_of):
    frame = view.frame.with_columns(positive=pl.col("positive") | (view.part == "held_out"))
    given = replace(view, frame=frame)
    assert isinstance(outcome_of(CODE, given), Passed)
    assert "held-out: positive is positive in 100%" in found(CODE, replace(given, held_out_opened=True)).sentence


def test_without_anything_to_compare_it_says_so(view, outcome_of):
    assert isinstance(outcome_of(CODE, replace(view, part=None)), Skipped)


@pytest.mark.real_data
def test_the_partial_api_file_against_the_archive_is_the_case(met, api, found):
    raw = met.raw.with_columns(positive=pl.col("outcome") != "A no further action disposal")
    finding = found(CODE, replace(met, frame=raw, against=api))
    assert "positive is positive in 39.8% against 29%" in finding.sentence
    assert 'no "Other ethnic group - Not stated"' in finding.sentence
    assert 'no "Vehicle search"' in finding.sentence
    # Without a use case the outcome's labels show it.
    bare = found(CODE, DataView(met.raw, met.raw, against=api))
    assert {"outcome", "gender", "type"} <= {row["column"] for row in bare.evidence}


@pytest.mark.real_data
@pytest.mark.parametrize("seed", range(3))
def test_two_random_halves_of_the_met_are_alike(met, outcome_of, seed):
    assert isinstance(outcome_of(CODE, halves(met, seed)), Passed)
