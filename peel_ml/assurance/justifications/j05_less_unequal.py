"""J5: a less unequal model was found that is not shown to work worse, and it was not chosen."""

from __future__ import annotations

from peel_ml.assurance.justifications.rule import Rule
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.words import sentence


def found(submission: Submission) -> tuple[str, ...]:
    """Return every such model."""
    tried = submission.record.mitigation
    return tuple(
        sentence(f"{one.name} is less unequal, is not shown to work worse, and was not chosen")
        for one in (tried.alternatives if tried else ())
        if one.less_unequal and one.kind != "chosen"
    )


RULE = Rule("J5", "A less unequal way that works as well was not chosen", True, found)
