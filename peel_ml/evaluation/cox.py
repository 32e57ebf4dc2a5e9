"""A logistic regression on one or two columns, with cluster-robust errors.

What `statsmodels` would be asked for, at a hundredth of the time: importing it takes as long as every other
figure of a small run together. `tests/evaluation/test_cox.py` holds it to `statsmodels`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from peel_ml.evaluation.clusters import Clusters
from peel_ml.evaluation.metrics import Floats

STEPS = 50
TOLERANCE = 1e-10
"""The largest last step of a coefficient."""


def logistic(y: Floats, design: Floats, offset: Floats) -> tuple[Floats, Floats, Floats] | None:
    """Fit by Newton's method.

    Parameters
    ----------
    y : ndarray of shape (n,)
        Outcomes, 0 or 1.
    design : ndarray of shape (n, k)
        Columns, a constant among them.
    offset : ndarray of shape (n,)
        Added to the linear predictor with its coefficient held at 1.

    Returns
    -------
    tuple of ndarray or None
        Coefficients, the inverse of the information matrix, and y less the fitted probability;
        ``None`` where there is no finite solution.

    Examples
    --------
    >>> coefficients, _, _ = logistic(np.array([0.0, 0, 0, 1]), np.ones((4, 1)), np.zeros(4))
    >>> round(float(coefficients[0]), 6) == round(float(np.log(1 / 3)), 6)
    True
    """
    coefficients: Floats = np.zeros(design.shape[1])
    for _ in range(STEPS):
        fitted = expit(design @ coefficients + offset)
        residuals: Floats = y - fitted
        try:
            information = _products(design * (fitted * (1 - fitted))[:, None], design)
            inverse = np.asarray(np.linalg.inv(information), np.float64)
        except np.linalg.LinAlgError:
            return None
        step = inverse @ (design * residuals[:, None]).sum(axis=0)
        if not np.isfinite(step).all():
            return None
        if np.abs(step).max() <= TOLERANCE * max(1.0, float(np.abs(coefficients).max())):
            return coefficients, inverse, residuals
        coefficients = _better(y, design, offset, coefficients, step)
    return None


def _better(y: Floats, design: Floats, offset: Floats, start: Floats, step: Floats) -> Floats:
    """Go the step, or a half of it as often as the likelihood would fall: a whole one can overshoot."""

    def loss(coefficients: Floats) -> float:
        predictor = design @ coefficients + offset
        return float((np.logaddexp(0, predictor) - y * predictor).sum())

    most = loss(start) * (1 + 1e-12)
    while loss(start + step) > most and np.abs(step).max() > TOLERANCE:
        step = step / 2
    return start + step


def robust_error(design: Floats, inverse: Floats, residuals: Floats, clusters: Clusters) -> float:
    """Return the standard error of the last coefficient from sums of scores over clusters (Liang and Zeger 1986).

    With the usual correction for few clusters, G / (G - 1) x (n - 1) / (n - k).
    """
    rows, columns = design.shape
    scores: Floats = np.stack([np.bincount(clusters.codes, column * residuals) for column in design.T], axis=1)
    correction = clusters.count / (clusters.count - 1) * (rows - 1) / (rows - columns)
    covariance = inverse @ _products(scores, scores) @ inverse * correction
    return float(np.sqrt(covariance[-1, -1]))


def _products(left: Floats, right: Floats) -> NDArray[np.float64]:
    """Return left.T @ right, summed in one order whatever the number of threads of the matrix library."""
    return np.array([[float((a * b).sum()) for b in right.T] for a in left.T])
