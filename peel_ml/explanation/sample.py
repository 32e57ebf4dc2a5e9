"""Which rows are explained."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

MOST_ROWS = 2000
LEAST_ROWS = 500
BUDGET = 8e7
"""Bound on rows x the sum over trees of leaves to the power 1.5: about 1.6 seconds of one processor."""
PERIODS = 8
"""Blocks of time, equal in rows, the sample is spread over."""


def affordable(leaves: Sequence[int]) -> int:
    """Return how many rows to explain: `MOST_ROWS`, or fewer where the trees are many or large.

    A tree's contributions to one row cost leaves x depth squared (Lundberg et al. 2020); for trees grown by leaf
    that was 11 to 21 nanoseconds x leaves to the power 1.5, from 7 to 127 leaves and on two tables. The cost is
    bounded by counting and not by a clock, so that the same model is explained on the same rows on any machine.

    Parameters
    ----------
    leaves : sequence of int
        Number of leaves of each tree.

    Examples
    --------
    >>> affordable([15] * 500), affordable([15] * 1000), affordable([127] * 1000)
    (2000, 1377, 500)
    """
    cost = sum(number**1.5 for number in leaves)
    return MOST_ROWS if cost * MOST_ROWS <= BUDGET else max(LEAST_ROWS, int(BUDGET // cost))


def stratified(target: NDArray[np.int8], time: pl.Series, rows: int, seed: int) -> NDArray[np.int64]:
    """Draw rows so that outcomes and periods stand in the sample as they stand in the part.

    Parameters
    ----------
    target : ndarray, shape (n,)
        The outcome.
    time : polars.Series, length n
        Sortable; its order is cut into `PERIODS` blocks of equal size.
    rows : int
        How many rows; all of them when there are no more.
    seed : int
        Same seed, same rows.

    Returns
    -------
    ndarray of int64
        Row numbers, ascending, without repeats.

    Examples
    --------
    >>> drawn = stratified(np.array([0, 1] * 50, np.int8), pl.Series(range(100)), 20, seed=0)
    >>> len(drawn), int((drawn % 2).sum())
    (20, 10)
    """
    n = len(target)
    if n <= rows:
        return np.arange(n)
    order = np.argsort(time.to_numpy(), kind="stable")
    period = np.empty(n, np.int64)
    period[order] = np.arange(n) * PERIODS // n
    stratum = period * 2 + target
    counts = np.bincount(stratum, minlength=2 * PERIODS)
    share = counts * rows / n
    take = np.floor(share).astype(int)
    # Largest remainders get the rows that rounding down left over.
    take[np.argsort(take - share, kind="stable")[: rows - int(take.sum())]] += 1
    rng = np.random.default_rng(seed)
    drawn = [
        rng.choice(np.flatnonzero(stratum == number), size, replace=False) for number, size in enumerate(take) if size
    ]
    return np.sort(np.concatenate(drawn))


def rule(explained: int, n: int) -> str:
    """Say in one sentence which rows were explained."""
    if explained == n:
        return f"All {n:,} rows of the evaluated part."
    return (
        f"{explained:,} of the {n:,} rows of the evaluated part, drawn at random so that outcomes and "
        f"{PERIODS} equal periods keep their shares."
    )
