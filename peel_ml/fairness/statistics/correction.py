"""Holm's correction over the declared family of comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Key = frozenset[tuple[str, ...]]
"""The two sets of groups and the metric: two groups that are each other's rest make one comparison, not two."""


@dataclass(frozen=True)
class Corrected:
    """Holm's answer to each comparison."""

    rejected: NDArray[np.bool_]
    level: NDArray[np.float64]
    """The error rate its p-value was held to."""
    family: int
    """Distinct comparisons corrected over."""


def holm(p_values: NDArray[np.float64], keys: Sequence[Key], alpha: float) -> Corrected:
    """Step down over the distinct comparisons (Holm 1979).

    Parameters
    ----------
    p_values : ndarray of shape (k,)
    keys : sequence of length k
        Comparisons with one key are one hypothesis; the larger p-value stands for both.

    Examples
    --------
    >>> one, two, three = (frozenset({(name,)}) for name in "abc")
    >>> holm(np.array([0.04, 0.001, 0.03]), [one, two, three], 0.05).rejected.tolist()
    [False, True, False]
    >>> holm(np.array([0.04, 0.04]), [one, one], 0.05).rejected.tolist()
    [True, True]
    """
    names = list(dict.fromkeys(keys))
    place = {key: at for at, key in enumerate(names)}
    where = np.array([place[key] for key in keys], dtype=np.int64)
    largest = np.zeros(len(names))
    np.maximum.at(largest, where, p_values)
    rejected, level = step_down(largest, alpha)
    return Corrected(rejected[where], level[where], len(names))


def step_down(p_values: NDArray[np.float64], alpha: float) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return which of distinct comparisons Holm rejects, and the level each was held to; families along the last axis.

    Examples
    --------
    >>> step_down(np.array([[0.04, 0.001, 0.03], [0.01, 0.02, 0.03]]), 0.05)[0].tolist()
    [[False, True, False], [True, True, True]]
    """
    order = np.argsort(p_values, axis=-1, kind="stable")
    ranked = np.take_along_axis(p_values, order, axis=-1)
    # A family of none has no level.
    levels = np.broadcast_to(alpha / np.arange(ranked.shape[-1], 0, -1), ranked.shape)
    passed = np.logical_and.accumulate(ranked <= levels, axis=-1)
    rejected, level = np.empty(ranked.shape, dtype=bool), np.empty(ranked.shape)
    np.put_along_axis(rejected, order, passed, axis=-1)
    np.put_along_axis(level, order, levels, axis=-1)
    return rejected, level
