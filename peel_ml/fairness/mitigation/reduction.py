"""Reductions: the same estimator fitted again and again on rows weighted against the gap, and what it averages to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.metrics import Floats

CONSTRAINTS: dict[str, str] = {
    "true_positive_rate": "TruePositiveRateParity",
    "false_positive_rate": "FalsePositiveRateParity",
    "selection_rate": "DemographicParity",
}
"""For each primary metric that has one, Fairlearn's constraint."""
BOUND = 0.01
"""Difference of a group's rate to everybody's that the constraint allows."""
ITERATIONS = 5
"""Rounds of the exponentiated gradient, of about three fits each."""


class Weighable(Protocol):
    """An estimator of weighted rows; its X is row numbers."""

    def fit(self, rows: Any, y: Any, sample_weight: Any) -> Any:
        """Fit on weighted rows."""

    def predict(self, rows: Any) -> Any:
        """Return 0 or 1."""

    def share(self, rows: Any) -> Floats:
        """Return the probability of 1."""


@dataclass(frozen=True)
class Mixture:
    """Fitted estimators with their weights, which sum to 1; nothing of it reads a group."""

    members: tuple[tuple[float, Weighable], ...]

    def share(self, rows: NDArray[np.int64]) -> Floats:
        """Return the weighted mean of the members' probabilities, shape (n,)."""
        # Where every row wants the same answer Fairlearn puts in a constant, which has no probability to give.
        return np.asarray(
            sum(weight * getattr(member, "share", member.predict)(rows) for weight, member in self.members), np.float64
        )


def why_not(metric: str) -> str | None:
    """Say why there is no reduction for a metric; ``None`` where there is one.

    Examples
    --------
    >>> why_not("true_positive_rate")
    >>> why_not("false_omission_rate")
    'Reduction: Fairlearn has no constraint that matches false omission rate.'
    """
    if metric in CONSTRAINTS:
        return None
    return f"Reduction: Fairlearn has no constraint that matches {metric.replace('_', ' ')}."


def reduced(
    estimator: Weighable,
    rows: NDArray[np.int64],
    y: NDArray[np.int8],
    groups: NDArray[np.int64],
    metric: str,
    threshold: float,
) -> Mixture:
    """Fit against the gap of one metric.

    Parameters
    ----------
    estimator : Weighable
        Unfitted; ``sklearn.base.clone`` is called on it.
    rows : ndarray of int, shape (n,)
        Row numbers the estimator is given.
    y, groups : ndarray of shape (n,)
        Their outcome and group; the group is read here, in training, and never again.
    metric : str
        A key of `CONSTRAINTS`.
    threshold : float
        Probability at which a case is selected: it says what a needless look and a missed case cost.

    Returns
    -------
    Mixture

    Notes
    -----
    The exponentiated gradient of Agarwal et al. (2018), International Conference on Machine Learning. The method
    decides by drawing one of its classifiers at random; people are not drawn lots for, so their probabilities are
    averaged instead, and what that comes to is measured like every other alternative.
    """
    from fairlearn import reductions

    constraint = getattr(reductions, CONSTRAINTS[metric])(difference_bound=BOUND)
    cost = reductions.ErrorRate(costs={"fp": threshold, "fn": 1 - threshold})
    # With nu at 0 it looks for a better answer once a round instead of four times.
    method = reductions.ExponentiatedGradient(
        estimator, constraint, objective=cost, eps=BOUND, max_iter=ITERATIONS, nu=0.0
    )
    method.fit(rows[:, None], y, sensitive_features=groups)
    return Mixture(
        tuple((float(weight), method.predictors_[number]) for number, weight in method.weights_.items() if weight > 0)
    )
