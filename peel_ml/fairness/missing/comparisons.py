"""The judged comparisons of an assessment, made once more from its rows, so that one thing can be changed in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.assessed import Assessed
from peel_ml.fairness.groups import Grouping
from peel_ml.fairness.metrics import OBSERVED_MINUS_EXPECTED, Floats, Values, Worse, worse_of
from peel_ml.fairness.missing.allocations import Scale, Unknown
from peel_ml.fairness.policy import Policy
from peel_ml.fairness.statistics.clusters import Codes, Layout, Sums, correlation_with, sums
from peel_ml.fairness.statistics.comparison import Compared, Judged, Pairs, compare, joined, judge
from peel_ml.fairness.statistics.correction import Key, holm
from peel_ml.fairness.verdicts import Answer, verdict
from peel_ml.results.fairness import FairnessAssessment, FairnessRow, Tolerance, Verdict

NOBODY = Unknown(np.zeros(0), np.zeros(0))
"""No row to allocate."""

_WORSE: dict[Verdict, int] = {"within": 0, "not_judged": 0, "cannot_tell": 1, "outside": 2}


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the worst answer; without any, nothing can be told.

    Examples
    --------
    >>> worst(["within", "cannot_tell"]), worst([])
    ('cannot_tell', 'cannot_tell')
    """
    return max(verdicts, key=lambda one: _WORSE[one], default="cannot_tell")


@dataclass(frozen=True)
class Held:
    """Comparisons held to the limit; entries follow `pairs`."""

    pairs: Pairs
    compared: Compared
    judged: Judged

    @property
    def p_limit(self) -> Floats:
        """Of "the gap is no larger than the limit"."""
        return self.judged.p_limit


@dataclass(frozen=True)
class Question:
    """What every comparison is asked, as it was declared before the run."""

    metric: str
    tolerance: Tolerance
    worse: Worse
    adjusted: bool
    policy: Policy
    unit: str

    @classmethod
    def of(cls, rows: Assessed, assessment: FairnessAssessment) -> Question:
        """Return the question of an assessment's primary metric."""
        return cls(
            assessment.metric,
            assessment.tolerance,
            worse_of(assessment.metric, rows.fairness),
            assessment.metric == OBSERVED_MINUS_EXPECTED,
            rows.policy,
            rows.unit,
        )

    @property
    def scale(self) -> Scale:
        """The scale of the limit."""
        return Scale.of(self.tolerance, self.worse, adjusted=self.adjusted)

    def held(self, pairs: Pairs) -> Held:
        """Make comparisons and hold them to the limit."""
        tail = (1 - self.policy.confidence) / 2
        compared = compare(pairs, worse=self.worse, adjusted=self.adjusted, tail=tail)
        return Held(
            pairs,
            compared,
            judge(pairs, compared, self.tolerance, worse=self.worse, adjusted=self.adjusted, tail=tail),
        )

    def verdict(
        self,
        held: Held,
        at: int,
        *,
        rejected: bool,
        level: float,
        unknown: Unknown = NOBODY,
        third_place: bool = False,
        missing: bool = False,
    ) -> Verdict:
        """Return the engine's verdict on one comparison; `missing` says whether allocations are to agree."""
        pair, one = held.pairs.take(np.array([at])), held.compared.take(slice(at, at + 1))
        figures = (one.difference, one.low, one.high)
        if self.tolerance.scale == "ratio":
            with np.errstate(divide="ignore", invalid="ignore"):
                figures = (np.log(one.ratio), np.log(one.ratio_low), np.log(one.ratio_high))
        gap, low, high = (float(value[0]) for value in figures)
        answer = Answer(
            pair.a,
            pair.b,
            float(pair.correlation[0]),
            gap,
            low,
            high,
            bool(held.judged.inside[at]),
            bool(held.judged.apart[at]),
            rejected,
            level,
        )
        return verdict(
            answer, unknown, self.scale, self.policy, unit=self.unit, third_place=third_place, missing=missing
        )[0]


