"""J9: an ethics panel advised something, and it was not followed in full."""

from __future__ import annotations

from peel_ml.assurance.justifications.rule import Rule
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.words import sentence

PANEL = "assurance.ethics_panel"


def found(submission: Submission) -> tuple[str, ...]:
    """Return what the panel said, unless it is declared that its advice was followed in full.

    What a panel said is free text, and whether it was followed cannot be read off it: silence counts as not followed.
    """
    one = submission.declaration.mapping(PANEL)
    if not one or one.get("followed") == "in_full":
        return ()
    how = {"in_part": "was followed in part", "not": "was not followed"}.get(
        str(one.get("followed")), "is not declared to have been followed"
    )
    said = sentence(f"What it said: {one.get('outcome') or 'not declared'}")
    conditions = sentence(f"Its conditions: {one['conditions']}") if one.get("conditions") else ""
    answer = sentence(f"The answer: {one['response']}") if one.get("response") else ""
    parts = (f"The advice of {one.get('body') or 'the ethics panel'} {how}.", said, conditions, answer)
    return (" ".join(part for part in parts if part),)


RULE = Rule("J9", "The advice of an ethics panel was not followed in full", False, found)
