"""G16: no decision that weighs on a person is taken without a person."""

from __future__ import annotations

from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import answered, declared, failed, passed
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.usecase.oversight import AUTOMATION


def judge(submission: Submission) -> Judged:
    """Look at the declared degree of automation (UK GDPR arts 22A to 22D, DPA 2018 ss.50A to 50D)."""
    declaration = submission.declaration
    automation, weighs = declaration.text("oversight.automation"), declaration.get("oversight.significant_decision")
    problems = []
    if automation not in AUTOMATION:
        problems.append("how far it is automated is not declared")
    if not isinstance(weighs, bool):
        problems.append("whether a decision that weighs on a person rests on it is not declared")
    if automation == "solely_automated" and weighs is not False:
        problems.append("it would decide about people without a person taking part")
    if weighs is True and not declaration.text("oversight.human_involvement"):
        problems.append("a decision that weighs on a person rests on it, and how a person takes part is not said")
    evidence = (*answered(submission, "3.3"), declared(submission, "Human control, as declared", "oversight"))
    if problems:
        return failed(problems, "Put a person in charge of each decision, and declare how.", "owner", *evidence)
    rests = f"{'A' if weighs else 'No'} decision that weighs on a person rests on it"
    return passed(f"{AUTOMATION[automation or '']} {rests}", *evidence)


GATE = Gate("G16", "No decision that weighs on a person is left to a machine", judge)
