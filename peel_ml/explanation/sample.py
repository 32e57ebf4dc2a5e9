"""Which rows are explained."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.explanation.growing import PLACES, TOP

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
    stratum = strata(target, time)
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


def strata(target: NDArray[np.int8], time: pl.Series) -> NDArray[np.int64]:
    """Return the stratum of each row: its outcome and one of `PERIODS` blocks of time, equal in rows."""
    n = len(target)
    # Not all at once as 64-bit numbers of a copy: ten million rows have their order in 40 MB.
    order = time.arg_sort()
    stratum = np.empty(n, np.int64)
    stratum[order.to_numpy()] = np.arange(n) * PERIODS // n * 2
    stratum += target
    return stratum


def rule(explained: int, drawn: int, n: int, settled: bool) -> str:
    """Say which rows were explained, and why no more of them.

    Parameters
    ----------
    explained, drawn, n : int
        Rows explained, of those drawn at most, of all.
    settled : bool
        Whether the order of the leading features stood.

    Examples
    --------
    >>> rule(200, 200, 200, False)
    'All 200 rows of the evaluated part.'
    >>> rule(500, 2000, 9000, True).partition(". ")[2]
    'No more of 2,000 were needed: in 95% of resamples each of the 10 leading features ranks within 3 places.'
    """
    rows = (
        f"All {n:,} rows of the evaluated part."
        if explained == n
        else f"{explained:,} of the {n:,} rows of the evaluated part, drawn at random so that outcomes and "
        f"{PERIODS} equal periods keep their shares."
    )
    if explained == n:
        return rows
    precise = f"each of the {TOP} leading features ranks within {PLACES} places"
    if explained < drawn:
        return f"{rows} No more of {drawn:,} were needed: in 95% of resamples {precise}."
    if settled:
        return rows
    return f"{rows} No more are explained, though it is not yet so that in 95% of resamples {precise}."
