"""What people without a recorded group do to the answers: how many, where, and under each way of handling them."""

from __future__ import annotations

from collections.abc import Sequence

from peel_ml.fairness.assessed import Assessed
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

    Examples
    --------
    A fifth have no recorded group. Both groups have the same share of positives, yet where the fifth belongs matters:

    >>> import numpy as np
    >>> import polars as pl
    >>> from peel_ml.data.declaration import Measure, Protected
    >>> from peel_ml.data.parts import ProtectedFrame
    >>> from peel_ml.fairness.declaration import Fairness
    >>> from peel_ml.fairness.engine import assess
    >>> from peel_ml.fairness.policy import load_policy
    >>> y = (np.arange(6000) // 5 % 10 < 3).astype(np.int8)
    >>> race = pl.Series(["Asian", "White", "Not stated", "Asian", "White"] * 1200)
    >>> rows = Assessed(
    ...     y,
    ...     np.full(6000, 0.3),
    ...     None,
    ...     ProtectedFrame(pl.DataFrame({"race": race})),
    ...     np.arange(6000),
    ...     pl.DataFrame(),
    ...     None,
    ...     Protected(measured={"race": Measure(column="race", characteristic="race", primary=True)}),
    ...     Fairness(primary="observed_minus_expected", worse="lower"),
    ...     "enforcement_audit",
    ...     load_policy(),
    ... )
    >>> found = assess(
    ...     y=y,
    ...     expected=rows.expected,
    ...     decision=None,
    ...     protected=rows.protected,
    ...     clusters=rows.clusters,
    ...     declared=rows.declared,
    ...     fairness=rows.fairness,
    ...     decision_type=rows.decision_type,
    ...     policy=rows.policy,
    ... )
    >>> report = missing_report(rows, found)
    >>> [(row.treatment, row.verdict) for row in report.treated[:3]]
    [('complete_case', 'within'), ('as_group', 'within'), ('worst_case', 'cannot_tell')]
    """
    crossed = list(rows.groupings)
    single = [grouping for grouping in crossed if grouping.parts.shape[1] == 1]
    found = treated(rows, assessment, crossed)
    return MissingReport(
        tuple(missing_rates(rows, assessment, single)), tuple(found), _statement(rows, assessment, found)
    )


def _statement(rows: Assessed, assessment: FairnessAssessment, found: Sequence[TreatedRow]) -> str:
    shares = {name: share for one in assessment.characteristics for name, share in one.missing_share.items()}
    said = []
    for name, measure in rows.declared.measured.items():
        mine = [row for row in found if row.characteristic == name]
        if measure.primary and shares.get(name) == 1.0:
            said.append(f"No {measure_words(name)} is recorded at all, so nothing can be said about it.")
        elif measure.primary and mine:
            said.append(_said(rows, assessment, name, shares.get(name), mine))
    if said:
        return " ".join(said)
    if found:
        return "Everybody has a recorded group in every headline measure."
    return f"All {rows.unit} have a recorded group in every measure."


def _said(
    rows: Assessed, assessment: FairnessAssessment, name: str, share: float | None, found: Sequence[TreatedRow]
) -> str:
    headline = headline_rows(assessment)
    number = "Some" if share is None else f"{share:.0%} of" if share >= 0.01 else "Under 1% of"
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
