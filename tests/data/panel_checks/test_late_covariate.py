"""``late-covariate``."""

from datetime import date, timedelta

import polars as pl
import pytest

from peel_ml.checking import Found, NotApplicable, Passed
from peel_ml.data.as_of import join_as_of
from peel_ml.data.panel_checks.late_covariate import check
from tests.data.panel_checks.made_panel import AREAS, made, view

PANEL = made()
ENDS = [date(2022, 3, 31), date(2022, 6, 30), date(2022, 9, 30)]


def survey(delays):
    rows = [
        (area, end, end + timedelta(days=delay), 0.5) for area in AREAS for end, delay in zip(ENDS, delays, strict=True)
    ]
    return pl.DataFrame(rows, schema=["area", "end", "out", "trust"], orient="row")


def joined(delays):
    return join_as_of(
        PANEL,
        survey(delays),
        name="survey",
        on_area="area",
        time="month",
        period_end="end",
        lag_days=40,
        published="out",
    )


def test_a_covariate_published_late_is_found():
    found = joined([40, 75, 40])
    outcome = check(view(found.frame, covariates=(found,)))
    assert isinstance(outcome, Found)
    assert outcome.sentence == ("survey came out later than its declared 40 days for 1 period, by up to 35 days.")
    assert outcome.severity is None


def test_one_from_the_future_blocks():
    found = joined([40, 40, 40])
    early = found.frame.with_columns(survey_published=pl.col("survey_published") + timedelta(days=60))
    outcome = check(view(early, covariates=(found,)))
    assert isinstance(outcome, Found)
    assert outcome.severity == "block"
    assert "from the future" in outcome.sentence


@pytest.mark.parametrize("delay", [0, 39, 40])
def test_one_that_was_in_time_passes(delay):
    found = joined([delay] * 3)
    assert isinstance(check(view(found.frame, covariates=(found,))), Passed)


def test_without_a_covariate_there_is_nothing_to_ask():
    assert isinstance(check(view(PANEL)), NotApplicable)
