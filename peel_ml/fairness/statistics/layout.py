"""Which rows belong to which group, and which of them share a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Crowd:
    """The clusters that hold several rows, by (group, cluster) pair; a row alone in its cluster is in none of them."""

    rows: Codes
    """Index of the rows among those that were arranged."""
    pair: Codes
    """For each of these rows its pair."""
    group: Codes
    """Of each pair."""
    cluster: Codes
    clusters: int

    @classmethod
    def of(cls, codes: Codes, groups: int, clusters: Codes) -> Crowd | None:
        """Arrange rows by group and cluster; ``None`` where every row is alone."""
        cluster = _numbered(clusters)
        several = np.bincount(cluster) > 1
        rows = np.flatnonzero(several[cluster])
        if not len(rows):
            return None
        number = int(several.sum())
        key = (np.cumsum(several) - 1)[cluster[rows]] * groups + codes[rows]
        if number * groups <= max(8 * len(rows), 1_000_000):
            # One slot for each possible pair: no sorting.
            present = np.bincount(key, minlength=number * groups) > 0
            pairs, pair = np.flatnonzero(present), (np.cumsum(present) - 1)[key]
        else:
            pairs, pair = np.unique(key, return_inverse=True)
        return cls(rows, pair, pairs % groups, pairs // groups, number)

    def first(self, groups: int) -> Crowd | None:
        """Return what is left with the first groups only, pairs in the same order and without their rows."""
        kept = self.group < groups
        none = np.zeros(0, dtype=np.int64)
        return Crowd(none, none, self.group[kept], self.cluster[kept], self.clusters) if kept.any() else None


def _numbered(clusters: Codes) -> Codes:
    """Return the clusters as they are where they are small numbers, else numbered."""
    if len(clusters) and clusters.min() >= 0 and clusters.max() < 8 * len(clusters) + 1000:
        return clusters
    return np.unique(clusters, return_inverse=True)[1].reshape(-1)


@dataclass(frozen=True)
class Layout:
    """Rows arranged by group and cluster; built once for each characteristic and used for every metric."""

    codes: Codes
    """Group of each row, 0 to `groups` - 1; the rows of a layout all have one."""
    groups: int
    rows: Codes
    """Index of the layout's rows in the whole."""
    crowd: Crowd | None
    weights: Floats | None = None
    """How many identical independent rows each row stands for."""

    @classmethod
    def of(cls, codes: Codes, groups: int, clusters: Codes, weights: Codes | None = None) -> Layout:
        """Arrange the rows whose code is not negative.

        Raises
        ------
        ValueError
            Weights are given and rows share clusters.
        """
        rows = np.flatnonzero(codes >= 0)
        kept = codes[rows]
        crowd = Crowd.of(kept, groups, clusters[rows])
        if crowd is not None and weights is not None:
            raise ValueError("rows that share clusters cannot be summed up by weights")
        return cls(kept, groups, rows, crowd, None if weights is None else weights[rows].astype(np.float64))


class Arranged(Protocol):
    """What knows which clusters are shared: a `Layout` of rows, or counts."""

    @property
    def groups(self) -> int:
        """Return how many groups there are."""

    @property
    def crowd(self) -> Crowd | None:
        """Return the clusters that hold several rows."""
