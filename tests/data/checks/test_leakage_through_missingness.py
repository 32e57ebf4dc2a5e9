from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from peel_ml.checking import NotApplicable, Passed, Skipped

CODE = "leakage-through-missingness"


def test_blanks_that_follow_the_outcome_are_found(view, found):
    missing = pl.Series(np.random.default_rng(0).random(view.frame.height) < 0.4)
    frame = view.frame.with_columns(age_range=pl.when(missing & ~pl.col("positive")).then(None).otherwise("age_range"))
    finding = found(CODE, replace(view, frame=frame))
    assert "where age_range is missing" in finding.sentence
    assert [row["column"] for row in finding.evidence] == ["all together", "age_range"]
    row = finding.evidence[1]
    assert row["rate_missing"] < 0.12 < row["rate_known"]


def test_blanks_by_chance_are_not(view, outcome_of):
    assert isinstance(outcome_of(CODE, view), Passed)


def test_a_code_counts_as_a_blank(view, found):
    frame = view.frame.with_columns(
        gender=pl.when(~pl.col("positive") & (pl.col("hour") < 12)).then(pl.lit("Not recorded")).otherwise("gender")
    )
    assert "gender" in found(CODE, replace(view, frame=frame)).sentence


def test_without_blanks_or_declarations_it_says_so(view, outcome_of):
    only = replace(view, features=("type",), protected={"sex": "gender"})
    assert isinstance(outcome_of(CODE, only), NotApplicable)
    assert isinstance(outcome_of(CODE, replace(view, features=(), protected={})), Skipped)


@pytest.mark.real_data
def test_the_met_archive_is_the_case(met, found):
    finding = found(CODE, met)
    rows = {row["column"]: row for row in finding.evidence}
    assert rows["age_range"]["rate_missing"] < 0.09
    assert rows["age_range"]["rate_known"] > 0.31
    assert "self_defined_ethnicity" in rows
    assert rows["all together"]["auc"] > 0.58
