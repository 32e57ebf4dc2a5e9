"""The comparison itself: the engine of a run on somebody else's rows, and what lies behind its answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from peel_ml.auditing.cells import ROWS_KEPT
from peel_ml.auditing.checks import CHECKS, AuditView
from peel_ml.auditing.coding import Coded
from peel_ml.auditing.controlled import POSITIVE, controlled, without_small_shares
from peel_ml.auditing.counting import Counted, counted, groups_of
from peel_ml.auditing.measures import protected_of
from peel_ml.auditing.purposes import fairness_of, question_of
from peel_ml.auditing.request import AuditRequest
from peel_ml.checking import run_checks
from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.checks import check_fairness
from peel_ml.fairness.engine import assess_rows
from peel_ml.fairness.label_bias import label_bias
from peel_ml.fairness.metrics import OBSERVED_MINUS_EXPECTED
from peel_ml.fairness.missing.report import missing_report
from peel_ml.fairness.planning import planning
from peel_ml.fairness.policy import load_policy
from peel_ml.fairness.within import within_groups
from peel_ml.results.audit import GroupCounts
from peel_ml.results.fairness import FairnessAssessment
from peel_ml.results.findings import Check, Finding
from peel_ml.results.label_bias import LabelBias
from peel_ml.results.missing import MissingReport
from peel_ml.results.planning import Planning
from peel_ml.results.within_groups import WithinGroups


@dataclass(frozen=True)
class Compared:
    """Everything an audit finds."""

    groups: tuple[GroupCounts, ...]
    assessment: FairnessAssessment
    missing: MissingReport | None
    within_groups: WithinGroups | None
    label_bias: LabelBias | None
    planning: Planning | None
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    flagged: int | None
    notes: tuple[str, ...]


def compared(request: AuditRequest, rows: Coded) -> Compared:
    """Compare every group, and look behind the answers where single rows can be held."""
    assessed = _assessed(request, rows)
    weighed = assess_rows(assessed, rows.weights if rows.clusters is None else None)
    if rows.score is None:
        # Nothing was expected of anybody, so there is nothing to be less than.
        weighed = replace(
            weighed, sensitivity=tuple(one for one in weighed.sensitivity if one.metric != OBSERVED_MINUS_EXPECTED)
        )
    counts = counted(
        rows,
        assessed.groupings,
        request.data_class,
        assessed.policy.publication.internal,
    )
    # What is found in it is told with its figures, so that these are controlled first.
    shown = replace(
        weighed,
        rows=controlled(weighed.rows, counts),
        characteristics=without_small_shares(weighed.characteristics, counts),
    )
    held = rows.rows <= ROWS_KEPT
    single = _assessed(request, rows.single()) if held else assessed
    findings, checks = check_fairness(
        shown,
        y=assessed.y,
        expected=assessed.expected,
        decision=assessed.decision,
        protected=assessed.protected,
        weights=rows.weights,
    )
    own_findings, own_checks = run_checks(CHECKS, AuditView(request, rows))
    return Compared(
        groups=groups_of(counts),
        assessment=shown,
        missing=missing_report(single, shown) if held else None,
        within_groups=within_groups(single) if held else None,
        label_bias=label_bias(single, shown) if held else None,
        planning=planning(single) if held else None,
        findings=(*own_findings, *findings),
        checks=(*own_checks, *checks),
        flagged=_flagged(rows, counts),
        notes=(*rows.notes, *_notes(request, rows, held=held)),
    )


def _notes(request: AuditRequest, rows: Coded, *, held: bool) -> Iterator[str]:
    if question_of(request.purpose).describes and rows.score is None:
        yield (
            "Error rates differ wherever base rates do, also for a model that is right about everybody. With its "
            "scores, what was observed less what was expected would be judged first."
        )
    if not held:
        yield (
            f"{rows.rows:,} rows were summed and never held one by one. More than {ROWS_KEPT:,} rows: what missing "
            "groups, wrong labels, controls and thresholds could change was not worked out. Audit a random sample "
            "for it."
        )


def _assessed(request: AuditRequest, rows: Coded) -> Assessed:
    """Put together the rows and what was declared of their comparison."""
    clusters = np.arange(len(rows.y), dtype=np.int64) if rows.clusters is None else rows.clusters
    fairness = fairness_of(
        request.purpose,
        decided=request.decided,
        scored=rows.score is not None,
        controls=request.controls,
        tolerance=request.tolerance,
    )
    return Assessed(
        y=rows.y,
        expected=np.zeros(len(rows.y)) if rows.score is None else rows.score,
        decision=rows.decision,
        protected=rows.protected,
        clusters=clusters,
        slices=rows.controls,
        area=None,
        declared=protected_of(request.asked, request.intersections),
        fairness=fairness,
        decision_type=question_of(request.purpose).decision_type,
        policy=load_policy(),
        positive_words=POSITIVE,
    )


def _flagged(rows: Coded, counts: Counted) -> int | None:
    if rows.decision is None or counts.hides("", "All", ("fp", "tp")):
        return None
    return int((rows.decision * rows.weights).sum())
