from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from peel_ml.checking import NotApplicable, Passed

CODE = "degenerate-target"


def test_a_constant_target_is_found(view, found):
    finding = found(CODE, replace(view, frame=view.frame.with_columns(positive=pl.lit(0))))
    assert "never positive" in finding.sentence


def test_a_constant_month_is_found(view, found):
    frame = view.frame.with_columns(positive=pl.col("positive") & (pl.col("month") != "2023-05"))
    finding = found(CODE, replace(view, frame=frame))
    assert "never positive in May 2023" in finding.sentence
    assert len(finding.evidence) == 1


def test_a_part_with_one_outcome_is_found(view, found):
    frame = view.frame.with_columns(positive=pl.col("positive") | (view.part == "validation"))
    assert "always positive in the part validation" in found(CODE, replace(view, frame=frame)).sentence


def test_a_varied_target_and_a_small_constant_month_are_not(view, outcome_of):
    assert isinstance(outcome_of(CODE, view), Passed)
    few = pl.concat(
        [
            view.frame.filter(pl.col("month") != "2023-12"),
            view.frame.filter((pl.col("month") == "2023-12") & ~pl.col("positive")).head(8),
        ]
    )
    assert isinstance(outcome_of(CODE, replace(view, frame=few, part=None)), Passed)


def test_a_number_is_another_question(view, outcome_of):
    assert isinstance(outcome_of(CODE, replace(view, target="hour")), NotApplicable)


def test_an_unopened_period_is_not_read(view, found, outcome_of):
    frame = view.frame.with_columns(positive=pl.col("positive") & (view.part != "held_out"))
    given = replace(view, frame=frame)
    assert isinstance(outcome_of(CODE, given), Passed)
    assert "the part held_out" in found(CODE, replace(given, held_out_opened=True)).sentence


@pytest.mark.real_data
def test_the_mets_linked_outcome_as_a_target_is_the_case(met, found, outcome_of):
    linked = pl.col("outcome_linked_to_object_of_search")
    frame = met.frame.with_columns(hit=pl.when(linked.is_in(["True", "False"])).then(linked == "True"))
    assert "never positive" in found(CODE, replace(met, frame=frame, target="hit")).sentence
    assert isinstance(outcome_of(CODE, met), Passed)
