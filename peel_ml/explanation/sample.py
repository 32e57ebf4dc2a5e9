"""Which rows are explained."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

PERIODS = 8
"""Blocks of time, equal in rows, the sample is spread over."""


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
