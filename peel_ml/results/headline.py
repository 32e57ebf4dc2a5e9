"""What lists, summaries and tags say of a finished record, whatever its kind: read off it, nothing is computed anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from peel_ml.results.audit import AuditRecord
from peel_ml.results.estimate import Estimate
from peel_ml.results.fairness import FairnessRow
from peel_ml.results.findings import Finding
from peel_ml.results.recorded import Recorded
from peel_ml.results.studies.record import StudyRecord

VERDICTS = ("outside", "cannot_tell", "within")
"""Worst first: what cannot be told is never read as a pass."""

SEVERITIES = ("block", "warn", "note")
"""Worst first."""

NOT_JUDGED = "not_judged"


@dataclass(frozen=True)
class Headline:
    """The few facts by which records of any kind are told apart.

    Parameters
    ----------
    use_case : str
        Its id; ``"audit"`` for an audit of somebody else's file.
    kind : str
        Kind of task, for example ``"classification"``; ``"audit"`` for an audit.
    title : str
        The declared title.
    run_id : str
        Of the run.
    synthetic : bool
        Whether it rests on made-up data.
    quick, final : bool
        As the run was asked for.
    evaluated_on : str
        The period that was scored: ``"validation"`` or ``"held_out"``; ``"everything"`` for an audit.
    primary : str or None
        Name of the figure that heads it; None where there is none.
    figure : Estimate
        That figure with its interval.
    verdicts : dict of str to int
        How many headline comparisons of groups got each of `VERDICTS`.
    findings : dict of str to int
        How many findings of each of `SEVERITIES`.
    """

    use_case: str
    kind: str
    title: str
    run_id: str
    synthetic: bool
    quick: bool
    final: bool
    evaluated_on: str
    primary: str | None
    figure: Estimate
    verdicts: dict[str, int]
    findings: dict[str, int]

    @property
    def worst(self) -> str:
        """The worst verdict there is; ``"not_judged"`` where nothing was judged.

        Examples
        --------
        >>> worst_of({"outside": 0, "cannot_tell": 2, "within": 5})
        'cannot_tell'
        """
        return worst_of(self.verdicts)


def worst_of(verdicts: dict[str, int]) -> str:
    """Return the worst verdict that was given at least once."""
    return next((verdict for verdict in VERDICTS if verdicts.get(verdict)), NOT_JUDGED)


def headline_rows(rows: Iterable[FairnessRow]) -> tuple[FairnessRow, ...]:
    """Return the rows whose verdicts head the card: primary, without people of no recorded group."""
    return tuple(row for row in rows if row.primary and row.missing == "complete_case")


def counted(rows: Iterable[FairnessRow]) -> dict[str, int]:
    """Return how many headline comparisons got each verdict."""
    given: list[str] = [row.verdict for row in headline_rows(rows)]
    return {verdict: given.count(verdict) for verdict in VERDICTS}


def severities(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each severity."""
    given: list[str] = [finding.severity for finding in findings]
    return {severity: given.count(severity) for severity in SEVERITIES}


def kind_of(record: Recorded) -> str:
    """Return the kind of task of a run's record."""
    return record.study if isinstance(record, StudyRecord) else "classification"


def headline(record: Recorded | AuditRecord) -> Headline:
    """Return the headline of a record.

    Parameters
    ----------
    record : RunRecord, StudyRecord or AuditRecord
        A finished one.
    """
    if isinstance(record, AuditRecord):
        return Headline(
            use_case="audit",
            kind="audit",
            title=record.heading,
            run_id=record.run_id,
            synthetic=record.audited.data_class == "D0",
            quick=False,
            final=False,
            evaluated_on="everything",
            primary=None,
            figure=Estimate(None),
            verdicts=counted(record.verdicts),
            findings=severities(record.findings),
        )
    scores, declaration = record.scores, record.provenance.declaration
    return Headline(
        use_case=record.use_case,
        kind=kind_of(record),
        title=str(declaration.get("title", record.use_case)),
        run_id=record.provenance.run_id,
        synthetic=record.data.synthetic,
        quick=record.quick,
        final=record.final,
        evaluated_on=scores.evaluated_on,
        primary=scores.primary,
        figure=scores.metrics.get(scores.primary, Estimate(None)),
        verdicts=counted(record.fairness),
        findings=severities(record.findings),
    )
