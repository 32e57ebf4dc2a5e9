"""``one-treated-unit``."""

import polars as pl
import pytest

from peel_ml.checking import Found, NotApplicable, Passed, Skipped
from peel_ml.data.panel_checks.one_treated_unit import check
from tests.data.panel_checks.made_panel import made, month, view

PANEL = made(tuple("ABCDEFGH"), ("theft",))


def treated(starts):
    """Areas by the month from which they are treated."""
    start = pl.col("area").replace_strict({area: month(at) for area, at in starts.items()}, default=None)
    return PANEL.with_columns(treated=(pl.col("month") >= start).fill_null(False).cast(pl.Int8))


def found(starts):
    return check(view(treated(starts), treatment="treated"))


@pytest.mark.parametrize(
    ("starts", "says", "severity"),
    [
        ({}, "No area is treated", None),
        ({"A": 6}, "One area is treated", None),
        ({"A": 6, "B": 6}, "2 areas are treated", "warn"),
        (dict.fromkeys("ABCDEFGH", 6), "none to compare with", None),
    ],
)
def test_what_cannot_be_told_from_chance_or_time_is_found(starts, says, severity):
    outcome = found(starts)
    assert isinstance(outcome, Found)
    assert says in outcome.sentence
    assert outcome.severity == severity


def test_five_treated_areas_pass_with_controls_that_are_never_or_later_treated():
    assert isinstance(found(dict.fromkeys("ABCDE", 6)), Passed)
    assert isinstance(found({area: 3 + place for place, area in enumerate("ABCDEFGH")}), Passed)


def test_a_dose_or_no_treatment_is_not_asked():
    assert isinstance(check(view(PANEL)), NotApplicable)
    assert isinstance(check(view(PANEL.with_columns(treated=0.4), treatment="treated")), NotApplicable)
    assert isinstance(check(view(PANEL, treatment="gone")), Skipped)
