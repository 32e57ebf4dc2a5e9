"""J11: the risk is declared lower than the rules say."""

from __future__ import annotations

from peel_ml.assurance.expiry import rating
from peel_ml.assurance.justifications.rule import Rule
from peel_ml.assurance.submissions.submission import Submission

ORDER = ("low", "medium", "high")


def found(submission: Submission) -> tuple[str, ...]:
    """Return both ratings and the declared reason, where the declared one is the lower."""
    one = rating(submission.record)
    return (one.words,) if ORDER.index(one.level) < ORDER.index(one.by_rule) else ()


RULE = Rule("J11", "The risk was rated lower than the rules say", False, found)
