"""G22: the risk is rated and the approval ends in time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from peel_ml.assurance.gates.g22_risk import RESTS_ON
from tests.assurance.made_submission import AT, judged


def test_a_rated_risk_and_an_end_within_the_cap_pass():
    found = judged("G22")
    assert found.state == "passed"
    assert "rated high" in found.text
    assert "2027-02-28" in found.text


def test_before_an_approval_it_says_how_long_one_may_last():
    assert "may last to 2027-02-28" in judged("G22", standing_={"valid_until": None}).text


@pytest.mark.parametrize("path", [path for path, _ in RESTS_ON])
def test_a_rating_that_rests_on_nothing_fails(path):
    found = judged("G22", declared={path: None})
    assert found.state == "failed"
    assert "cannot be rated" in found.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"standing_": {"valid_until": datetime(2027, 3, 1, tzinfo=UTC)}}, "later than 2027-02-28"),
        ({"standing_": {"valid_until": AT}}, "end before it begins"),
        ({"declared": {"data.eqia.review_by": "2026-12-31"}}, "later than 2026-12-31"),
        (
            {"declared": {"data.eqia.review_by": "2026-11-01"}, "standing_": {"valid_until": None}},
            "review is due first",
        ),
        ({"declared": {"data.eqia.review_by": "soon"}}, "no day can be read"),
    ],
)
def test_an_end_that_is_too_late_fails(changes, words):
    found = judged("G22", **({"standing_": {"valid_until": cap_of()}} | changes))
    assert found.state == "failed"
    assert words.lower() in found.text.lower()


def cap_of():
    return datetime(2027, 2, 28, 23, 59, 59, tzinfo=UTC)
