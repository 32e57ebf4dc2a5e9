from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from peel_ml.checking import Passed

CODE = "single-feature-too-strong"


def test_the_answer_under_another_name_is_found(view, found):
    finding = found(CODE, replace(view, features=("type", "outcome")))
    assert finding.evidence == ({"column": "outcome", "auc": 1.0},)
    assert finding.severity is None


def test_a_number_that_is_not_monotone_is_found(view, found):
    noise = np.random.default_rng(0).normal(size=view.frame.height)
    frame = view.frame.with_columns(
        score=pl.when(pl.col("positive")).then(pl.Series(noise * 0.1)).otherwise(pl.Series(noise + 5 * np.sign(noise)))
    )
    assert "score" in found(CODE, replace(view, frame=frame, features=("score",))).sentence


def test_a_level_that_decides_is_a_warning(view, found):
    frame = view.frame.with_columns(
        object_of_search=pl.when(pl.col("positive") & (pl.col("hour") < 6))
        .then(pl.lit("Handed over"))
        .otherwise("object_of_search")
    )
    finding = found(CODE, replace(view, frame=frame))
    assert "one level of object_of_search" in finding.sentence.lower()
    assert finding.severity == "warn"


def test_ordinary_features_and_ids_are_not(view, outcome_of):
    frame = view.frame.with_columns(id=pl.int_range(pl.len()).cast(pl.String))
    assert isinstance(outcome_of(CODE, replace(view, frame=frame, features=("type", "hour", "id"))), Passed)


@pytest.mark.real_data
def test_the_outcome_itself_in_the_met_archive_is_the_case(met, found, outcome_of):
    assert "outcome (AUC 1.000)" in found(CODE, replace(met, features=("type", "outcome"))).sentence
    assert isinstance(outcome_of(CODE, met), Passed)
