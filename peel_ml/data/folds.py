"""Folds inside one part: every row is held back once, and what belongs together stays together."""

from __future__ import annotations

import heapq

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.parts import Part
from peel_ml.errors import BadRequest, Problem

Fold = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Rows to learn from, rows to score; both sorted."""


def time_blocks(part: Part, k: int) -> tuple[Fold, ...]:
    """Cut the part into `k` contiguous blocks of time; each is scored once by what the others taught.

    Cuts lie between calendar days (between values, where `part.time` is numbers), as near to equal sizes as
    that allows. Rows of other blocks that share a cluster with the scored block are left out of learning, unless that
    would leave out most of them: such clusters are no events or people but places, which are there at all times, and
    which the parts of a split by time share as well.

    Parameters
    ----------
    part : Part
        The part to fold, usually training.
    k : int
        Number of blocks, at least 2.

    Returns
    -------
    tuple of (train, valid)
        Row numbers, in order of the blocks from earliest to latest.

    Raises
    ------
    BadRequest
        The part has fewer days than blocks.
    """
    days, rank = _days(part.time)
    _at_least(k, len(days), "days")
    before = np.concatenate([[0], np.cumsum(days)])
    block_of_day = np.empty(len(days), dtype=np.int64)
    start = 0
    for block in range(k):
        # Each later block must keep at least one day.
        latest = len(days) - (k - 1 - block)
        wanted = before[-1] * (block + 1) / k
        nearest = int(np.abs(before - wanted).argmin()) if block < k - 1 else len(days)
        end = min(max(nearest, start + 1), latest)
        block_of_day[start:end] = block
        start = end
    return _folds(block_of_day[rank], part.clusters, k, places=True)


def group_folds(part: Part, k: int) -> tuple[Fold, ...]:
    """Deal whole clusters into `k` folds of nearly equal size.

    The largest cluster goes first, each to the smallest fold so far, so the same part gives the same folds.

    Parameters
    ----------
    part : Part
        The part to fold.
    k : int
        Number of folds, at least 2.

    Returns
    -------
    tuple of (train, valid)
        Row numbers.

    Raises
    ------
    BadRequest
        The part has fewer clusters than folds.
    """
    numbers, index, sizes = np.unique(part.clusters, return_inverse=True, return_counts=True)
    _at_least(k, len(numbers), "clusters")
    # Mixed by a fixed permutation, so that clusters of one size are not dealt in the order of the file.
    mixed = np.random.default_rng(len(numbers)).permutation(len(numbers))
    order = mixed[np.argsort(-sizes[mixed], kind="stable")]
    fold_of_cluster = np.empty(len(numbers), dtype=np.int64)
    smallest = [(0, fold) for fold in range(k)]
    for cluster in order.tolist():
        size, fold = smallest[0]
        fold_of_cluster[cluster] = fold
        heapq.heapreplace(smallest, (size + int(sizes[cluster]), fold))
    return _folds(fold_of_cluster[index], part.clusters, k)


def _days(time: pl.Series) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of each day in order, and for each row the number of its day."""
    unit = time.dt.date() if isinstance(time.dtype, pl.Datetime) else time
    _, rank, counts = np.unique(unit.to_physical().to_numpy(), return_inverse=True, return_counts=True)
    return counts, rank


def _folds(fold: NDArray[np.int64], clusters: NDArray[np.int64], k: int, *, places: bool = False) -> tuple[Fold, ...]:
    folds = []
    for number in range(k):
        valid = fold == number
        shared = np.isin(clusters, clusters[valid])
        learned = ~valid & ~shared
        if places and 2 * learned.sum() < (~valid).sum():
            learned = ~valid
        folds.append((np.flatnonzero(learned), np.flatnonzero(valid)))
    return tuple(folds)


def _at_least(k: int, units: int, name: str) -> None:
    if k < 2 or units < k:
        raise BadRequest(
            "The part cannot be folded.",
            [
                Problem(
                    f"{k} folds asked for, the part holds {units:,} {name}",
                    f"Ask for 2 or more folds and no more than there are {name}: tuning.folds.",
                )
            ],
        )
