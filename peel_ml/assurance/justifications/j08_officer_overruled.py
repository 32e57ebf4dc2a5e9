"""J8: the data protection officer advised something, and it was decided otherwise."""

from __future__ import annotations

from peel_ml.assurance.justifications.rule import Rule
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.words import sentence


def found(submission: Submission) -> tuple[str, ...]:
    """Return what was advised, and the reason why it was overruled where one is declared."""
    if submission.declaration.text("data.dpia.advice") != "overruled":
        return ()
    advice = submission.declaration.text("data.dpia.officer_advice") or "not declared"
    why = submission.declaration.text("data.dpia.overruled_because") or "no reason is declared"
    return (
        "The advice of the data protection officer was overruled. "
        f"{sentence(f'The advice: {advice}')} {sentence(f'Why it was overruled: {why}')}",
    )


RULE = Rule("J8", "Data protection advice was overruled", False, found)
