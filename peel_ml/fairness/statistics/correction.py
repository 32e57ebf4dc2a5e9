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
    largest: dict[Key, float] = {}
    for key, p_value in zip(keys, p_values, strict=True):
        largest[key] = max(largest.get(key, 0.0), float(p_value))
    family, still = len(largest), True
    answer: dict[Key, tuple[bool, float]] = {}
    for passed, key in enumerate(sorted(largest, key=lambda one: largest[one])):
        level = alpha / (family - passed)
        still = still and largest[key] <= level
        answer[key] = still, level
    return Corrected(
        np.array([answer[key][0] for key in keys], dtype=bool), np.array([answer[key][1] for key in keys]), family
    )
