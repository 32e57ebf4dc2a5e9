"""Rows drawn for what need not look at all of them: whole clusters, at random, the fewer among the more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.data.parts import Part


def few(part: Part, rows: int, seed: int) -> Part:
    """Return the part, or whole clusters of it drawn at random up to so many rows, in their order."""
    return part if len(part) <= rows else part.rows(drawn(part.clusters, rows, seed))


def drawn(clusters: NDArray[np.int64], rows: int, seed: int) -> NDArray[np.int64]:
    """Return the rows of whole clusters drawn at random up to so many rows, ascending; fewer are some of more.

    Examples
    --------
    >>> clusters = np.array([7, 7, 1, 2, 3, 4])
    >>> some, more = drawn(clusters, 2, seed=1), drawn(clusters, 4, seed=1)
    >>> len(some) <= 2, set(some.tolist()) < set(more.tolist())
    (True, True)
    """
    n = len(clusters)
    if n <= rows:
        return np.arange(n)
    if (clusters[1:] > clusters[:-1]).all():
        # Every row stands for itself: nothing need be sorted to know it.
        return np.sort(np.random.default_rng([seed, n]).permutation(n)[:rows])
    _, index, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    order = np.random.default_rng([seed, len(sizes)]).permutation(len(sizes))
    kept = np.zeros(len(sizes), dtype=bool)
    kept[order[: int(np.searchsorted(np.cumsum(sizes[order]), rows, "right"))]] = True
    return np.flatnonzero(kept[index])
