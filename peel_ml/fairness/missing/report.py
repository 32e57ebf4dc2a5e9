"""What people without a recorded group do to the answers: how many, where, and under each way of handling them."""

from __future__ import annotations

from collections.abc import Sequence

from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.groups import groupings
from peel_ml.fairness.missing.comparisons import headline_rows
from peel_ml.fairness.missing.rates import missing_rates
from peel_ml.fairness.missing.treated import treated
from peel_ml.fairness.register import measure_words
from peel_ml.results.fairness import FairnessAssessment
from peel_ml.results.missing import MissingReport, TreatedRow


def missing_report(rows: Assessed, assessment: FairnessAssessment) -> MissingReport:
    """Report the people without a recorded group.

    Parameters
    ----------
    rows : Assessed
        The rows the assessment was made on.
    assessment : FairnessAssessment
        Its headline verdicts stand: no treatment replaces them.

    Returns
    -------
    MissingReport
        Rates for every single measure; treatments for every judged group of the measures that somebody has no
        recorded group of.
    """
    crossed = list(groupings(rows.declared, rows.protected))
    single = [grouping for grouping in crossed if grouping.parts.shape[1] == 1]
    found = treated(rows, assessment, crossed)
    return MissingReport(
        tuple(missing_rates(rows, assessment, single)), tuple(found), _statement(rows, assessment, found)
    )


def _statement(rows: Assessed, assessment: FairnessAssessment, found: Sequence[TreatedRow]) -> str:
    shares = {name: share for one in assessment.characteristics for name, share in one.missing_share.items()}
    said = []
    for name in dict.fromkeys(row.characteristic for row in found):
        if rows.declared.measured[name].primary:
            said.append(_said(rows, assessment, name, shares.get(name), [r for r in found if r.characteristic == name]))
    if said:
        return " ".join(said)
    if any(share > 0 for share in shares.values()):
        return "Everybody has a recorded group in every headline measure."
    return f"All {rows.unit} have a recorded group in every measure."


def _said(
    rows: Assessed, assessment: FairnessAssessment, name: str, share: float | None, found: Sequence[TreatedRow]
) -> str:
    headline = headline_rows(assessment)
    number = "Very few" if share is None else f"{share:.0%} of" if share >= 0.01 else "Under 1% of"
    opening = f"{number} {rows.unit} have no recorded {measure_words(name)}"
    left_out = {row.group: row.verdict for row in found if row.treatment == "complete_case"}
    answered = {group for group, verdict in left_out.items() if verdict != "cannot_tell"}
    lost = {group for group in answered if headline[name, group].verdict == "cannot_tell"}
    if not answered:
        return f"{opening}; even without them no answer about the limit is clear."
    if not lost:
        return f"{opening}; however they were placed, no answer about {measure_words(name)} would change."
    which = "every answer" if len(lost) == len(left_out) else f"{len(lost)} of {len(left_out)} answers"
    flips = [one for group in lost if (one := headline[name, group].flipping_share) is not None]
    enough = "" if not flips else f"; {_part(min(flips))} of them would be enough to change one"
    return f"{opening}; placed one way or another they could change {which} about {measure_words(name)}{enough}."


def _part(share: float) -> str:
    return "under 1%" if share < 0.01 else f"{share:.0%}"
