"""One difference under two treatments of missing values, side by side, and whether its sign turns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peel_ml.fairness.metrics import OBSERVED_MINUS_EXPECTED, OBSERVED_RATE
from peel_ml.fairness.register import measure_words
from peel_ml.fairness.sentences import span
from peel_ml.results.fairness import FairnessAssessment, FairnessRow
from peel_ml.results.findings import Fact

FULLY = "everybody with this group recorded, and only those with every characteristic recorded"


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
class Twice:
    """One comparison under two treatments of missing values, and whether each is shown after correction."""

    characteristic: str
    group: str
    against: str
    metric: str
    sides: tuple[_Side, _Side]
    both_shown: bool
    fully: bool
    """Whether the second treatment leaves out everybody who lacks any characteristic."""
    widely: bool = False
    """Whether every row whose outcome may be read is counted, not the evaluated ones alone."""

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
        where = " (all records up to the end of the evaluated period)" if self.widely else ""
        about = f"{name[0].upper()}{name[1:]}, {self.group} compared with {self.against}, {counted}{where}"
        return f"{about}: {first}; {second}."

    def evidence(self) -> dict[str, Fact]:
        """Return every figure of it."""
        found: dict[str, Fact] = {
            "characteristic": self.characteristic,
            "group": self.group,
            "against": self.against,
            "metric": self.metric,
            "handling": self.handling,
            "rows": "open" if self.widely else "evaluated",
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


def twice(assessment: FairnessAssessment) -> Iterator[Twice]:
    """Yield every comparison that was made under two treatments of missing values."""
    if not assessment.sensitivity:
        yield from _among_everyone_else(assessment)
    for one in assessment.sensitivity:
        yield Twice(
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
            one.basis == "open",
        )


def _among_everyone_else(assessment: FairnessAssessment) -> Iterator[Twice]:
    """Return the comparisons with the missing counted among everyone else, and left out.

    They ask two questions, since everyone else is not the same people, so they stand in only where no measure
    leaves out records that another one has.
    """
    keyed = {
        (row.characteristic, row.group, row.metric): row for row in assessment.rows if row.missing == "complete_case"
    }
    for row in assessment.rows:
        other = keyed.get((row.characteristic, row.group, row.metric))
        if row.missing == "as_group" and other is not None and None not in (row.difference, other.difference):
            yield Twice(
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
