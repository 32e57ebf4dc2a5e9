"""What the model is given, seen from the protected characteristics: asked by gates and by justifications."""

from __future__ import annotations

from peel_ml.assurance.submissions.submission import Submission
from peel_ml.fairness.proxies.names import flagged_name


def protected_columns(submission: Submission) -> set[str]:
    """Return the columns that hold a protected characteristic, by their role or by a declared measure."""
    by_role = {one.name for one in submission.record.data.columns if one.role == "protected"}
    measures = submission.declaration.mapping("protected.measured")
    columns = submission.declaration.mapping("data.columns")
    return {
        *by_role,
        *(str(one["column"]) for one in measures.values() if isinstance(one, dict) and one.get("column")),
        *(str(name) for name, one in columns.items() if isinstance(one, dict) and one.get("role") == "protected"),
    }


def flagged(submission: Submission) -> dict[str, str]:
    """Return the facts the model is given that are listed as proxies, each with the reason."""
    report = submission.record.proxies
    found = {one.feature: one.flagged_name for row in report.rows for one in row.features} if report else {}
    reasons = {name: found.get(name) or flagged_name(name) for name in submission.record.model.features}
    return {name: why for name, why in reasons.items() if why}
