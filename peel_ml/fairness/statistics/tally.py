"""A grouping counted once: its confusion cells, from which every metric's sums follow without a look at the rows.

A million rows are gone through once for each characteristic, not once for each metric. Clusters that hold several
rows are counted by (group, cluster) pair; a row alone in its cluster is in the group's own cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.metrics import ALL, Rows, counted_among
from peel_ml.fairness.statistics.clusters import Moments, Sums, sums_of
from peel_ml.fairness.statistics.intervals import Floats
from peel_ml.fairness.statistics.layout import Codes, Crowd

CELLS = len(ALL)


@dataclass(frozen=True)
class Due:
    """What was expected, added up by group and cell."""

    total: Floats
    squared: Floats
    crowd: Floats
    """`total` over the clusters that hold several rows."""
    crowd_squared: Floats
    pair: Floats
    """By pair of group and cluster."""


@dataclass(frozen=True)
class Tally:
    """Counts of one grouping; cells are the columns tn, fp, fn, tp.

    Without a decision every row counts as not selected: tn and fn.
    """

    cells: Floats
    """Shape (groups, 4)."""
    pairs: Floats
    """Shape (pairs, 4), for the clusters that hold several rows."""
    crowd: Crowd | None
    due: Due | None
    """``None`` where no metric sets anything against what was expected."""

    @property
    def groups(self) -> int:
        """Return how many groups there are."""
        return len(self.cells)

    @classmethod
    def of(cls, codes: Codes, groups: int, clusters: Codes | None, rows: Rows, *, due: bool) -> Tally:
        """Count the rows.

        Parameters
        ----------
        codes : ndarray of shape (n,)
            Group of each row, 0 to groups - 1.
        clusters : ndarray of shape (n,) or None
            ``None`` where no two rows share one.
        due : bool
            Whether what was expected is added up too.
        """
        flat = codes * CELLS + rows.cells
        crowd = None if clusters is None else Crowd.of(codes, groups, clusters)
        return cls(
            _table(flat, groups, rows.weights),
            np.zeros((0, CELLS))
            if crowd is None
            else _table(crowd.pair * CELLS + rows.cells[crowd.rows], len(crowd.group)),
            crowd,
            _due(flat, groups, crowd, rows) if due else None,
        )

    def first(self, groups: int) -> Tally:
        """Return the counts of the first groups only."""
        due = self.due
        if self.crowd is None:
            return Tally(self.cells[:groups], self.pairs, None, due and _first(due, groups, slice(0)))
        kept = self.crowd.group < groups
        pairs, crowd = self.pairs[kept], self.crowd.first(groups)
        # Of a cluster only one row may be left.
        if crowd is None or not (np.bincount(crowd.cluster, pairs.sum(axis=1)) > 1).any():
            return Tally(self.cells[:groups], self.pairs[:0], None, due and _first(due, groups, slice(0)))
        return Tally(self.cells[:groups], pairs, crowd, due and _first(due, groups, kept))

    def sums(self, metric: str) -> Sums:
        """Return both sides of every group's comparison with everyone else."""
        return sums_of(self.moments(metric), self.crowd)

    def moments(self, metric: str) -> Moments:
        """Return what a metric adds up to."""
        counted, among, adjusted = counted_among(metric)
        rows, ones = self.cells[:, among].sum(axis=1), self.cells[:, counted].sum(axis=1)
        size, total = self.pairs[:, among].sum(axis=1), self.pairs[:, counted].sum(axis=1)
        crowd_ones = (
            np.zeros(self.groups)
            if self.crowd is None
            else np.bincount(self.crowd.group, total, minlength=self.groups).astype(np.float64)
        )
        zero = np.zeros(self.groups)
        if not adjusted:
            return Moments(rows, ones, zero, zero, ones, crowd_ones, total, size)
        due = self.due
        if due is None:
            raise ValueError(f"{metric} needs what was expected to be added up")
        expected, squared = due.total.sum(axis=1), due.squared.sum(axis=1)
        # (1 - e)^2 where the outcome was positive, e^2 elsewhere.
        squares = ones - 2 * due.total[:, counted].sum(axis=1) + squared
        crowd_squares = crowd_ones - 2 * due.crowd[:, counted].sum(axis=1) + due.crowd_squared.sum(axis=1)
        return Moments(
            rows,
            ones,
            expected,
            expected - squared,
            squares,
            crowd_squares,
            total - due.pair,
            size,
        )


def _table(flat: Codes, length: int, weights: NDArray[np.generic] | None = None) -> Floats:
    return np.bincount(flat, weights, minlength=length * CELLS).reshape(length, CELLS).astype(np.float64)


def _due(flat: Codes, groups: int, crowd: Crowd | None, rows: Rows) -> Due:
    expected = rows.expected
    weighted = expected if rows.weights is None else expected * rows.weights
    total, squared = _table(flat, groups, weighted), _table(flat, groups, weighted * expected)
    if crowd is None:
        none = np.zeros((groups, CELLS))
        return Due(total, squared, none, none, np.zeros(0))
    here, due = flat[crowd.rows], expected[crowd.rows]
    return Due(
        total,
        squared,
        _table(here, groups, due),
        _table(here, groups, due**2),
        np.bincount(crowd.pair, due, minlength=len(crowd.group)).astype(np.float64),
    )


def _first(due: Due, groups: int, pairs: NDArray[np.bool_] | slice) -> Due:
    return Due(
        due.total[:groups], due.squared[:groups], due.crowd[:groups], due.crowd_squared[:groups], due.pair[pairs]
    )
