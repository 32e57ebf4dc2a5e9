from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from peel_ml.checking import Passed

CODE = "dead-column"


def test_every_kind_of_dead_column_is_named(view, found):
    late = pl.when(pl.col("month") > "2023-10").then(pl.lit("False"))
    raw = view.raw.with_columns(
        blank=pl.lit(None, dtype=pl.String),
        constant=pl.lit("Somebody"),
        outcome_linked_to_object_of_search=late,
        rarely_no=pl.when(pl.int_range(pl.len()) % 9 == 0).then(pl.lit("no")),
        nothing=pl.lit(float("nan")),
    )
    finding = found(CODE, replace(view, raw=raw))
    assert [row["column"] for row in finding.evidence] == [
        "outcome_linked_to_object_of_search",
        "blank",
        "constant",
        "rarely_no",
        "nothing",
    ]
    assert "blank to October 2023 and constantly False after" in finding.sentence
    assert "Somebody" not in finding.sentence


def test_yes_or_blank_is_alive(view, outcome_of):
    raw = view.raw.with_columns(strip=pl.when(pl.int_range(pl.len()) % 9 == 0).then(pl.lit("True")))
    assert isinstance(outcome_of(CODE, replace(view, raw=raw)), Passed)


@pytest.mark.real_data
def test_the_met_archive_is_the_case_and_the_city_is_alive(met, city, found):
    finding = found(CODE, met)
    assert "outcome_linked_to_object_of_search (blank to January 2024 and constantly False after)" in finding.sentence
    dead = {row["column"] for row in found(CODE, city).evidence}
    assert dead == {"part_of_a_policing_operation", "policing_operation"}
