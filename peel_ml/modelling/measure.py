"""Boosted trees for a measure: squared error, weights, and settings for tables of a few hundred rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.modelling.trees import DETERMINISM

Floats = NDArray[np.float64]

SMALL: dict[str, Any] = {
    "objective": "regression",
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_data_in_leaf": 30,
    "lambda_l2": 10.0,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "verbosity": -1,
    **DETERMINISM,
}
"""Strongly regularised and fixed: with a few hundred rows, neighbours of which say the same, a search finds noise."""


def fit_measure(
    x: Floats, y: Floats, weights: Floats, *, seed: int = 0, threads: int = 1, rounds: int = 150
) -> Callable[[Floats], Floats]:
    """Fit trees and return what predicts.

    Parameters
    ----------
    x : ndarray of shape (n, p)
        NaN is a value of its own.
    y, weights : ndarray of shape (n,)
    rounds : int
        Boosting rounds; all are fitted.

    Returns
    -------
    callable
        From an array of shape (m, p) to predictions of shape (m,). Same input, same predictions.

    Raises
    ------
    lightgbm.basic.LightGBMError
        LightGBM refuses the data.

    Examples
    --------
    >>> x = np.linspace(0, 1, 200)[:, None]
    >>> predict = fit_measure(x, (x[:, 0] > 0.5).astype(float), np.ones(200))
    >>> bool(predict(np.array([[0.9]]))[0] > 0.8)
    True
    """
    import lightgbm as lgb

    settings = {**SMALL, "seed": seed, "num_threads": threads}
    booster = lgb.train(settings, lgb.Dataset(x, y, weight=weights, params=settings), num_boost_round=rounds)

    def predict(rows: Floats) -> Floats:
        return np.asarray(booster.predict(rows, num_threads=threads), np.float64)

    return predict
