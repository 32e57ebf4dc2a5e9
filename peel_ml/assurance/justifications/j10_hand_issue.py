"""J10: somebody who tried the card by hand found something minor, and it will be mended by a day."""

from __future__ import annotations

from peel_ml.assurance.justifications.rule import Rule
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.words import sentence


def found(submission: Submission) -> tuple[str, ...]:
    """Return every minor issue that has a day; what is serious, or has none, is refused by a gate."""
    return tuple(
        f"{sentence(one.text)} It is to be mended by {one.mend_by.isoformat()}."
        for one in submission.standing.hand_issues
        if not one.serious and one.mend_by is not None
    )


RULE = Rule("J10", "Something minor keeps the card from being easy for everybody", False, found)
