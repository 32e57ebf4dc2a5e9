"""How many of the drawn rows are explained: more and more of them, until the leading features keep their places."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.explanation.contrasts import LEAST_GROUP
from peel_ml.explanation.ranks import rank_intervals, ranks

TOP = 10
"""Leading features whose order must stand."""
PLACES = 3
"""Neighbouring places that the 95% interval of a leading feature's rank may span."""
FIRST = 500
"""Rows of the first portion; each further one doubles what is explained."""

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def spread_evenly(strata: NDArray[np.int64], seed: int) -> Rows:
    """Return an order of rows of which every beginning holds the strata in about their shares.

    Examples
    --------
    >>> order = spread_evenly(np.repeat([0, 1], [90, 10]), seed=0)
    >>> int((order[:50] >= 90).sum()), int((order[:20] >= 90).sum())
    (5, 2)
    """
    shuffled = np.random.default_rng(seed).permutation(len(strata))
    grouped = shuffled[np.argsort(strata[shuffled], kind="stable")]
    sizes = np.bincount(strata)
    begins = np.cumsum(sizes) - sizes
    own = strata[grouped]
    # The middle of a row's share of its stratum: rows of all strata take turns by it.
    place = (np.arange(len(strata)) - begins[own] + 0.5) / sizes[own]
    return np.asarray(grouped[np.argsort(place, kind="stable")], np.int64)


def portions(total: int, first: int = FIRST) -> Iterator[int]:
    """Yield how many rows are explained after each portion, the bound last.

    Examples
    --------
    >>> list(portions(1_600)), list(portions(300))
    ([500, 1000, 1600], [300])
    """
    size = first
    while size < total:
        yield size
        size *= 2
    yield total


def settled(absolute: Floats, seed: int) -> bool:
    """Return whether the rank of each of the leading features is known to `PLACES` places.

    By the intervals of `peel_ml.explanation.ranks.rank_intervals`. It is the order that must stand, not the set
    alone; features of equal weight never have a rank of their own, however many rows are explained, so that a few
    may change places.

    Parameters
    ----------
    absolute : ndarray, shape (n, p)
        Absolute contributions.
    """
    low, high = rank_intervals(absolute, seed)
    leading = ranks(absolute.mean(axis=0)) <= TOP
    return bool((high - low < PLACES)[leading].all())


def groups_missed(protected: pl.DataFrame, some: Rows) -> bool:
    """Return whether a group that all rows would be enough to contrast has too few among some of them.

    Examples
    --------
    >>> groups = pl.DataFrame({"sex": ["Female"] * 30 + ["Male"] * 70})
    >>> groups_missed(groups, np.arange(60)), groups_missed(groups, np.arange(20, 100))
    (False, True)
    """
    for column in protected.iter_columns():
        codes = column.rank("dense").to_numpy().astype(np.int64)
        counts = np.bincount(codes)
        # A group that everybody is in, or all but a few, is contrasted with nobody.
        large = np.minimum(counts, len(codes) - counts) >= LEAST_GROUP
        now = np.bincount(codes[some], minlength=len(counts))
        if (large & (np.minimum(now, len(some) - now) < LEAST_GROUP)).any():
            return True
    return False


def grown(
    contributions: Callable[[Rows], list[Floats]],
    protected: pl.DataFrame,
    strata: NDArray[np.int64],
    seed: int,
    first: int = FIRST,
) -> tuple[Rows, list[Floats], bool]:
    """Explain the drawn rows in portions, until the order of the leading features is settled.

    Parameters
    ----------
    contributions : callable
        From row numbers to each member's SHAP values, shape (n, p + 1), the base value last.
    protected : polars.DataFrame
        Groups of the drawn rows: no group that all rows would contrast is given up.
    strata : ndarray of int, shape (n,)
        Of the drawn rows; every portion holds them in their shares.
    seed : int
        Of the order of the rows and of the resamples.
    first : int
        Rows of the first portion.

    Returns
    -------
    tuple
        The rows explained, ascending; each member's contributions to them; and whether the order was settled.
    """
    order = spread_evenly(strata, seed)
    found: list[list[Floats]] = []
    done, stands = 0, False
    for size in portions(len(order), first):
        found.append(contributions(order[done:size]))
        done = size
        stands = settled(np.abs(np.mean(_members(found), axis=0)[:, :-1]), seed)
        if stands and not groups_missed(protected, order[:size]):
            break
    ascending = np.argsort(order[:done], kind="stable")
    return order[:done][ascending], [member[ascending] for member in _members(found)], stands


def _members(found: list[list[Floats]]) -> list[Floats]:
    return [np.concatenate(portions_of_one) for portions_of_one in zip(*found, strict=True)]
