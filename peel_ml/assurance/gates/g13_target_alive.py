"""G13: the outcome was recorded, and varies, in every period that was used."""

from __future__ import annotations

from collections.abc import Iterator

from peel_ml.assurance.gates.gate import Gate, Judged
from peel_ml.assurance.gates.judging import answered, failed, listed, passed, recorded
from peel_ml.assurance.submissions.submission import Submission
from peel_ml.data.checks.degenerate_target import UNLIKELY
from peel_ml.data.checks.wording import month_name
from peel_ml.results.studies.record import StudyRecord

CODE = "degenerate-target"


def judge(submission: Submission) -> Judged:
    """Look at the check of the run, at every part, and at every month whose outcomes the run may read."""
    record = submission.record
    if isinstance(record, StudyRecord):
        return _series_alive(submission)
    checks = {one.code: (at, one) for at, one in enumerate(record.checks)}
    problems = [*_check(submission), *_parts(submission), *_months(submission)]
    evidence = (
        *answered(submission, "5.7"),
        *([recorded(submission, checks[CODE][1].reason, "checks", checks[CODE][0])] if CODE in checks else []),
        *([recorded(submission, "Month by month", "data", "timeline")] if record.data.timeline else []),
        recorded(submission, "The parts", "data", "parts"),
    )
    if problems:
        todo = "Find out from when the outcome was recorded, leave out the periods before, then run again."
        return failed(problems, todo, "author", *evidence)
    return passed("the outcome was recorded, both ways, in every period that was used", *evidence)


def _check(submission: Submission) -> Iterator[str]:
    outcomes = {one.code: one for one in submission.record.checks}
    one = outcomes.get(CODE)
    if one is None:
        yield "whether the outcome was recorded throughout cannot be told: the run did not look"
    elif one.outcome == "found":
        yield one.reason


def _parts(submission: Submission) -> Iterator[str]:
    parts = submission.record.data.parts
    if not parts:
        yield "of which parts the data is made cannot be told"
    for one in parts:
        name = one.name.replace("_", "-")
        if one.positives is None:
            if one.name != "held_out" or submission.record.final:
                yield f"how outcomes fall in the part {name} cannot be told"
        elif one.positives in (0, one.rows):
            yield f"in the part {name} every outcome is the same"


def _months(submission: Submission) -> Iterator[str]:
    """Find months with one outcome only that chance would hardly give: the rule of the run's own check."""
    data = submission.record.data
    if data.timeline is None:
        return
    known = [(one.month, one.rows, one.positives) for one in data.timeline.months]
    counted = [(month, rows, ones) for month, rows, ones in known if rows and ones is not None]
    total = sum(rows for _, rows, _ in counted)
    rate = sum(ones for _, _, ones in counted) / total if total else 0.0
    dead = [
        month_name(month)
        for month, rows, ones in counted
        if (ones == 0 and (1 - rate) ** rows < UNLIKELY) or (ones == rows and rate**rows < UNLIKELY)
    ]
    if dead:
        yield f"every outcome is the same in {listed(dead)}"


SERIES = ("missing-period", "near-empty-period", "series-of-zeros")
"""Checks that look for periods in which nothing, or next to nothing, was recorded."""


def _series_alive(submission: Submission) -> Judged:
    """Look at what the checks of series said: in a study the outcome is a count or a measure of each period."""
    record = submission.record
    made = {one.code: (at, one) for at, one in enumerate(record.checks) if one.code in SERIES}
    evidence = (
        *answered(submission, "5.7"),
        *(recorded(submission, f"{code}: {one.reason}", "checks", at) for code, (at, one) in made.items()),
    )
    unmade = [code for code in SERIES if code not in made or made[code][1].outcome == "skipped"]
    # A note is good to know: a thin series of zeros here and there is no sign of a record that broke off.
    grave = {one.code for one in record.findings if one.severity != "note"}
    problems = [one.reason for code, (_, one) in made.items() if one.outcome == "found" and code in grave]
    if unmade:
        problems.append(f"whether every period was recorded cannot be told: not checked ({listed(unmade)})")
    if problems:
        todo = "Leave out the periods or the series that were not recorded, then run again."
        return failed(problems, todo, "author", *evidence)
    return passed("something was recorded in every period and series that was used", *evidence)


GATE = Gate("G13", "The outcome was recorded in every period used", judge)
