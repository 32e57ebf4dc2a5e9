"""Intervals of very many rows from resamples of fewer of them (m out of n)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.metrics import Floats, Ints

MOST = 50_000
"""Clusters that are resampled: with more, a spread is known as well as a thousand resamples can tell it."""
RARER = 2_000
"""Rows of the rarer outcome that the fewer rows must hold; where it is very rare, more are resampled."""

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Fewer:
    """The rows that are resampled: all of them, or whole clusters drawn once without replacement.

    A figure's error shrinks with the root of the number of clusters. Its spread over resamples of m clusters, times
    the root of m / n, is therefore its spread over resamples of all n (Bickel, Goetze and van Zwet 1997, Statistica
    Sinica 7:1), for a fraction of the work. The figure itself is always of all rows.
    """

    rows: Ints | None
    """Ascending; ``None`` for all."""
    clusters: Clusters
    """Of these rows."""
    shrink: float
    """Root of the share of clusters they are; 1 for all."""

    @classmethod
    def of(cls, y: Floats, clusters: Clusters, seed: int, most: int | None = None) -> Fewer:
        """Draw them.

        Parameters
        ----------
        y : ndarray of shape (n,)
            Outcomes, 0 or 1.
        clusters : Clusters
            Of the n rows.
        seed : int
            Of the draw.
        most : int, optional
            Clusters drawn, `MOST` by default; more where they would hold fewer than `RARER` rows of one outcome.

        Examples
        --------
        >>> few = Fewer.of(np.tile([0.0, 1.0], 50_000), Clusters.of(None, 100_000), seed=1)
        >>> len(few.clusters.codes), round(few.shrink, 3)
        (50000, 0.707)
        >>> Fewer.of(np.tile([0.0, 1.0], 50), Clusters.of(None, 100), seed=1).rows is None
        True
        """
        positives = int(y.sum())
        rarer = max(min(positives, len(y) - positives), 1)
        wanted = max(MOST if most is None else most, -(-RARER * clusters.count // rarer))
        if clusters.count <= wanted:
            return cls(None, clusters, 1.0)
        kept = np.zeros(clusters.count, bool)
        kept[np.random.default_rng([seed, clusters.count]).choice(clusters.count, wanted, replace=False)] = True
        inside = kept[clusters.codes]
        return cls(np.flatnonzero(inside), clusters.subset(inside), sqrt(wanted / clusters.count))

    def take(self, values: NDArray[Number]) -> NDArray[Number]:
        """Return what belongs to these rows."""
        return values if self.rows is None else values[self.rows]

    def spread(self, value: float, own: float, drawn: Floats) -> Floats:
        """Return resampled values of all rows.

        Parameters
        ----------
        value, own : float
            The figure on all rows, and on these.
        drawn : ndarray of shape (draws,)
            The figure on resamples of these rows.
        """
        return drawn if self.rows is None else value + self.shrink * (drawn - own)

    def rule(self, total: Clusters) -> str:
        """Say what was resampled; nothing where it was everything."""
        if self.rows is None:
            return ""
        what = "rows" if total.singletons else "clusters of rows"
        return (
            f"The figures are of all rows. Their 95% ranges are from resamples of {self.clusters.count:,} of the "
            f"{total.count:,} {what}, brought to the spread of all of them (Bickel et al. 1997)."
        )
