"""What the fairness sections are written from: the same for a run of ours and for an audit of somebody else's model."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.cards.declared import Declaration
from peel_ml.cards.names import measure_parts
from peel_ml.cards.words import number, percent, units
from peel_ml.results.audit import AuditRecord
from peel_ml.results.fairness import FairnessAssessment, FairnessRow
from peel_ml.results.label_bias import LabelBias
from peel_ml.results.missing import MissingReport
from peel_ml.results.planning import Planning
from peel_ml.results.recorded import Recorded
from peel_ml.results.within_groups import WithinGroups


@dataclass(frozen=True)
class Evidence:
    """Everything that was found about groups, and the words to say it in."""

    rows: tuple[FairnessRow, ...]
    assessment: FairnessAssessment
    declaration: Declaration
    period: str
    """Which rows were looked at, for example "validation period"."""
    units: str
    outcome: str
    missing: MissingReport | None
    within: WithinGroups | None
    label_bias: LabelBias | None
    planning: Planning | None

    @property
    def metric(self) -> str:
        """The primary metric."""
        return self.assessment.metric

    def main(self, measure: str, missing: str = "complete_case", metric: str | None = None) -> list[FairnessRow]:
        """Return a measure's rows of one metric, the primary one unless another is named."""
        wanted = metric or self.metric
        return [
            row
            for row in self.rows
            if row.characteristic == measure and row.metric == wanted and row.missing == missing
        ]

    @property
    def judged(self) -> tuple[str, ...]:
        """The metrics that are judged against the limit, the primary one first."""
        also = (row.metric for row in self.rows if row.missing == "complete_case" and row.verdict != "not_judged")
        return tuple(dict.fromkeys((self.metric, *also)))

    @property
    def measures(self) -> tuple[str, ...]:
        """Single measures, in the record's order."""
        return tuple(one for one in self._all if len(measure_parts(one)) == 1)

    @property
    def leading(self) -> tuple[str, ...]:
        """The measures declared as primary; all of them where none is."""
        declared = self.declaration.mapping("protected.measured")
        named = tuple(one for one in self.measures if (declared.get(one) or {}).get("primary"))
        return named or self.measures

    @property
    def crossed(self) -> tuple[str, ...]:
        """Declared combinations of measures, in the record's order."""
        return tuple(one for one in self._all if len(measure_parts(one)) > 1)

    @property
    def _all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.characteristic for row in self.rows))


def evidence_of(record: Recorded | AuditRecord, declaration: Declaration) -> Evidence:
    """Return what a record holds about groups."""
    if isinstance(record, AuditRecord):
        rows, assessment, period = record.verdicts, record.assessment, "audited rows"
    else:
        rows, assessment = record.fairness, record.fairness_assessment
        period = "held-out period" if record.scores.evaluated_on == "held_out" else "validation period"
    return Evidence(
        rows,
        assessment,
        declaration,
        period,
        units(declaration),
        declaration.text("task.target.positive_words") or "the outcome",
        record.missing,
        record.within_groups,
        record.label_bias,
        record.planning,
    )


@dataclass(frozen=True)
class VerdictCounts:
    """Verdicts over the judged rows of the primary metric, people without a recorded group left out."""

    noun: str
    """What is counted: groups, or comparisons where several measures of a group are judged."""
    judged: int
    shown: int
    outside: int
    within: int
    cannot_tell: int


def judged_rows(evidence: Evidence) -> list[FairnessRow]:
    """Return every row that is judged against the limit."""
    return [row for row in evidence.rows if row.missing == "complete_case" and row.verdict != "not_judged"]


def verdict_counts(evidence: Evidence) -> VerdictCounts:
    """Count the verdicts over every group, and over every metric that is judged."""
    rows = judged_rows(evidence)
    return VerdictCounts(
        "group" if len(evidence.judged) == 1 else "comparison",
        len(rows),
        sum(row.difference_shown is True for row in rows),
        sum(row.verdict == "outside" for row in rows),
        sum(row.verdict == "within" for row in rows),
        sum(row.verdict == "cannot_tell" for row in rows),
    )


def measured_count(evidence: Evidence) -> int:
    """Return how many of the nine characteristics were measured."""
    return sum(one.status == "measured" for one in evidence.assessment.characteristics)


def limit_text(evidence: Evidence) -> str:
    """Return the tolerance in words."""
    tolerance = evidence.assessment.tolerance
    if tolerance.scale == "ratio":
        upper = max(tolerance.limit, 1 / tolerance.limit)
        return f"a ratio of {number(1 / upper, 2)} to {number(upper, 2)}"
    return f"{percent(tolerance.limit).removesuffix('%').removesuffix('.0')} points"
