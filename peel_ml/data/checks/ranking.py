"""How well one column of levels ranks a yes or no."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
_SEED = 20160601
_SMOOTHING = 5.0
"""Rows at the overall rate added to each level, so that a level with one row does not rank first."""


def auc_of_levels(codes: NDArray[np.int64], count: int, target: NDArray[np.int64]) -> float:
    """Return the out-of-fold AUC of the target's rate by level, 0 to 1 (0.5 is chance).

    Each fifth of the rows is ranked by the rates of the other rows, so a column with many levels gains
    nothing by having them. Counting is by level, which costs one pass over the rows.

    Parameters
    ----------
    codes : numpy.ndarray
        Level of each row, 0..count-1; shape (n,).
    count : int
        Number of levels.
    target : numpy.ndarray
        0 or 1; shape (n,).

    Examples
    --------
    >>> target = np.arange(1000) % 2
    >>> auc_of_levels(target, 2, target)
    1.0
    """
    fold = _fold(len(codes))
    cells = np.bincount((fold * count + codes) * 2 + target, minlength=FOLDS * count * 2).reshape(FOLDS, count, 2)
    overall = float(target.mean())
    areas = []
    for here in cells:
        others = cells.sum(0) - here
        rate = (others[:, 1] + _SMOOTHING * overall) / (others.sum(1) + _SMOOTHING)
        area = _auc(rate, here[:, 0], here[:, 1])
        if area is not None:
            areas.append(area)
    return float(np.mean(areas)) if areas else 0.5


@lru_cache(maxsize=1)
def _fold(rows: int) -> NDArray[np.int64]:
    """Return the fold of each row. Columns of one length are ranked one after the other."""
    return np.random.default_rng(_SEED).integers(FOLDS, size=rows)


def _auc(score: NDArray[np.float64], negatives: NDArray[np.int64], positives: NDArray[np.int64]) -> float | None:
    """Return the area under the ROC curve of levels with these scores and counts (ties count half)."""
    pairs = float(negatives.sum()) * float(positives.sum())
    if not pairs:
        return None
    _, tie = np.unique(score, return_inverse=True)
    low = np.bincount(tie, weights=negatives)
    high = np.bincount(tie, weights=positives)
    below = np.cumsum(low) - low
    return float((high * (below + low / 2)).sum() / pairs)


def chance_error(positives: int, n: int) -> float:
    """Return the standard error of an AUC where nothing is to be found (the Mann-Whitney variance).

    Examples
    --------
    >>> round(chance_error(500, 1000), 3)
    0.018
    """
    return float(np.sqrt((n + 1) / (12.0 * positives * (n - positives))))
