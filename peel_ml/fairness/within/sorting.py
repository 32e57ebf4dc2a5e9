"""The rows of a grouping, one group after the other and each by score: one sort serves every group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peel_ml.fairness.groups import Codes
from peel_ml.fairness.metrics import Floats


@dataclass(frozen=True)
class Sorted:
    """Rows by group, and within a group by score."""

    order: Codes
    """Positions among all rows."""
    sizes: Codes
    """Rows of each group, in the order in which they follow."""

    @classmethod
    def of(cls, by_score: Codes, codes: Codes, groups: int) -> Sorted:
        """Sort, given all rows in the order of their scores.

        Examples
        --------
        >>> Sorted.of(np.array([2, 0, 1]), np.array([1, 0, 1]), 2)
        Sorted(order=array([1, 2, 0]), sizes=array([1, 2]))
        """
        # NumPy sorts 16-bit numbers by counting.
        kind = np.int16 if groups < np.iinfo(np.int16).max else np.int64
        order = by_score[np.argsort(codes[by_score].astype(kind), kind="stable")]
        return cls(order, np.bincount(codes, minlength=groups))

    @property
    def ends(self) -> Codes:
        """Where each group ends."""
        return np.cumsum(self.sizes)

    def only(self, groups: Codes) -> Sorted:
        """Return the rows of some groups."""
        starts = self.ends - self.sizes
        parts = [
            self.order[start : start + size] for start, size in zip(starts[groups], self.sizes[groups], strict=True)
        ]
        return Sorted(np.concatenate(parts) if parts else self.order[:0], self.sizes[groups])

    def totals(self, values: Floats) -> Floats:
        """Sum values, given in this order, over each group; no group is empty."""
        sums: Floats = np.add.reduceat(values, self.ends - self.sizes)
        return sums

    def spread(self, figures: Floats) -> Floats:
        """Return each group's figure for each of its rows."""
        return np.repeat(figures, self.sizes)
