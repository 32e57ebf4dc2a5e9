"""J1: for a headline group it cannot be told whether its difference is within the limit."""

from __future__ import annotations

from peel_ml.assurance.gates.groups import named
from peel_ml.assurance.justifications.rule import Rule
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.words import sentence


def found(submission: Submission) -> tuple[str, ...]:
    """Return how many headline groups have no verdict on the declared measure, and which."""
    metric = submission.declaration.text("fairness.primary")
    rows = [
        row
        for row in submission.record.fairness
        if row.primary and row.metric == metric and row.missing == "complete_case" and row.verdict != "not_judged"
    ]
    open_ = [row for row in rows if row.verdict == "cannot_tell"]
    if not open_:
        return ()
    return (
        sentence(
            f"For {len(open_)} of {len(rows)} headline groups it cannot be told whether they are within the limit, "
            f"{named(submission, open_, 9)}"
        ),
    )


RULE = Rule("J1", "It cannot be told whether a group is within the limit", True, found)
