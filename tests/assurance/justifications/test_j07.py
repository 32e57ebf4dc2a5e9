"""J7: under two years of data."""

from __future__ import annotations

import pytest

from peel_ml.results.data import Period
from peel_ml.results.timeline import Month, Timeline
from tests.assurance.made_submission import found


def months(number):
    return {"data.timeline": Timeline(tuple(Month(f"m{at}", 100, 30) for at in range(number)), ())}


def test_a_short_record_has_to_be_justified():
    assert "23 months" in found("J7", record=months(23))[0]


def test_two_years_need_none():
    assert found("J7", record=months(24)) == ()
    assert found("J7") == ()


def test_a_month_without_rows_does_not_count():
    line = Timeline((*months(23)["data.timeline"].months, Month("gap", 0, None)), ())
    assert found("J7", record={"data.timeline": line}) != ()


@pytest.mark.parametrize(("period", "needed"), [(Period("2022-03-01", "2024-02-29"), False), (None, True)])
def test_without_months_the_period_counts(period, needed):
    assert bool(found("J7", record={"data.timeline": None, "data.period": period})) is needed
