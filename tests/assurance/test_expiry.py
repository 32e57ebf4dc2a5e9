"""How long an approval may last."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peel_ml.assurance.expiry import cap, high_risk, months_later, review_dates, reviews_by
from peel_ml.assurance.policy import policy
from tests.assurance.made_submission import LATER, made_submission

LOW = {
    "decision.type": "service",
    "purpose.children_or_vulnerable_people": False,
    "harms.false_negative.severity": 2,
    "harms.false_positive.severity": 2,
}
AT = datetime(2026, 11, 30, 9, tzinfo=UTC)


def record_of(declared):
    return made_submission(declared=declared).record


@pytest.mark.parametrize(
    ("scope", "declared", "last"),
    [
        ("pilot", {}, date(2027, 2, 28)),
        ("publication", {}, date(2027, 5, 30)),
        ("publication", {"data.eqia.review_by": "2027-01-15"}, date(2027, 1, 15)),
        ("publication", {"data.dpia.review_by": "2026-12-01"}, date(2026, 12, 1)),
        ("rehearsal", {}, date(2026, 12, 30)),
    ],
)
def test_the_shortest_counts(scope, declared, last):
    assert cap(scope, record_of(declared), AT, policy()).date() == last


def test_a_lower_risk_lasts_a_year_and_a_lowered_one_does_not():
    calm = {**LOW, "data.eqia.review_by": None}
    # Children are among the groups that were compared: that makes it high, whatever is declared.
    record = record_of(calm)
    assert high_risk(record) is ("age" in {row.characteristic for row in record.fairness})
    assert cap("publication", record, AT, policy()).date() == date(2027, 11, 30)
    lowered = record_of({"data.eqia.review_by": None, "risk_override": {"rating": "low", "reason": "So it is."}})
    assert high_risk(lowered)
    assert cap("publication", lowered, AT, policy()).date() == date(2027, 5, 30)


def test_a_day_that_cannot_be_read_is_named_and_does_not_count():
    record = record_of({"data.dpia.review_by": "next spring"})
    assert review_dates(record)["data protection impact assessment"] is None
    assert reviews_by(record) == date.fromisoformat(LATER)


@settings(derandomize=True)
@given(st.dates(date(2024, 1, 1), date(2040, 12, 31)), st.integers(1, 24))
def test_months_later_is_that_many_calendar_months(day, months):
    later = months_later(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
