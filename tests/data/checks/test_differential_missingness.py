from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from peel_ml.checking import NotApplicable, Passed, Skipped

CODE = "differential-missingness"


def with_blanks(view, where: pl.Expr, share: float):
    draw = pl.Series(np.random.default_rng(0).random(view.frame.height) < share)
    frame = view.frame.with_columns(age_range=pl.when(where & draw).then(None).otherwise("age_range"))
    return replace(view, frame=frame)


def test_blanks_by_outcome_are_found(view, found):
    finding = found(CODE, with_blanks(view, pl.col("positive"), 0.15))
    assert "age_range is missing in" in finding.sentence
    assert "the target positive is positive" in finding.sentence


def test_blanks_by_another_group_are_found(view, found):
    finding = found(CODE, with_blanks(view, pl.col("officer_defined_ethnicity") == "Asian", 0.2))
    rows = [row for row in finding.evidence if row["by"] == "officer_defined_ethnicity"]
    assert [(row["column"], row["group"]) for row in rows] == [("age_range", "Asian")]
    assert rows[0]["missing_in_group"] - rows[0]["missing_in_rest"] > 0.1


def test_blanks_by_chance_and_in_small_groups_are_not(view, outcome_of):
    assert isinstance(outcome_of(CODE, view), Passed)
    few = with_blanks(view, pl.col("officer_defined_ethnicity") == "Other", 0.4)
    # An eighth of the rows holds about 75 of them, too few to say anything about.
    few = replace(few, frame=few.frame.gather_every(8), part=None)
    assert isinstance(outcome_of(CODE, few), Passed)


def test_without_blanks_or_declarations_it_says_so(view, outcome_of):
    assert isinstance(outcome_of(CODE, replace(view, protected={"sex": "gender"})), NotApplicable)
    assert isinstance(outcome_of(CODE, replace(view, protected={})), Skipped)


@pytest.mark.real_data
def test_the_met_archive_is_the_case(met, found):
    finding = found(CODE, met)
    pairs = {(row["column"], row["by"]): row for row in finding.evidence}
    age = pairs["age_range", "the target positive"]
    assert age["missing_in_group"] < 0.05 < 0.15 < age["missing_in_rest"]
    assert ("self_defined_ethnicity", "officer_defined_ethnicity") in pairs
