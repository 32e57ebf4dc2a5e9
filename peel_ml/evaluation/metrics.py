"""The metrics of a probability, as a table; one row a metric.

Every metric here is a function of a few *weighted sums over rows*: a Brier score needs one sum of squared
errors and one of weights; a ROC area needs, for each distinct score that a positive row has, the weight of
the positives there and of the negatives below it. So a metric is written as a sparse matrix of ingredients
(sums x rows), built and sorted once, and a formula that turns sums into a value. A resampling then is one
sparse product for all draws, and equals scikit-learn's function with ``sample_weight`` for each of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Sums = NDArray[np.int64] | NDArray[np.float64]
"""Weighted sums, sums x draws. Sums of counts stay whole: adding them up is several times faster, and exact."""


@dataclass(frozen=True, eq=False)
class Ingredients:
    """What a metric needs of the rows: sums = `design` @ weights.

    For a ranking, with G distinct scores that at least one positive row has, in ascending order, the sums are
    G weights of positives at the score; G + 1 weights of negatives from the score before (included) up to the
    score (excluded); and for each score in `tied` the weight of negatives that share it.
    """

    design: csr_matrix
    """Sums x rows."""
    groups: int
    tied: Ints


@dataclass(frozen=True)
class Metric:
    """One metric: scikit-learn's name, its direction, plain words for it, and how it is computed."""

    name: str
    plain_name: str
    higher_is_better: bool
    ingredients: Callable[[Floats, Floats], Ingredients]
    """(outcomes of shape (n,) in {0, 1}, probabilities of shape (n,)) to ingredients."""
    combine: Callable[[Ingredients, Sums], Floats]
    """(ingredients, sums of shape (sums, draws)) to values of shape (draws,); NaN where it is undefined."""


def ranking(y: Floats, p: Floats) -> Ingredients:
    """Return the ingredients of the metrics that only look at the order of the scores."""
    positive = y > 0
    levels, inverse = np.unique(p[positive], return_inverse=True)
    groups = len(levels)
    # A negative tied with level g is below the positives from level g + 1 on.
    after = np.searchsorted(levels, p[~positive], side="right")
    level_before = np.maximum(after - 1, 0)
    same = (after > 0) & (levels[level_before] == p[~positive]) if groups else np.zeros(len(after), bool)
    tied, tied_index = np.unique(level_before[same], return_inverse=True)
    rows = np.concatenate([inverse, groups + after, 2 * groups + 1 + tied_index])
    negatives = np.flatnonzero(~positive)
    columns = np.concatenate([np.flatnonzero(positive), negatives, negatives[same]])
    design = csr_matrix((np.ones(len(rows), np.int64), (rows, columns)), shape=(2 * groups + 1 + len(tied), len(y)))
    return Ingredients(design, groups, tied.astype(np.int64))


def _area(part: Ingredients, sums: Sums) -> Floats:
    groups = part.groups
    positives, below = sums[:groups], sums[groups : 2 * groups + 1]
    pairs = np.einsum("gb,gb->b", positives, np.cumsum(below[:-1], axis=0))
    halves = np.einsum("gb,gb->b", positives[part.tied], sums[2 * groups + 1 :])
    return _divide(pairs + 0.5 * halves, positives.sum(axis=0) * below.sum(axis=0))


def _average_precision(part: Ingredients, sums: Sums) -> Floats:
    groups = part.groups
    positives, below = sums[:groups], sums[groups : 2 * groups + 1]
    found = np.cumsum(positives[::-1], axis=0)[::-1]
    flagged = np.cumsum(below[:0:-1], axis=0)[::-1] + found
    # A score whose rows all have weight zero adds nothing; at the top of the ranking it would be 0 / 0.
    precision = np.divide(found, flagged, out=np.zeros(found.shape, order="F"), where=flagged > 0)
    total = found[0] if groups else np.zeros(sums.shape[1])
    return _divide(np.einsum("gb,gb->b", positives, precision), total)


def _mean_of(loss: Callable[[Floats, Floats], Floats]) -> Callable[[Floats, Floats], Ingredients]:
    def ingredients(y: Floats, p: Floats) -> Ingredients:
        return Ingredients(csr_matrix(np.vstack([loss(y, p), np.ones(len(y))])), 0, np.empty(0, np.int64))

    return ingredients


def _squared_error(y: Floats, p: Floats) -> Floats:
    return (y - p) ** 2


def _log_loss(y: Floats, p: Floats) -> Floats:
    # The same clipping as scikit-learn's for float64, so that a certain miss costs 36 and not infinity.
    tiny = np.finfo(np.float64).eps
    clipped = np.clip(p, tiny, 1 - tiny)
    return -np.where(y > 0, np.log(clipped), np.log(1 - clipped))


def _mean(part: Ingredients, sums: Sums) -> Floats:
    return _divide(sums[0], sums[1])


def _divide(numerator: Sums, denominator: Sums) -> Floats:
    quotient = np.full(numerator.shape, np.nan)
    np.divide(numerator, denominator, out=quotient, where=denominator > 0)
    return quotient


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("roc_auc", "ranking (ROC area)", True, ranking, _area),
        Metric("average_precision", "average precision", True, ranking, _average_precision),
        Metric("brier_score_loss", "squared error (Brier score)", False, _mean_of(_squared_error), _mean),
        Metric("log_loss", "log loss", False, _mean_of(_log_loss), _mean),
    )
}
"""Every metric a run reports, by scikit-learn's name. All lie in [0, 1] but log loss, which is at least 0."""

RANK_METRICS = ("roc_auc", "average_precision")
"""Metrics that need both outcomes among the rows."""


def weighted(name: str, y: Floats, p: Floats, weights: Floats) -> Floats:
    """Compute a metric under many sets of row weights at once.

    Parameters
    ----------
    name : str
        A key of `METRICS`.
    y : ndarray of shape (n,)
        Outcomes, 0 or 1.
    p : ndarray of shape (n,)
        Probabilities, 0 to 1.
    weights : ndarray of shape (draws, n)
        Weights, at least 0.

    Returns
    -------
    ndarray of shape (draws,)
        NaN for a draw in which the metric is undefined (a ranking of one outcome only).

    Examples
    --------
    >>> y, p = np.array([0.0, 1.0, 1.0]), np.array([0.2, 0.2, 0.9])
    >>> weighted("roc_auc", y, p, np.array([[1.0, 1.0, 1.0], [1.0, 2.0, 0.0]])).tolist()
    [0.75, 0.5]
    """
    metric = METRICS[name]
    part = metric.ingredients(y, p)
    return metric.combine(part, part.design @ np.ascontiguousarray(weights.T))
