"""J10: a minor issue found by hand."""

from __future__ import annotations

from datetime import date

from peel_ml.assurance.submissions.hand import HandIssue
from tests.assurance.made_submission import found


def test_a_minor_issue_with_a_day_has_to_be_justified():
    issue = HandIssue("The legend is read twice", False, date(2026, 12, 31))
    assert found("J10", standing_={"hand_issues": (issue,)}) == (
        "The legend is read twice. It is to be mended by 2026-12-31.",
    )


def test_what_a_gate_refuses_cannot_be_justified():
    serious = HandIssue("Nothing can be reached", True, date(2026, 12, 31))
    assert found("J10", standing_={"hand_issues": (serious, HandIssue("The legend is read twice", False))}) == ()
    assert found("J10") == ()