@dataclass(frozen=True)
class Measured:
    """One grouping with what the metric comes to in each of its groups and in each group's rest."""

    grouping: Grouping
    levels: tuple[str, ...]
    layout: Layout
    sums: Sums
    reference: int | None

    @classmethod
    def of(cls, grouping: Grouping, values: Values, clusters: Codes, *, as_group: bool = False) -> Measured:
        """Add up a metric over the people with a recorded group, or with each missing code as one more group."""
        codes, levels = (grouping.all_codes, grouping.all_levels) if as_group else (grouping.codes, grouping.levels)
        layout = Layout.of(codes, len(levels), clusters)
        found = sums(layout, values)
        reference = None if as_group or grouping.reference is None else grouping.reference
        if reference is not None and not found.group.rows[reference]:
            reference = None
        return cls(grouping, levels, layout, found, reference)

    def places(self) -> list[Place]:
        """Return every comparison: groups against everyone else, then against the reference."""
        codes = np.flatnonzero((self.sums.group.rows > 0) & (self.sums.rest.rows > 0)).tolist()
        found = [Place(self.grouping.name, code, None) for code in codes]
        if self.reference is not None:
            found += [Place(self.grouping.name, code, self.reference) for code in codes if code != self.reference]
        return found

    def pairs(self) -> Pairs:
        """Return both sides of every comparison, in the order of `places`."""
        places = self.places()
        codes = np.array([place.code for place in places], dtype=np.int64)
        third = np.array([place.against is not None for place in places], dtype=bool)
        rest = codes[~third]
        pairs = [Pairs(self.sums.group.take(rest), self.sums.rest.take(rest), self.sums.correlation[rest])]
        if self.reference is not None and third.any():
            shared = correlation_with(self.layout, self.sums, self.reference)
            others = codes[third]
            at = np.full(len(others), self.reference)
            pairs.append(Pairs(self.sums.group.take(others), self.sums.group.take(at), shared[others]))
        return joined(pairs)

    def key(self, place: Place) -> Key:
        """Return what a comparison is about: two groups that are each other's rest make one."""
        others = [
            level
            for code, level in enumerate(self.levels)
            if (code != place.code if place.against is None else code == place.against)
        ]
        return frozenset({(self.grouping.name, self.levels[place.code]), (self.grouping.name, *others)})


@dataclass(frozen=True)
class Place:
    """One comparison: a group against everyone else (``None``), or against the reference group."""

    characteristic: str
    code: int
    against: int | None


@dataclass(frozen=True)
class Family:
    """Judged comparisons under one treatment of the missing, corrected together."""

    question: Question
    places: tuple[Place, ...]
    keys: tuple[Key, ...]
    held: Held
    size: int
    """Comparisons corrected over; those of the run that are not among these count as not rejected."""
    rejected: tuple[bool, ...]
    levels: tuple[float, ...]

    @classmethod
    def of(cls, question: Question, measured: Sequence[Measured], size: int) -> Family | None:
        """Make every comparison; ``None`` where there is none."""
        some = [one for one in measured if one.places()]
        if not some:
            return None
        places = tuple(place for one in some for place in one.places())
        keys = tuple(one.key(place) for one in some for place in one.places())
        return cls.held_to(question, places, keys, question.held(joined([one.pairs() for one in some])), size)

    @classmethod
    def held_to(
        cls, question: Question, places: tuple[Place, ...], keys: tuple[Key, ...], held: Held, size: int
    ) -> Family:
        """Correct comparisons over the run's whole family."""
        rejected, levels = corrected(held.p_limit, keys, size, question.policy.alpha)
        return cls(question, places, keys, held, size, tuple(rejected.tolist()), tuple(levels.tolist()))

    def at(self, characteristic: str, code: int) -> list[int]:
        """Return where a group's comparisons are, everyone else first."""
        return [
            at for at, place in enumerate(self.places) if (place.characteristic, place.code) == (characteristic, code)
        ]

    def verdict(self, at: int) -> Verdict:
        """Return the verdict on one comparison as if nobody were without a recorded group."""
        return self.question.verdict(self.held, at, rejected=self.rejected[at], level=self.levels[at])


def corrected(p_values: Floats, keys: Sequence[Key], size: int, alpha: float) -> tuple[NDArray[np.bool_], Floats]:
    """Return whether each comparison is rejected and at which level, among `size` comparisons in all."""
    more = max(0, size - len(set(keys)))
    found = holm(
        np.concatenate([p_values, np.ones(more)]),
        [*keys, *(frozenset({("not among these", str(number))}) for number in range(more))],
        alpha,
    )
    return found.rejected[: len(keys)], found.level[: len(keys)]


def headline_rows(assessment: FairnessAssessment) -> dict[tuple[str, str], FairnessRow]:
    """Return the judged rows by characteristic and group."""
    return {
        (row.characteristic, row.group): row
        for row in assessment.rows
        if row.metric == assessment.metric and row.missing == "complete_case"
    }


def shown(value: float, row: FairnessRow) -> float:
    """Return a figure as it may stand beside a group's row: in whole points where the row's number is withheld.

    An exact share times the number of people is a count, and what it leaves of a total is another one.
    """
    return value if row.denominator is not None else round(value, 2)
