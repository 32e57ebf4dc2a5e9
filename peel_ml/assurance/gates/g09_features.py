"""G09: an audit of how people were policed goes by no protected characteristic and by no listed proxy."""

from __future__ import annotations

from peel_ml.assurance.gates.features import flagged, protected_columns
from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import answered, declared, failed, listed, not_applicable, passed, recorded
from peel_ml.assurance.submissions.submission import Submission


def judge(submission: Submission) -> Judged:
    """Compare the facts that the model is given with the protected columns and with the list of proxies."""
    kind = submission.declaration.text("decision.type")
    evidence = (
        *answered(submission, "6.1"),
        *answered(submission, "8.6"),
        recorded(submission, "The facts that the model is given", "model", "features"),
    )
    if kind not in (None, "enforcement_audit"):
        return not_applicable(
            "this asks only about audits of how people were policed; this is another use. What a model is given is "
            "justified there one by one",
            declared(submission, f"Kind of decision: {kind.replace('_', ' ')}", "decision.type"),
        )
    features = submission.record.model.features
    problems = [] if kind else ["of what kind the decision is, is not declared"]
    if not features:
        problems.append("which facts the model is given cannot be told")
    protected = sorted(set(features) & protected_columns(submission))
    if protected:
        problems.append(f"the model is given protected characteristics: {listed(protected)}")
    proxies = flagged(submission)
    if proxies:
        named = listed([f"{name} ({why})" for name, why in proxies.items()])
        problems.append(f"the model is given facts that are listed as stand-ins for a characteristic: {named}")
    if problems:
        return failed(problems, "Give these columns the role drop or protected, then run again.", "author", *evidence)
    return passed(
        f"none of the {len(features)} facts that the model is given is a protected characteristic or listed as a "
        "stand-in for one. How far they give one away all the same is measured on the card",
        *evidence,
    )


GATE = Gate("G09", "The audit does not go by who people are", judge)
