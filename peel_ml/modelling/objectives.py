"""What a search is judged by: one row a metric, every one turned so that higher is better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Objective:
    """One metric.

    Parameters
    ----------
    name : str
        scikit-learn's name, as a use case declares it.
    score : callable
        ``score(y, log_odds)``, already turned so that higher is better.
    """

    name: str
    score: Callable[[NDArray[np.int8], NDArray[np.float64]], float]


def _auc(y: NDArray[np.int8], raw: NDArray[np.float64]) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(y, raw))


def _precision(y: NDArray[np.int8], raw: NDArray[np.float64]) -> float:
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(y, raw))


def _negative_loss(y: NDArray[np.int8], raw: NDArray[np.float64]) -> float:
    return -float(np.mean(np.logaddexp(0.0, np.where(y == 1, -raw, raw))))


OBJECTIVES = {
    row.name: row
    for row in (
        Objective("roc_auc", _auc),
        Objective("average_precision", _precision),
        Objective("log_loss", _negative_loss),
    )
}
