"""The table of fairness checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.checking import CheckRow, Found, NotApplicable, Outcome, Passed, Skipped, run_checks
from peel_ml.data.parts import ProtectedFrame
from peel_ml.errors import PeelError
from peel_ml.fairness.metrics import OBSERVED_MINUS_EXPECTED, OBSERVED_RATE, Floats
from peel_ml.fairness.reference import TOLERANCE, parity
from peel_ml.fairness.register import measure_words
from peel_ml.fairness.sentences import span
from peel_ml.results.fairness import FairnessAssessment, FairnessRow
from peel_ml.results.findings import Check, Fact, Finding


@dataclass(frozen=True)
class FairnessView:
    """The assessment and the rows it was made on."""

    assessment: FairnessAssessment
    y: NDArray[np.int8]
    expected: Floats
    decision: NDArray[np.int8] | None
    protected: ProtectedFrame


FULLY = "everybody with this group recorded, and only those with every characteristic recorded"
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


@dataclass(frozen=True)
class _Side:
    """One difference with its interval, among some of the people."""

    difference: float
    low: float | None
    high: float | None
    n: int | None
    """People in the group."""
    shares: tuple[float, float] | None
    """Observed in the group and in what it is compared with."""

    def words(self, among: str, metric: str) -> str:
        """Return it as part of a sentence: the share where there is one, its number and the interval."""
        number = "number withheld" if self.n is None else f"{self.n:,} in the group"
        side = "more" if self.difference > 0 else "fewer"
        said = f"{abs(self.difference) * 100:.1f} points {side}"
        if self.low is not None and self.high is not None:
            said += f" (95% interval {span(self.low, self.high, 'fewer', 'more')}; {number})"
        if metric == OBSERVED_RATE and self.shares is not None:
            return f"{among}, {self.shares[0]:.1%} against {self.shares[1]:.1%}, {said}"
        return f"{among}, {said}{'' if metric == OBSERVED_RATE else ' than expected'}"


@dataclass(frozen=True)
class _Twice:
    """One comparison under two treatments of missing values, and whether each is shown after correction."""

    characteristic: str
    group: str
    against: str
    metric: str
    sides: tuple[_Side, _Side]
    both_shown: bool
    fully: bool
    """Whether the second treatment leaves out everybody who lacks any characteristic."""

    @property
    def turned(self) -> bool:
        """Whether both signs are resolved and opposite."""
        return self.both_shown and self.sides[0].difference * self.sides[1].difference < 0

    @property
    def handling(self) -> str:
        """What the two treatments are."""
        return FULLY if self.fully else "people without a recorded group counted among everyone else, and left out"

    def sentence(self) -> str:
        """Return the comparison in one plain sentence."""
        name, what = measure_words(self.characteristic), self.metric
        among = (
            (f"among everybody with {name} recorded", "among only those with every characteristic recorded")
            if self.fully
            else (f"with people without a recorded {name} counted among everyone else", "with them left out")
        )
        first, second = (side.words(place, what) for side, place in zip(self.sides, among, strict=True))
        counted = "positive outcomes" if what in (OBSERVED_RATE, OBSERVED_MINUS_EXPECTED) else what.replace("_", " ")
        return f"{name[0].upper()}{name[1:]}, {self.group} compared with {self.against}, {counted}: {first}; {second}."

    def evidence(self) -> dict[str, Fact]:
        """Return every figure of it."""
        found: dict[str, Fact] = {
            "characteristic": self.characteristic,
            "group": self.group,
            "against": self.against,
            "metric": self.metric,
            "handling": self.handling,
        }
        for name, side in zip(("first", "second"), self.sides, strict=True):
            share, other = side.shares or (None, None)
            found |= {
                name: side.difference,
                f"{name}_low": side.low,
                f"{name}_high": side.high,
                f"{name}_n": side.n,
                f"{name}_share": share,
                f"{name}_other_share": other,
            }
        return found


def _twice(view: FairnessView) -> Iterator[_Twice]:
    if not view.assessment.sensitivity:
        yield from _among_everyone_else(view)
    for one in view.assessment.sensitivity:
        yield _Twice(
            one.characteristic,
            one.group,
            one.against or "everyone else",
            one.metric,
            (
                _Side(one.difference, one.low, one.high, one.n, _both(one.share, one.other_share)),
                _Side(
                    one.complete_difference,
                    one.complete_low,
                    one.complete_high,
                    one.complete_n,
                    _both(one.complete_share, one.complete_other_share),
                ),
            ),
            one.shown and one.complete_shown,
            True,
        )


def _among_everyone_else(view: FairnessView) -> Iterator[_Twice]:
    """Return the comparisons with the missing counted among everyone else, and left out.

    They ask two questions, since everyone else is not the same people, so they stand in only where no measure
    leaves out records that another one has.
    """
    keyed = {
        (row.characteristic, row.group, row.metric): row
        for row in view.assessment.rows
        if row.missing == "complete_case"
    }
    for row in view.assessment.rows:
        other = keyed.get((row.characteristic, row.group, row.metric))
        if row.missing == "as_group" and other is not None and None not in (row.difference, other.difference):
            yield _Twice(
                row.characteristic,
                row.group,
                "everyone else",
                row.metric,
                (_side(row), _side(other)),
                bool(row.difference_shown and other.difference_shown),
                False,
            )


def _side(row: FairnessRow) -> _Side:
    return _Side(row.difference or 0.0, row.difference_low, row.difference_high, row.n, None)


def _both(share: float | None, other: float | None) -> tuple[float, float] | None:
    return None if share is None or other is None else (share, other)


def missing_changes_the_answer(view: FairnessView) -> Outcome:
    """Find differences that change their sign with the handling of missing values.

    Both signs must be resolved: shown, each after correction. A difference that is merely shown one way and not
    shown the other has not turned round.
    """
    if not _anybody_missing(view):
        return NotApplicable("nobody is without a recorded group")
    pairs = list(_twice(view))
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
    compared, largest = 0, 0.0
    for name in frame.columns:
        result = parity(
            view.y, view.expected, view.decision, (frame[name].rank("dense") - 1).to_numpy().astype(np.int64)
        )
        compared, largest = compared + result.compared, max(largest, result.largest)
    # A mean of n fractions added up in another order differs by its rounding, which grows with n.
    if largest > max(TOLERANCE, len(view.y) * float(np.finfo(np.float64).eps)):
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
