"""J3: the model is given a fact that is listed as a stand-in for a protected characteristic."""

from __future__ import annotations

from peel_ml.assurance.gates.features import flagged
from peel_ml.assurance.justifications.rule import Rule
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import column_name


def found(submission: Submission) -> tuple[str, ...]:
    """Return every such fact with the reason why it is listed."""
    declaration = Declaration(submission.record.provenance.declaration)
    return tuple(
        f"The model is given {column_name(name, declaration)}, which is listed because it tells of {why}."
        for name, why in flagged(submission).items()
    )


RULE = Rule("J3", "A fact that it goes by often stands in for a protected characteristic", True, found)
