"""J2: ethnicity is often missing, more often in some groups than in others, or the missing could change an answer."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.assurance.gates.groups import named
from peel_ml.assurance.justifications.rule import Rule
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import code_of, measure_name
from peel_ml.cards.words import percent, points
from peel_ml.results.codes import MISSING_CODES

SHARE = 0.10
"""Share of people without a recorded ethnicity above which it has to be justified."""
APART = 0.05
"""Difference of that share between groups by the officer's account, in shares of 1."""


def found(submission: Submission) -> tuple[str, ...]:
    """Return which measures of ethnicity are missing too often, too unequally, or so that an answer could turn."""
    return (*_often(submission), *_unequally(submission), *_turning(submission))


def _measures(submission: Submission) -> dict[str, float | None]:
    """Return the measures of ethnicity, each with its share without a recorded group, where it is known."""
    return {
        name: one.missing_share.get(name)
        for one in submission.record.fairness_assessment.characteristics
        if code_of(one.name) == "race"
        for name in one.measured_as
    }


def _words(submission: Submission, measure: str) -> str:
    return measure_name(measure, Declaration(submission.record.provenance.declaration))


def _often(submission: Submission) -> Iterator[str]:
    for measure, share in _measures(submission).items():
        if share is not None and share > SHARE:
            yield f"{_words(submission, measure)} is not recorded for {percent(share)} of people, more than 10%."


def _unequally(submission: Submission) -> Iterator[str]:
    report = submission.shown.missing
    officer = [name for name in _measures(submission) if "officer" in name]
    for measure in _measures(submission) if report else ():
        shares = {
            one.level: one.share
            for one in (report.rates if report else ())
            if one.measure == measure and one.by in officer and one.by != measure and one.level not in MISSING_CODES
            if one.share is not None
        }
        if len(shares) < 2:
            continue
        most, least = max(shares, key=lambda one: shares[one]), min(shares, key=lambda one: shares[one])
        apart = shares[most] - shares[least]
        if apart > APART:
            yield (
                f"{_words(submission, measure)} is missing {points(apart, sign=False)} points more often where the "
                f"officer recorded {most} than where {least}."
            )


def _turning(submission: Submission) -> Iterator[str]:
    """Find groups that have a verdict among people with a recorded ethnicity, and none for every way of placing all."""
    report, measures = submission.record.missing, _measures(submission)
    by_group: dict[tuple[str, str], dict[str, str]] = {}
    for one in report.treated if report else ():
        if one.characteristic in measures:
            by_group.setdefault((one.characteristic, one.group), {})[one.treatment] = one.verdict
    turned = {
        key
        for key, verdicts in by_group.items()
        if "complete_case" in verdicts and "worst_case" in verdicts
        if verdicts["complete_case"] != verdicts["worst_case"] and verdicts["complete_case"] in ("within", "outside")
    }
    rows = [
        row
        for row in submission.record.fairness
        if (row.characteristic, row.group) in turned and row.missing == "complete_case"
        if row.metric == submission.record.fairness_assessment.metric
    ]
    if rows:
        who = named(submission, rows, 9)
        yield f"Placing the people without a recorded ethnicity could change the answer for these groups: {who}."


RULE = Rule("J2", "Ethnicity is missing so often that it could change the answer", True, found)
