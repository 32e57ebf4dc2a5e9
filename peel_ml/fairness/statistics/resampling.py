"""The bootstrap of every count metric, from confusion cells; and how a gap changes from one decision to another.

Where these intervals fail, so that no verdict rests on them
- For a difference at rare outcomes: at a rate of .01 the percentile interval covers 63% with 100 rows and 27%
  with 30. `peel_ml.fairness.statistics.intervals` holds there.
- For a largest gap, be it max - min or the worst group's: no draw is below 0, so that an interval of the gap
  *cannot cover 0*, and lies above the truth wherever groups are nearly equal. It describes, no more.
What they are for: what has no interval in closed form, above all the *change* of a gap between two decisions on
the same rows, where most of the noise is shared and cancels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.metrics import ALL, OBSERVED_MINUS_EXPECTED, cell_of
from peel_ml.fairness.statistics.counts import rates
from peel_ml.fairness.statistics.draws import Floats, Ints, bundle_draws, cluster_draws, row_draws
from peel_ml.fairness.statistics.gaps import FEWEST, Gap, Interval, figures, largest_gap, percentiles, to_the_rest


@dataclass(frozen=True)
class Resampled:
    """Confusion cells by group, as counted and in every resample.

    Parameters
    ----------
    cells : ndarray of shape (groups, 4)
        Columns tn, fp, fn, tp.
    draws : ndarray of shape (draws, groups, 4)

    Examples
    --------
    >>> cells = np.array([[70, 10, 8, 12], [60, 20, 9, 11]])
    >>> found = Resampled.of_rows(cells, 500, np.random.default_rng(1))
    >>> rate = found.figures("selection_rate")
    >>> rate.value.round(2).tolist(), (rate.low < rate.value).tolist()
    ([0.22, 0.31], [True, True])
    """

    cells: Ints
    draws: Ints

    @classmethod
    def of_rows(cls, cells: Ints, draws: int, rng: np.random.Generator) -> Resampled:
        """Draw rows: one multinomial a draw."""
        return cls(cells, row_draws(cells.reshape(-1), draws, rng).reshape(draws, *cells.shape))

    @classmethod
    def of_clusters(
        cls,
        y: NDArray[np.int8],
        decision: NDArray[np.int8],
        codes: Ints,
        groups: int,
        clusters: Ints,
        draws: int,
        rng: np.random.Generator,
    ) -> Resampled:
        """Draw clusters; rows with a negative code are left out."""
        kept = np.flatnonzero(codes >= 0)
        flat, length = codes[kept] * len(ALL) + cell_of(y[kept], decision[kept]), groups * len(ALL)
        return cls(
            np.bincount(flat, minlength=length).reshape(groups, len(ALL)),
            cluster_draws(flat, length, clusters[kept], draws, rng).reshape(draws, groups, len(ALL)),
        )

    def figures(self, metric: str, confidence: float = 0.95) -> Interval:
        """Return each group's figure; shape (groups,)."""
        return percentiles(figures(*rates(self.cells, metric)), figures(*rates(self.draws, metric)), confidence)

    def differences(self, metric: str, confidence: float = 0.95) -> Interval:
        """Return each group's difference to everyone else; shape (groups,)."""
        return percentiles(to_the_rest(*rates(self.cells, metric)), to_the_rest(*rates(self.draws, metric)), confidence)

    def gap(self, metric: str, kind: Gap = "worst", confidence: float = 0.95, fewest: int = FEWEST) -> Interval:
        """Return the largest gap of any group; its interval cannot cover 0."""
        counted = rates(self.cells, metric)[1] >= fewest
        return percentiles(
            largest_gap(*rates(self.cells, metric), counted, kind),
            largest_gap(*rates(self.draws, metric), counted, kind),
            confidence,
        )


@dataclass(frozen=True)
class GapChange:
    """A largest gap under two decisions on the same rows, and how it changes; NaN where no group counts."""

    before: float
    after: float
    change: float
    """`after` less `before`: below 0 where groups are less unequal."""
    low: float
    high: float
    draws: Floats
    """Of the change; shape (draws,)."""
    left_out: tuple[int, ...]
    """Codes of the groups that are too small to count."""


