"""The widest measured difference against a group: named at the top of every card, with its range and number."""

from __future__ import annotations

from collections.abc import Iterable

from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import measure_name, measure_parts
from peel_ml.cards.sections.evidence import Evidence
from peel_ml.cards.sections.groups.said import rate_words, size, span
from peel_ml.cards.words import count, number
from peel_ml.fairness.metrics import OBSERVED_MINUS_EXPECTED, OBSERVED_RATE
from peel_ml.results.fairness import FairnessRow
from peel_ml.results.findings import Finding

CHANGED = "The way it is recorded has changed."


def worst(evidence: Evidence) -> FairnessRow | None:
    """Return the row that is furthest to the side that harms; of those with a difference shown, where there is one.

    Combinations of groups are looked at too. Without a row on that side there is none.
    """
    sign = -1 if evidence.assessment.worse == "lower" else 1
    harmful = [
        row
        for row in evidence.rows
        if row.metric == evidence.metric
        and row.missing == "complete_case"
        and row.difference is not None
        and sign * row.difference > 0
    ]
    shown = [row for row in harmful if row.difference_shown]
    return max(shown or harmful, key=lambda row: sign * (row.difference or 0.0), default=None)


def sentences(evidence: Evidence, findings: Iterable[Finding] = ()) -> tuple[str, ...]:
    """Return the widest difference against a group in words, and whether its record can be relied on."""
    row = worst(evidence)
    # A wider one may be among the figures that are held back: what is not seen is never called the widest.
    held_back = any(one.metric == evidence.metric and one.difference is None for one in evidence.rows)
    if row is None:
        return (
            f"No group {'whose figures we can show' if held_back else 'measured'} is worse off than everyone else.",
        )
    sure = "" if row.difference_shown else " It is not shown for sure."
    lines = (f"The widest gap {'we can show ' if held_back else ''}against a group: {_said(row, evidence)}.{sure}",)
    return (*lines, CHANGED) if _changed(row, evidence.declaration, findings) else lines


def _said(row: FairnessRow, evidence: Evidence) -> str:
    measure = measure_name(row.characteristic, evidence.declaration)
    who = f"“{row.group}” ({measure[:1].lower()}{measure[1:]})"
    difference, low, high = row.difference or 0.0, row.difference_low, row.difference_high
    n = count(row.denominator if row.denominator is not None else row.n)
    if row.metric in (OBSERVED_MINUS_EXPECTED, OBSERVED_RATE):
        less, more = "fewer", "more"
        text = (
            f"in 100 {evidence.units} of {who}, {size(difference)} {less if difference < 0 else more} had the outcome"
        )
        text += " than for everyone else"
        text += ", set against what was expected" if row.metric == OBSERVED_MINUS_EXPECTED else ""
    else:
        less, more = "lower", "higher"
        text = (
            f"for {who}, the {rate_words(row.metric, evidence)} is {size(difference)} in 100 "
            f"{less if difference < 0 else more} than for everyone else"
        )
    wide = "" if low is None or high is None else f"95% range: {span(low, high, less, more)}; "
    return f"{text} ({wide}{n} {evidence.units})"


def _changed(row: FairnessRow, declaration: Declaration, findings: Iterable[Finding]) -> bool:
    """Return whether a check found that labels of this group changed from one month to another."""
    measured = declaration.mapping("protected.measured")
    columns = {str((measured.get(part) or {}).get("column", part)) for part in measure_parts(row.characteristic)}
    labels = {label.strip().lower() for label in row.group.split(",")} | {row.group.lower()}
    return any(
        finding.code == "vocabulary-break"
        and any(
            str(one.get("column")) in columns and str(one.get("label")).strip().lower() in labels
            for one in finding.evidence
        )
        for finding in findings
    )


def most_missing(evidence: Evidence) -> str:
    """Return which measure is missing most often, and for how many; empty where none is missing for 1 in 100."""
    shares = {
        measure: share for one in evidence.assessment.characteristics for measure, share in one.missing_share.items()
    }
    measure = max(sorted(shares), key=lambda name: shares[name], default="")
    if not measure or shares[measure] < 0.01:
        return ""
    return (
        f"{measure_name(measure, evidence.declaration)} is not recorded for {number(100 * shares[measure], 0)} in 100 "
        f"{evidence.units}."
    )
