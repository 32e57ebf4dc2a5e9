"""J4: a service goes by a protected characteristic itself."""

from __future__ import annotations

from peel_ml.assurance.gates.features import protected_columns
from peel_ml.assurance.justifications.rule import Rule
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import column_name


def found(submission: Submission) -> tuple[str, ...]:
    """Return every protected characteristic among the facts; an audit of policing is refused that by a gate."""
    if submission.declaration.text("decision.type") == "enforcement_audit":
        return ()
    declaration = Declaration(submission.record.provenance.declaration)
    given = [name for name in submission.record.model.features if name in protected_columns(submission)]
    return tuple(f"The model is given a protected characteristic: {column_name(name, declaration)}." for name in given)


RULE = Rule("J4", "It goes by a protected characteristic", True, found)
