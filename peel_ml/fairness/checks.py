"""The table of fairness checks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.checking import CheckRow, Found, NotApplicable, Outcome, Passed, Skipped, run_checks
from peel_ml.data.parts import ProtectedFrame
from peel_ml.errors import PeelError
from peel_ml.fairness.metrics import Floats
from peel_ml.fairness.reference import TOLERANCE, parity
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
    return Found(
        f"{len(found)} of {len(rows)} judged groups differ by more than the limit{agreed}: "
        + "; ".join(_named(row) for row in found)
        + ".",
        "Read the rows, ask what explains the difference, and say what will be done.",
        tuple(
            {"characteristic": row.characteristic, "group": row.group, "difference": row.difference} for row in found
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
    """Find groups whose shown difference changes sign when people without a recorded group are counted in.

    Both signs must be resolved: shown, after correction, among recorded groups and among everybody.
    """
    everyone = {(row.characteristic, row.group): row for row in view.assessment.rows if row.missing == "as_group"}
    pairs = [
        (row, everyone[(row.characteristic, row.group)])
        for row in _judged(view)
        if (row.characteristic, row.group) in everyone
    ]
    if not pairs:
        return NotApplicable("nobody is without a recorded group")
    flipped = [
        (a, b)
        for a, b in pairs
        if a.difference_shown
        and b.difference_shown
        and a.difference is not None
        and b.difference is not None
        and a.difference * b.difference < 0
    ]
    if not flipped:
        return Passed(f"no shown difference changes sign with the handling of missing values, in {len(pairs)} groups")
    said = "; ".join(
        f"{_named(a)}: {(a.difference or 0) * 100:+.1f} points among recorded groups, "
        f"{(b.difference or 0) * 100:+.1f} with everybody"
        for a, b in flipped
    )
    return Found(
        f"How missing values are handled turns the answer around. {said}.",
        "Report both figures side by side, and ask why the group is not recorded.",
        tuple(
            {
                "characteristic": a.characteristic,
                "group": a.group,
                "complete_case": a.difference,
                "as_group": b.difference,
            }
            for a, b in flipped
        ),
    )


def fairlearn_parity(view: FairnessView) -> Outcome:
    """Hold our figures to Fairlearn's on the rows of this run; a gap is a fault of ours and stops the run."""
    frame = view.protected.frame
    if not frame.width or not len(view.y):
        return Skipped("no protected column to compare on")
    compared, largest = 0, 0.0
    for name in frame.columns:
        result = parity(view.y, view.expected, view.decision, frame[name].to_numpy().astype(str))
        compared, largest = compared + result.compared, max(largest, result.largest)
    if largest > TOLERANCE:
        raise PeelError(
            f"Our group figures differ from Fairlearn's by up to {largest:.3g}. Nothing is reported; "
            "please tell the developers."
        )
    return Passed(f"{compared} figures equal Fairlearn's MetricFrame (largest gap {largest:.1g})")


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
) -> tuple[tuple[Finding, ...], tuple[Check, ...]]:
    """Make every fairness check; return those that fired, and all of them with their outcome."""
    return run_checks(CHECKS, FairnessView(assessment, y, expected, decision, protected))
