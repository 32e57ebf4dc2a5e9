"""The table of fairness checks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.checking import CheckRow, Found, NotApplicable, Outcome, Passed, Skipped, run_checks
from peel_ml.data.parts import ProtectedFrame
from peel_ml.errors import PeelError
from peel_ml.fairness.metrics import OBSERVED_RATE, Floats
from peel_ml.fairness.missing.turned import twice
from peel_ml.fairness.reference import TOLERANCE, parity
from peel_ml.fairness.register import measure_words
from peel_ml.results.fairness import FairnessAssessment, FairnessRow
from peel_ml.results.findings import Check, Finding


@dataclass(frozen=True)
class FairnessView:
    """The assessment and the rows it was made on."""

    assessment: FairnessAssessment
    y: NDArray[np.int8]
    expected: Floats
    decision: NDArray[np.int8] | None
    protected: ProtectedFrame
    weights: NDArray[np.int64] | None = None
    """How many identical rows each row stands for."""


SHOWN = 3
"""How many findings a sentence spells out; the evidence holds all."""


def _judged(view: FairnessView) -> list[FairnessRow]:
    return [row for row in view.assessment.rows if row.missing == "complete_case" and row.verdict != "not_judged"]


def _named(row: FairnessRow) -> str:
    return f"{row.characteristic}: {row.group}"


def outside(view: FairnessView) -> Outcome:
    """Find groups whose difference is beyond the limit."""
    rows = _judged(view)
    found = [row for row in rows if row.verdict == "outside"]
    if not rows:
        return NotApplicable("no group is judged")
    if not found:
        return Passed(f"none of {len(rows)} judged groups is shown to be outside; that is not the same as all within")
    agreed = "" if view.assessment.tolerance.agreed else " (not agreed)"
    several = len({row.metric for row in rows}) > 1
    return Found(
        f"{len(found)} of {len(rows)} judged {'comparisons' if several else 'groups'} differ by more than the "
        f"limit{agreed}: "
        + "; ".join(_named(row) + (f" ({row.metric.replace('_', ' ')})" if several else "") for row in found)
        + ".",
        "Read the rows, ask what explains the difference, and say what will be done.",
        tuple(
            {
                "characteristic": row.characteristic,
                "group": row.group,
                "metric": row.metric,
                "difference": row.difference,
            }
            for row in found
        ),
    )


def cannot_tell(view: FairnessView) -> Outcome:
    """Count the headline groups about which nothing can be said."""
    rows = [row for row in _judged(view) if row.primary]
    if not rows:
        return NotApplicable("no headline group is judged")
    found = [row for row in rows if row.verdict == "cannot_tell"]
    if not found:
        return Passed(f"all {len(rows)} headline groups have a verdict")
    return Found(
        f"For {len(found)} of {len(rows)} headline groups it cannot be told whether the difference is within the "
        "limit.",
        "Read the reason in each row: more data, or better recording, is what helps.",
        tuple({"characteristic": row.characteristic, "group": row.group, "reason": row.reason} for row in found),
    )


def missing_changes_the_answer(view: FairnessView) -> Outcome:
    """Find differences that change their sign with the handling of missing values.

    Both signs must be resolved: shown, each after correction. A difference that is merely shown one way and not
    shown the other has not turned round.
    """
    if not _anybody_missing(view):
        return NotApplicable("nobody is without a recorded group")
    pairs = list(twice(view.assessment))
    headline = dict.fromkeys(row.characteristic for row in view.assessment.rows if row.primary)
    # Headline measures first, and of those the comparison that leaves most records out.
    turned = sorted(
        (one for one in pairs if one.turned),
        key=lambda one: (
            one.characteristic not in headline,
            not one.fully,
            one.metric != OBSERVED_RATE,
            one.against == "everyone else",
        ),
    )
    if not turned:
        return Passed(f"none of {len(pairs)} differences is shown with opposite signs under two ways of handling it")
    others = [name for name in headline if name not in {one.characteristic for one in turned}]
    spared = "".join(
        f" By {measure_words(name)} no difference is shown with opposite signs, so none is said to turn."
        for name in others
    )
    return Found(
        "Leaving out people without a recorded group turns "
        f"{len(turned)} {'difference' if len(turned) == 1 else 'differences'} around; each is shown with both signs. "
        f"{' '.join(one.sentence() for one in turned[:SHOWN])}{spared}",
        "Report both figures side by side, and ask why the group is not recorded.",
        tuple(one.evidence() for one in turned),
    )


def _anybody_missing(view: FairnessView) -> bool:
    """Tell whether anybody lacks a group; too few to be given as a share is somebody all the same."""
    return any(
        set(one.missing_share) != set(one.measured_as) or any(one.missing_share.values())
        for one in view.assessment.characteristics
    )


def fairlearn_parity(view: FairnessView) -> Outcome:
    """Hold our figures to Fairlearn's on the rows of this run; a gap is a fault of ours and stops the run."""
    frame = view.protected.frame
    if not frame.width or not len(view.y):
        return Skipped("no protected column to compare on")
    compared, largest, mean = 0, 0.0, 0.0
    for name in frame.columns:
        codes = (frame[name].rank("dense") - 1).to_numpy().astype(np.int64)
        result = parity(view.y, view.expected, view.decision, codes, view.weights)
        compared += result.compared
        largest, mean = max(largest, result.largest), max(mean, result.mean)
    # A mean of n fractions added up in another order differs by its rounding, which grows with n.
    if largest > TOLERANCE or mean > max(TOLERANCE, len(view.y) * float(np.finfo(np.float64).eps)):
        raise PeelError(
            f"Our group figures differ from Fairlearn's by up to {max(largest, mean):.3g}. Nothing is reported; "
            "please tell the developers."
        )
    return Passed(f"{compared} figures equal Fairlearn's MetricFrame (largest gap {max(largest, mean):.1g})")


CHECKS: tuple[CheckRow[FairnessView], ...] = (
    CheckRow("fairness-outside", "warn", "A group differs by more than the limit", outside),
    CheckRow("fairness-cannot-tell", "note", "For some headline groups nothing can be said", cannot_tell),
    CheckRow("missing-changes-the-answer", "warn", "Missing values turn the answer around", missing_changes_the_answer),
    CheckRow("fairlearn-parity", "block", "Our figures differ from Fairlearn's", fairlearn_parity),
)
"""Every fairness check, in the order a card shows them."""


def check_fairness(
    assessment: FairnessAssessment,
    *,
    y: NDArray[np.int8],
    expected: Floats,
    decision: NDArray[np.int8] | None,
    protected: ProtectedFrame,
    weights: NDArray[np.int64] | None = None,
) -> tuple[tuple[Finding, ...], tuple[Check, ...]]:
    """Make every fairness check; return those that fired, and all of them with their outcome."""
    return run_checks(CHECKS, FairnessView(assessment, y, expected, decision, protected, weights))
