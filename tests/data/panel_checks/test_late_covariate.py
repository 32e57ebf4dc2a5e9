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
    outcome = check(view(joined([40, 75, 40]).frame))
    assert isinstance(outcome, Found)
    # The quarter to June was due on 9 August and came out on 13 September: the rows of September do without it.
    assert outcome.sentence == (
        "survey was not out when declared for 18 rows; it came out up to 75 days after a period's end."
    )
    assert outcome.severity is None


def test_one_that_was_late_for_no_row_is_no_finding():
    found = joined([40, 45, 40])
    assert len(found.late) == 1
    assert isinstance(check(view(found.frame)), Passed)


@pytest.mark.parametrize("days", [0, 1])
def test_one_from_the_future_or_of_the_day_itself_blocks(days):
    early = joined([40, 40, 40]).frame.with_columns(survey_published=pl.col("month") + timedelta(days=days))
    outcome = check(view(early))
    assert isinstance(outcome, Found)
    assert outcome.severity == "block"
    assert "from the future" in outcome.sentence


@pytest.mark.parametrize("delay", [0, 39, 40])
def test_one_that_was_in_time_passes(delay):
    assert isinstance(check(view(joined([delay] * 3).frame)), Passed)


def test_without_a_covariate_there_is_nothing_to_ask():
    assert isinstance(check(view(PANEL)), NotApplicable)
    assert isinstance(check(view(PANEL.with_columns(first_published=pl.col("month")))), NotApplicable)
