"""G14: no group is shown to be outside the agreed limit on the declared measure of fairness."""

from __future__ import annotations

from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.groups import named
from peel_ml.assurance.gates.judging import answered, failed, passed, recorded
from peel_ml.assurance.submissions.submission import Submission


def judge(submission: Submission) -> Judged:
    """Look for groups whose verdict on the declared measure is that they are outside the limit.

    A difference in the world, such as unequal rates for each 1,000 residents, is a finding and never a gate.
    """
    record = submission.record
    metric = submission.declaration.text("fairness.primary")
    rows = [
        row
        for row in record.fairness
        if row.metric == metric and row.missing == "complete_case" and row.verdict != "not_judged"
    ]
    outside = [row for row in rows if row.verdict == "outside"]
    evidence = (*answered(submission, "8.3"), *answered(submission, "8.2"))
    problems = []
    if not rows:
        problems.append("no group was judged on the declared measure, so nothing can be told")
    if not record.fairness_assessment.tolerance.agreed:
        problems.append("nobody has agreed the limit that groups were judged against")
    if outside:
        who = named(submission, outside)
        problems.append(f"{len(outside)} of {len(rows)} groups are outside the limit: {who}")
    if problems:
        todo = (
            "Publish it as a finding: nothing here stands in the way of that. To use it, look for a less unequal way, "
            "or narrow what it is used for."
        )
        return failed(problems, todo, "author", *evidence, recorded(submission, "Every comparison", "fairness"))
    within = sum(row.verdict == "within" for row in rows)
    return passed(
        f"none of {len(rows)} groups is shown to be outside the agreed limit; {within} are within it, and for "
        f"{len(rows) - within} it cannot be told. That is not the same as all being within",
        *evidence,
    )


GATE = Gate("G14", "No group is shown to be outside the agreed limit", judge)
