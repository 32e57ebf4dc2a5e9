"""Reweighing: among the weighted training rows, group and outcome have nothing to do with one another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.metrics import Floats


def reweighed(y: NDArray[np.int8], groups: NDArray[np.int64]) -> Floats:
    """Return a weight for each training row.

    Parameters
    ----------
    y : ndarray of shape (n,)
        Outcome, 0 or 1.
    groups : ndarray of int, shape (n,)
        Group of each row, from 0.

    Returns
    -------
    ndarray of shape (n,)
        Rows a group and outcome would have, were they independent, over the rows they have; the sum is n where
        every group has both outcomes.

    Notes
    -----
    Kamiran and Calders (2012), Knowledge and Information Systems 33:1. The group is read in training only.

    Examples
    --------
    >>> reweighed(np.array([1, 1, 0, 0], np.int8), np.array([0, 1, 1, 1])).tolist()
    [0.5, 1.5, 0.75, 0.75]
    """
    counts = np.zeros((int(groups.max()) + 1, 2))
    np.add.at(counts, (groups, y), 1)
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / len(y)
    weights = np.divide(expected, counts, out=np.zeros_like(counts), where=counts > 0)
    return np.asarray(weights[groups, y], np.float64)
