"""The fast path: every count metric of every group from one table of confusion cells.

Equal to Fairlearn's ``MetricFrame`` to 1e-12 wherever that is defined; a rate whose denominator is empty is
``None`` here, with its reason, where the library gives 0 or NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.metrics import ALL, COUNT_METRICS, cell_of


def confusion(
    y: NDArray[np.int8],
    decision: NDArray[np.int8],
    codes: NDArray[np.int64],
    groups: int,
    weights: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:
    """Count confusion cells by group in one pass.

    Parameters
    ----------
    y, decision : ndarray of shape (n,)
        0 or 1.
    codes : ndarray of shape (n,)
        Group of each row, 0 to groups - 1.
    weights : ndarray of shape (n,), optional
        How many identical rows each row stands for.

    Returns
    -------
    ndarray of shape (groups, 4)
        Columns tn, fp, fn, tp.

    Examples
    --------
    >>> y = np.array([0, 1, 1], dtype=np.int8)
    >>> confusion(y, np.array([1, 1, 0], dtype=np.int8), np.array([0, 0, 1]), 2).tolist()
    [[0, 1, 0, 1], [0, 0, 1, 0]]
    """
    flat = np.bincount(codes * len(ALL) + cell_of(y, decision), weights, minlength=groups * len(ALL))
    # With weights numpy counts in floating point, exactly up to 2**53.
    return flat.astype(np.int64).reshape(groups, len(ALL))


def rates(cells: NDArray[np.int64], metric: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return numerator and denominator of a count metric for cells of shape (..., groups, 4); (..., groups) each."""
    row = COUNT_METRICS[metric]
    return (
        cells[..., [ALL.index(cell) for cell in row.counted]].sum(axis=-1),
        cells[..., [ALL.index(cell) for cell in row.among]].sum(axis=-1),
    )
