"""A check is data (code, title, severity) plus one function that says how it came out.

Data checks and model checks are tables of `CheckRow`; `run_checks` turns a table into the findings that
fired and the list of all checks, quiet ones included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from peel_ml.results.findings import Check, Fact, Finding, Severity
from peel_ml.results.timeline import Break

View = TypeVar("View")


@dataclass(frozen=True)
class Found:
    """The check found something: one plain sentence with its figures, and evidence without row values."""

    sentence: str
    fix: str
    evidence: tuple[dict[str, Fact], ...] = ()
    severity: Severity | None = None
    """Overrides the check's own severity."""
    breaks: tuple[tuple[str, str], ...] = ()
    """Months it names (``2022-12``), each with a few words for a chart."""


@dataclass(frozen=True)
class Passed:
    """The check was made and found nothing."""

    reason: str


@dataclass(frozen=True)
class NotApplicable:
    """The question does not arise here."""

    reason: str


@dataclass(frozen=True)
class Skipped:
    """The check lacks what it needs."""

    reason: str


Outcome = Found | Passed | NotApplicable | Skipped


@dataclass(frozen=True)
class CheckRow(Generic[View]):
    """One row of a table of checks: a stable code that reviewers cite, and the function that decides."""

    code: str
    severity: Severity
    title: str
    check: Callable[[View], Outcome]


_OUTCOMES: dict[type, Literal["found", "passed", "not_applicable", "skipped"]] = {
    Found: "found",
    Passed: "passed",
    NotApplicable: "not_applicable",
    Skipped: "skipped",
}


def run_checks(rows: Iterable[CheckRow[View]], view: View) -> tuple[tuple[Finding, ...], tuple[Check, ...]]:
    """Make every check of a table.

    Returns
    -------
    findings : tuple of Finding
        Those that fired, in the table's order.
    checks : tuple of Check
        All of them, each with its outcome and reason.
    """
    findings: list[Finding] = []
    checks: list[Check] = []
    for row in rows:
        outcome = row.check(view)
        if isinstance(outcome, Found):
            findings.append(
                Finding(
                    row.code,
                    outcome.severity or row.severity,
                    row.title,
                    outcome.sentence,
                    outcome.fix,
                    outcome.evidence,
                    tuple(Break(month, row.code, words) for month, words in outcome.breaks),
                )
            )
            checks.append(Check(row.code, "found", outcome.sentence))
        else:
            checks.append(Check(row.code, _OUTCOMES[type(outcome)], outcome.reason))
    return tuple(findings), tuple(checks)