def paired_gap_change(
    y: NDArray[np.int8],
    first: NDArray[Any],
    second: NDArray[Any],
    codes: Ints,
    metric: str,
    draws: int,
    rng: np.random.Generator,
    *,
    clusters: Ints | None = None,
    kind: Gap = "worst",
    fewest: int = FEWEST,
    confidence: float = 0.95,
) -> GapChange:
    """Return how the largest gap between groups changes from one decision to another on the same rows.

    Each draw takes the same rows for both, so that what they share cancels: the cells are group x outcome x both
    decisions.

    Parameters
    ----------
    y : ndarray of shape (n,)
        Outcome, 0 or 1.
    first, second : ndarray of shape (n,)
        Decisions, 0 or 1; for ``observed_minus_expected`` the two expected probabilities.
    codes : ndarray of shape (n,)
        Group of each row, 0 upwards; rows with a negative code are left out.
    metric : str
        A count metric, or ``observed_minus_expected``.
    clusters : ndarray of shape (n,), optional
        Rows with one number are drawn together.
    kind : {"worst", "spread"}
        As in `largest_gap`.
    fewest : int
        Rows in the metric's denominator (the smaller of both decisions') that a group needs to count.

    Notes
    -----
    A largest gap is drawn too high in each draw, by about as much for both, so that their change is nearly
    unbiased where the gaps are alike. Where one gap is near 0 and the other is not it is biased towards no
    change. Its measured coverage stands in ``tests/fairness/test_resampling.py``.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> codes, y = np.repeat([0, 1], 1000), np.zeros(2000, np.int8)
    >>> unequal = (rng.random(2000) < np.where(codes == 0, 0.4, 0.2)).astype(np.int8)
    >>> equal = (rng.random(2000) < 0.3).astype(np.int8)
    >>> found = paired_gap_change(y, unequal, equal, codes, "selection_rate", 500, rng)
    >>> found.low < found.change < found.high < 0
    True
    """
    kept = np.flatnonzero(codes >= 0)
    groups = int(codes[kept].max(initial=-1)) + 1
    ready = _scores if metric == OBSERVED_MINUS_EXPECTED else _decisions
    before, after, drawn_before, drawn_after = ready(
        y[kept],
        first[kept],
        second[kept],
        codes[kept],
        groups,
        metric,
        draws,
        rng,
        None if clusters is None else clusters[kept],
    )
    counted = np.minimum(before[1], after[1]) >= fewest
    gaps = [largest_gap(*one, counted, kind) for one in (before, after, drawn_before, drawn_after)]
    found = percentiles(gaps[1] - gaps[0], gaps[3] - gaps[2], confidence)
    return GapChange(
        float(gaps[0]),
        float(gaps[1]),
        float(found.value),
        float(found.low),
        float(found.high),
        gaps[3] - gaps[2],
        tuple(np.flatnonzero(~counted).tolist()),
    )


Parts = tuple[NDArray[Any], NDArray[Any]]
"""Numerators and denominators."""


def _decisions(
    y: NDArray[np.int8],
    first: NDArray[Any],
    second: NDArray[Any],
    codes: Ints,
    groups: int,
    metric: str,
    draws: int,
    rng: np.random.Generator,
    clusters: Ints | None,
) -> tuple[Parts, Parts, Parts, Parts]:
    # Cells by group, outcome, first and second decision.
    flat, shape = codes * 8 + 4 * y + 2 * first.astype(np.int64) + second, (groups, 2, 2, 2)
    counted = np.bincount(flat, minlength=groups * 8)
    drawn = (
        row_draws(counted, draws, rng) if clusters is None else cluster_draws(flat, groups * 8, clusters, draws, rng)
    )

    def of(cells: Ints, over: int) -> Parts:
        # Over the other decision: what is left is outcome x decision, tn fp fn tp in this order.
        joint = cells.reshape(*cells.shape[:-1], *shape).sum(axis=over)
        return rates(joint.reshape(*cells.shape[:-1], groups, len(ALL)), metric)

    return of(counted, -1), of(counted, -2), of(drawn, -1), of(drawn, -2)


def _scores(
    y: NDArray[np.int8],
    first: NDArray[Any],
    second: NDArray[Any],
    codes: Ints,
    groups: int,
    metric: str,
    draws: int,
    rng: np.random.Generator,
    clusters: Ints | None,
) -> tuple[Parts, Parts, Parts, Parts]:
    unit = np.arange(len(y)) if clusters is None else np.unique(clusters, return_inverse=True)[1].reshape(-1)
    values = [np.ones(len(y)), y - first, y - second]
    rows, *gaps = (np.bincount(codes, value, minlength=groups) for value in values)
    drawn, *drawn_gaps = bundle_draws(unit, codes, groups, values, draws, rng)
    return (gaps[0], rows), (gaps[1], rows), (drawn_gaps[0], drawn), (drawn_gaps[1], drawn)
