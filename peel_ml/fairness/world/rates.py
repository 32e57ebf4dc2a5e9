"""Recorded rates for residents, and how they compare: all areas together, like areas with like, area by area."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from peel_ml.data.census import Residents
from peel_ml.disclosure import TOO_FEW
from peel_ml.fairness.policy import Policy
from peel_ml.fairness.world.counting import Tally, lived
from peel_ml.fairness.world.events import (
    Clustering,
    Codes,
    Floats,
    clustering,
    count_limits,
    pooled_influence,
    pooled_ratio,
    ratio_limits,
)
from peel_ml.fairness.world.matching import Match, Matched
from peel_ml.results.estimate import Estimate
from peel_ml.results.world import AreaRatio, RateRow

PER = 1000

COMPARED_WITH = "the group that others are compared with"


@dataclass(frozen=True)
class Rates:
    """The rates of one measure.

    Parameters
    ----------
    measure : str
        Its name in the declaration.
    clusters : ndarray of shape (n,)
        Rows with one number belong together.
    years : float
        How long the rows were recorded for.
    """

    measure: str
    matched: Matched
    reference: Match | None
    tally: Tally
    clusters: Codes
    residents: Residents
    years: float
    policy: Policy

    @property
    def _tail(self) -> float:
        return (1 - self.policy.confidence) / 2

    def rows(self) -> tuple[RateRow, ...]:
        """Return the groups in the order of their classification."""
        return tuple(self._row(match) for match in self.matched.matches)

    def areas(self) -> tuple[AreaRatio, ...]:
        """Return every area in which somebody is recorded, group by group."""
        return tuple(
            self._area(match, int(place))
            for match in self.matched.matches
            if self.reference is not None and match != self.reference
            for place in np.flatnonzero(self.tally.counts.sum(axis=1))
        )

    def _row(self, match: Match) -> RateRow:
        column = self.tally.of(match)
        people = int(lived(match, self.residents).sum())
        records = self.tally.totals[column]
        low, high = self._bounds(match)
        return RateRow(
            self.measure,
            match.name,
            records,
            people,
            Estimate(None, reason=TOO_FEW) if records is None else self._rate(column, records, people),
            self._ratio(match, None),
            self._pooled(match),
            low,
            high,
        )

    def _rate(self, column: int, records: int, people: int) -> Estimate:
        scale = PER / people / self.years
        rows = self._rows(None)
        effect = self._effect((self.tally.column[rows] == column).astype(np.float64), rows)
        if effect is None:
            return Estimate(records * scale, reason=self._few)
        low, high = count_limits(records, effect, self._tail)
        return Estimate(records * scale, low * scale, high * scale)

    def _ratio(self, match: Match, place: int | None) -> Estimate:
        """Return the ratio of the rates of a group and of the reference, in one area or in all."""
        why = self._unknown(match, place)
        if why:
            return Estimate(None, reason=why)
        assert self.reference is not None
        rows = self._rows(place)
        first, second = self._is(match, rows), self._is(self.reference, rows)
        a, b = int(first.sum()), int(second.sum())
        where = slice(None) if place is None else place
        people = float(lived(match, self.residents)[where].sum())
        others = float(lived(self.reference, self.residents)[where].sum())
        if not people or not others:
            return Estimate(None, reason="no residents of one of the groups")
        return self._interval(a / people / (b / others), a, b, 1 / a + 1 / b, first / a - second / b, rows)

    def _pooled(self, match: Match) -> Estimate:
        why = self._unknown(match, None)
        if why:
            return Estimate(None, reason=why)
        assert self.reference is not None
        rows, stratum = self._rows(None), self._strata(match)
        number = int(stratum.max()) + 1
        people = _summed(stratum, lived(match, self.residents), number)
        others = _summed(stratum, lived(self.reference, self.residents), number)
        ones = _summed(stratum, self.tally.counts[:, self.tally.of(match)], number)
        twos = _summed(stratum, self.tally.counts[:, self.tally.of(self.reference)], number)
        value, variance = pooled_ratio(ones, twos, people, others)
        influence = pooled_influence(
            self._is(match, rows), self._is(self.reference, rows), stratum[self.tally.area[rows]], people, others
        )
        return self._interval(value, ones.sum(), twos.sum(), variance, influence, rows)

    def _strata(self, match: Match) -> Codes:
        """Return the stratum of each area; areas in which either count is withheld make one stratum together.

        So that the pooled ratio follows from figures that are shown, and gives none away that is not.
        """
        assert self.reference is not None
        one, two = self.tally.of(match), self.tally.of(self.reference)
        hidden = np.array([row[one] is None or row[two] is None for row in self.tally.shown])
        own = np.cumsum(~hidden) - 1
        return np.where(hidden, own.max(initial=-1) + 1, own).astype(np.int64)

    def _interval(
        self, value: float, first: float, second: float, variance: float, influence: Floats, rows: Codes
    ) -> Estimate:
        effect = self._effect(influence, rows)
        if effect is None:
            return Estimate(value, reason=self._few)
        # Areas with ratios of their own vary more than one common ratio would have it.
        spread = max(variance * effect, float((influence**2).sum()) * effect)
        low, high = ratio_limits(value, first, second, spread, self._tail)
        if np.isinf(high):
            return Estimate(value, low, None, "nothing bounds it above")
        return Estimate(value, low, high)

    def _bounds(self, match: Match) -> tuple[float | None, float | None]:
        """Return the smallest and largest ratio that any allocation of the rows without a group could give."""
        if self._unknown(match, None):
            return None, None
        assert self.reference is not None
        a, b = self.tally.totals[self.tally.of(match)], self.tally.totals[self.tally.of(self.reference)]
        assert a is not None
        assert b is not None
        scale = float(lived(self.reference, self.residents).sum() / lived(match, self.residents).sum())
        more = self.tally.unrecorded
        return a / (b + more) * scale, (a + more) / b * scale

    def _area(self, match: Match, place: int) -> AreaRatio:
        column = self.tally.of(match)
        return AreaRatio(
            self.measure,
            match.name,
            self.residents.areas[place],
            self.tally.shown[place][column],
            int(lived(match, self.residents)[place]),
            self._ratio(match, place),
        )

    def _unknown(self, match: Match, place: int | None) -> str:
        """Say why there is no ratio; empty where there is one."""
        if self.reference is None:
            return "no group is declared that others are compared with"
        if match == self.reference:
            return COMPARED_WITH
        shown = self.tally.totals if place is None else self.tally.shown[place]
        if shown[self.tally.of(match)] is None or shown[self.tally.of(self.reference)] is None:
            return TOO_FEW
        return ""

    @cached_property
    def _order(self) -> tuple[Codes, Codes]:
        """Return the rows with an area sorted by area, and where each area begins."""
        order = np.argsort(self.tally.area, kind="stable")
        return order, np.searchsorted(self.tally.area[order], np.arange(len(self.residents.areas) + 1))

    def _rows(self, place: int | None) -> Codes:
        """Return the rows of an area, or of all areas."""
        order, begins = self._order
        return order[begins[0] :] if place is None else order[begins[place] : begins[place + 1]]

    def _is(self, match: Match, rows: Codes) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self.tally.column[rows] == self.tally.of(match)
        return found

    @property
    def _few(self) -> str:
        return f"fewer than {self.policy.clusters} clusters"

    @cached_property
    def _whole(self) -> Clustering:
        """Return how all rows that are counted cluster."""
        rows = self._rows(None)
        return clustering((self.tally.column[rows] >= 0).astype(np.float64), self.clusters[rows])

    def _effect(self, influence: Floats, rows: Codes) -> float | None:
        """Return the design effect; that of all rows stands in where few clusters tell, ``None`` where too few do."""
        own = clustering(influence, self.clusters[rows])
        if own.clusters >= self.policy.clusters:
            return own.effect
        whole = self._whole
        if whole.effect > 1 and whole.clusters < self.policy.clusters:
            return None
        return max(own.effect, whole.effect)


def _summed(stratum: Codes, values: Floats | NDArray[np.int64], number: int) -> Floats:
    """Return the sum of values in each stratum."""
    found: Floats = np.bincount(stratum, values, minlength=number).astype(np.float64)
    return found
