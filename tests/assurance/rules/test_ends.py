"""How long an approval may last: the scope's months, fewer on a high risk, never past the review of an assessment."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.assurance.ledger.entry import moment
from peel_ml.assurance.payloads import Asks, payload_from
from peel_ml.assurance.policy import months_later
from peel_ml.assurance.register.desk import Refused
from peel_ml.errors import BadRequest
from tests.assurance.made import ANSWERS, PARTS, approved, entering, in_review


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 24))
def test_some_months_later_is_the_same_day_or_the_last_of_the_month(day, months):
    later = months_later(day, months)
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    assert (later.year, later.month) == (year, month)
    assert later.day == min(day.day, calendar.monthrange(year, month)[1])


@pytest.mark.parametrize(
    ("scope", "high", "reviews_by", "ends"),
    [
        ("pilot", False, None, "2026-06-02"),
        ("pilot", True, None, "2026-06-02"),
        ("publication", False, None, "2027-03-02"),
        ("publication", True, None, "2026-09-02"),
        ("publication", False, "2026-04-30", "2026-04-30"),
        ("publication", True, "2026-10-01", "2026-09-02"),
        ("pilot", False, "2026-03-02", "2026-03-02"),
        ("rehearsal", True, None, "2026-04-02"),
    ],
)
def test_an_approval_ends_on_time(desk, scope, high, reviews_by, ends):
    asks = Asks(high, False, parts=PARTS, reviews_by=reviews_by)
    matter = approved(desk, entering(1, scope, asks))
    if matter.state == "in_review":
        matter = desk.approve("ben", matter.id, ANSWERS)
    assert matter.valid_until == f"{ends}T23:59:59.999999Z"
    end = moment(matter.valid_until)
    assert desk.book().effective(matter, end - timedelta(microseconds=1)) == "approved"
    assert desk.book().effective(matter, end) == "expired"


def test_nothing_is_approved_after_the_review_of_an_assessment(desk):
    asks = Asks(False, False, parts=PARTS, reviews_by="2026-03-01")
    matter = in_review(desk, entering(1, "publication", asks))
    with pytest.raises(Refused, match="the approval would end before it begins"):
        desk.approve("ann", matter.id, ANSWERS)


def test_a_review_date_that_is_none_is_refused():
    with pytest.raises(BadRequest, match="reviews_by"):
        payload_from("revise", {"asks": {"high_risk": False, "difference_shown": False, "reviews_by": "2026-13-01"}})
