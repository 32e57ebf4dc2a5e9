"""The groups a training method is told of: those large enough to learn from, everybody else together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.groups import MISSING, Grouping

Codes = NDArray[np.int64]


def pooled(grouping: Grouping, rows: Codes, smallest: int) -> Codes:
    """Return a group for each row: 0 for people without a recorded group and for small groups, then the others.

    Parameters
    ----------
    grouping : Grouping
        One measure over the whole part.
    rows : ndarray of int
        The rows that are learned from.
    smallest : int
        Rows that a group needs to stand for itself.
    """
    codes = grouping.codes[rows]
    sizes = np.bincount(codes[codes != MISSING], minlength=len(grouping.levels))
    large = np.flatnonzero(sizes >= smallest)
    numbers = np.zeros(len(grouping.levels) + 1, np.int64)
    numbers[large] = 1 + np.arange(len(large))
    # The last place takes the rows without a recorded group, whose code is -1.
    return numbers[codes]
