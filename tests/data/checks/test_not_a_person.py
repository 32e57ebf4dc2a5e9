from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from peel_ml.checking import NotApplicable, Passed
from peel_ml.data.checks import DataView

CODE = "not-a-person"
FIELDS = ("gender", "age_range", "self_defined_ethnicity", "officer_defined_ethnicity")


def blanked(raw: pl.DataFrame, where: pl.Expr) -> pl.DataFrame:
    return raw.with_columns(pl.when(where).then(None).otherwise(pl.col(name)).alias(name) for name in FIELDS)


def test_a_kind_of_row_without_person_fields_is_named(view, found):
    row = pl.int_range(pl.len())
    raw = view.raw.with_columns(type=pl.when(row % 80 == 0).then(pl.lit("Vehicle search")).otherwise("type"))
    raw = blanked(raw, (row % 80 == 0) & (row % 400 != 0))
    finding = found(CODE, replace(view, raw=raw))
    assert finding.sentence.startswith('150 rows of 12,000 (1.2%) have type "Vehicle search" and are not people')
    assert finding.sentence.endswith("None is left after cleaning.")
    kept = found(CODE, replace(view, raw=raw, frame=raw))
    assert kept.sentence.endswith("150 such rows are left after cleaning.")


def test_rows_without_person_fields_of_no_kind_are_counted(view, found):
    finding = found(CODE, DataView(blanked(view.raw, pl.int_range(pl.len()) % 50 == 0), view.frame))
    # 240 of them by construction, 5 by chance.
    assert "245 rows of 12,000 (2%) lack nearly all of 4 person fields" in finding.sentence


def test_people_with_a_blank_or_two_are_not(view, outcome_of):
    assert isinstance(outcome_of(CODE, view), Passed)


def test_data_about_no_person_is_another_question(view, outcome_of):
    raw = view.raw.drop(FIELDS)
    assert isinstance(outcome_of(CODE, DataView(raw, raw)), NotApplicable)


@pytest.mark.real_data
def test_vehicle_searches_in_the_met_archive_are_the_case(met, older, found):
    finding = found(CODE, met)
    assert finding.evidence[0]["rows"] == 3970
    assert finding.evidence[0]["label"] == "Vehicle search"
    assert finding.evidence[0]["rows_left"] == 0
    assert found(CODE, older).evidence[0]["rows"] == 296
