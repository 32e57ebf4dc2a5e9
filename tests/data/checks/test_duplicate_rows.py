from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from peel_ml.checking import NotApplicable, Passed
from peel_ml.data.checks import DataView

CODE = "duplicate-rows"


def test_repeated_rows_are_counted_by_year(view, found):
    raw = pl.concat([view.raw, view.raw.head(240)])
    finding = found(CODE, replace(view, raw=raw))
    assert finding.sentence == "240 of 12,240 rows (2%) repeat another one exactly: 2% in 2023."
    assert finding.evidence[0]["duplicates"] == 240


def test_rows_that_differ_are_not(view, outcome_of):
    assert isinstance(outcome_of(CODE, view), Passed)


def test_a_few_columns_that_tell_nobody_apart_are_another_question(view, outcome_of):
    raw = view.raw.select("gender", "type")
    assert isinstance(outcome_of(CODE, DataView(raw, raw)), NotApplicable)


@pytest.mark.real_data
def test_the_police_archives_are_the_case(met, older, found):
    finding = found(CODE, met)
    assert {row["year"]: row["share"] for row in finding.evidence}["2022"] == 0.0316
    # Counted the plain way as well.
    assert finding.evidence[0]["duplicates"] == met.raw.height - met.raw.n_unique()
    assert found(CODE, older).evidence[0]["share"] > 0.03
