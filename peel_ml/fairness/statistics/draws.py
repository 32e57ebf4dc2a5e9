"""Drawing rows, or whole clusters, with replacement: only what each cell then holds is ever counted.

Drawing n rows with replacement and counting them is *exactly* one multinomial draw of the cells, so that a draw
costs as much as there are cells, whatever the number of rows (the counts of a sample with replacement are
multinomial; Efron 1979). Clusters are drawn the same way, by kind: clusters that hold the same rows are one kind.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ALIKE = 4
"""Clusters of up to so many rows are put together by kind; larger ones are hardly ever alike."""
BUNDLES = 5_000
"""With more kinds of clusters than this, clusters are bundled at random and the bundles are drawn: sums of
random bundles are as independent as the clusters, and the standard error is off by 1% (one part in sqrt(2 x 5,000))."""


def row_draws(counts: Ints, draws: int, rng: np.random.Generator) -> Ints:
    """Return what the cells hold in each resample of the rows; shape (draws, cells).

    Examples
    --------
    >>> found = row_draws(np.array([3, 0, 7]), 100, np.random.default_rng(0))
    >>> set(found.sum(axis=1).tolist()), int(found[:, 1].max())
    ({10}, 0)
    """
    found = np.zeros((draws, len(counts)), dtype=np.int64)
    some = np.flatnonzero(counts)
    if len(some):
        total = int(counts.sum())
        found[:, some] = rng.multinomial(total, counts[some] / total, size=draws)
    return found


def cluster_draws(cells: Ints, length: int, clusters: Ints, draws: int, rng: np.random.Generator) -> Ints:
    """Return what the cells hold in each resample of whole clusters; shape (draws, length).

    Parameters
    ----------
    cells : ndarray of shape (n,)
        Cell of each row, 0 to length - 1.
    clusters : ndarray of shape (n,)
        Rows with one number are drawn together.
    """
    _, unit, size = np.unique(clusters, return_inverse=True, return_counts=True)
    if len(size) == len(cells):
        return row_draws(np.bincount(cells, minlength=length), draws, rng)
    kind = _kinds(cells, unit, size, length)
    number = int(kind.max(initial=-1)) + 1
    if number > BUNDLES:
        return np.rint(bundle_draws(unit, cells, length, [np.ones(len(cells))], draws, rng)[0]).astype(np.int64)
    # Any cluster of a kind says what all of them hold.
    one = np.zeros(number, dtype=np.int64)
    one[kind] = np.arange(len(kind))
    shown = np.flatnonzero(one[kind[unit]] == unit)
    table = np.bincount(kind[unit[shown]] * length + cells[shown], minlength=number * length)
    return row_draws(np.bincount(kind, minlength=number), draws, rng) @ table.reshape(number, length)


def _kinds(cells: Ints, unit: Ints, size: Ints, length: int) -> Ints:
    """Return the kind of each cluster; clusters of one kind hold the same rows."""
    order = np.lexsort((cells, unit))
    start = np.cumsum(size) - size
    kind = np.zeros(len(size), dtype=np.int64)
    few = size <= ALIKE
    for place in range(ALIKE):
        # One past the last cell stands for "no further row", so that clusters of different sizes stay apart.
        nth = np.where(size > place, cells[order[np.minimum(start + place, len(cells) - 1)]], length)
        kind = np.unique(kind * (length + 1) + nth, return_inverse=True)[1].reshape(-1)
    own = np.unique(np.where(few, kind, kind.max(initial=0) + 1 + np.arange(len(size))), return_inverse=True)[1]
    return own.reshape(-1)


def bundle_draws(
    unit: Ints, cells: Ints, length: int, values: Sequence[Floats], draws: int, rng: np.random.Generator
) -> list[Floats]:
    """Return the sums of each value by cell in resamples of units; one array of shape (draws, length) a value.

    Parameters
    ----------
    unit : ndarray of shape (n,)
        Rows with one number, 0 upwards without gaps, are drawn together. More than `BUNDLES` units are put at
        random into as many bundles, and the bundles are drawn.
    cells : ndarray of shape (n,)
        Cell of each row, 0 to length - 1.
    values : sequence of ndarray of shape (n,)
    """
    units = int(unit.max(initial=-1)) + 1
    number = min(units, BUNDLES)
    if not number:
        return [np.zeros((draws, length)) for _ in values]
    place = (rng.permutation(units) % number)[unit] * length + cells
    times = rng.multinomial(number, np.full(number, 1 / number), size=draws).astype(np.float64)
    return [times @ np.bincount(place, value, minlength=number * length).reshape(number, length) for value in values]
