"""What trying a card by hand shows has to be justified too, or stands in the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from peel_ml.assurance.payloads import Accept, CheckByHand, Justify
from peel_ml.assurance.register.desk import Act, Refused
from peel_ml.assurance.submissions.hand import HandIssue
from peel_ml.assurance.submissions.judging import standing_of
from tests.assurance.made import ANSWERS, in_review


def test_a_minor_issue_has_to_be_justified_and_accepted(desk):
    matter = in_review(desk)
    issue = HandIssue("The last table is hard to read.", False, date(2026, 4, 1))
    seen = CheckByHand("fine", "fine", "fine", "fine", (issue,))
    desk.record(Act("rae", "reviewer", "check_by_hand", matter.id, seen))
    assert standing_of(desk.matter(matter.id), desk.book(), desk.clock()).hand_issues == (issue,)
    with pytest.raises(Refused, match="J10 is not justified"):
        desk.approve("ann", matter.id, ANSWERS)
    words = dict.fromkeys(
        ("finding", "legitimate_aim", "why_proportionate", "less_unequal_options", "mitigation"), "It is said."
    )
    desk.record(Act("ada", "author", "justify", matter.id, Justify("J10", **words, expires=date(2026, 6, 1))))
    desk.record(Act("ann", "approver", "accept", matter.id, Accept("J10")))
    approved = desk.approve("ann", matter.id, ANSWERS)
    assert (approved.state, approved.to_justify) == ("approved", ("J10",))
    assert replace(approved, by_hand=None).to_justify == ()
