"""How much larger the area under the ROC curve of one score is than that of another on the same rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.intervals import Z, barrier
from peel_ml.evaluation.metrics import Floats
from peel_ml.results.estimate import Estimate


def area_difference(y: NDArray[Any], first: Floats, second: Floats, clusters: Clusters) -> Estimate:
    """Return the area of `first` less that of `second` with its paired 95% interval.

    Parameters
    ----------
    y : ndarray of shape (n,)
        Outcomes, 0 or 1.
    first, second : ndarray of float, shape (n,)
        Scores of the same rows, higher for a likelier 1.
    clusters : Clusters
        Rows that belong together.

    Notes
    -----
    DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44:837, by sorting, so that millions of rows take seconds;
    what the rows of a cluster contribute is added up first (Obuchowski 1997, Biometrics 53:567).

    Examples
    --------
    >>> y = np.tile([0, 1], 200)
    >>> noise = np.random.default_rng(0).normal(size=400)
    >>> one = area_difference(y, y + noise, noise, Clusters.of(None, 400))
    >>> one.low > 0
    True
    """
    blocked = barrier(np.asarray(y, np.float64), clusters)
    if blocked is not None and not 0 < np.sum(y) < len(y):
        return Estimate(None, reason=blocked)
    area, own = _influence(y, first)
    other_area, other = _influence(y, second)
    value = area - other_area
    if blocked is not None:
        return Estimate(value, reason=blocked)
    totals = np.bincount(clusters.codes, own - other, minlength=clusters.count)
    half = Z * float(np.sqrt((totals**2).sum() * clusters.count / (clusters.count - 1)))
    return Estimate(value, value - half, value + half)


def _influence(y: NDArray[Any], score: Floats) -> tuple[float, Floats]:
    """Return the area and what each row contributes to its error; the contributions add up to nothing."""
    positive = np.asarray(y) > 0
    above, below = score[positive], score[~positive]
    ahead = _lower(above, below) / len(below)
    behind = 1 - _lower(below, above) / len(above)
    area = float(ahead.mean())
    influence = np.empty(len(score))
    influence[positive] = (ahead - area) / len(above)
    influence[~positive] = (behind - area) / len(below)
    return area, influence


def _lower(values: Floats, others: Floats) -> Floats:
    """For each value the number of others below it, ties as a half."""
    ordered = np.sort(others)
    left, right = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    return np.asarray((left + right) / 2, np.float64)
