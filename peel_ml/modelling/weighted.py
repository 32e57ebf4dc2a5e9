"""Boosted trees on weighted rows: what training methods that reweigh or relabel rows fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.modelling.calibration import probability
from peel_ml.modelling.encoding import Matrix
from peel_ml.modelling.trees import FIXED, Trees
from peel_ml.results.tuning import ParamValue


def fit_weighted(
    train: Matrix,
    y: NDArray[Any],
    weights: NDArray[np.float64],
    *,
    params: Mapping[str, ParamValue],
    rounds: int,
    seed: int = 0,
    threads: int = 1,
) -> Trees:
    """Fit boosted trees on weighted rows, with a given number of rounds.

    Parameters
    ----------
    train, y : Matrix, ndarray of shape (n,)
        Encoded rows and their 0/1 target.
    weights : ndarray of shape (n,)
        At least 0; a row of weight 2 counts like two rows.
    params : mapping
        LightGBM parameters by their own names.
    rounds : int
        Trees to fit.

    Returns
    -------
    Trees
        Same input, same text, whatever the number of threads.
    """
    import lightgbm as lgb

    settings: dict[str, Any] = {**params, **FIXED, "seed": seed, "num_threads": threads}
    data = lgb.Dataset(
        train.values,
        y,
        weight=weights,
        feature_name=[f"f{i}" for i in range(len(train.names))],
        categorical_feature=list(train.categorical),
        params=settings,
    )
    return Trees(lgb.train(settings, data, num_boost_round=rounds).model_to_string(), rounds)


class RowEstimator:
    """Weighted trees in the shape of a scikit-learn classifier whose X is row numbers of one matrix.

    So a method that refits many times never copies the rows, and missing values stay what they are.

    Parameters
    ----------
    matrix : Matrix
        All rows.
    params, rounds, seed, threads
        As in `fit_weighted`.
    """

    def __init__(
        self, matrix: Matrix, params: Mapping[str, ParamValue], rounds: int, seed: int = 0, threads: int = 1
    ) -> None:
        self.matrix, self.params, self.rounds, self.seed, self.threads = matrix, params, rounds, seed, threads
        self.trees: Trees | None = None

    def __sklearn_clone__(self) -> RowEstimator:
        """Return an unfitted one on the same matrix, which is shared and not copied."""
        return RowEstimator(self.matrix, self.params, self.rounds, self.seed, self.threads)

    def fit(self, rows: Any, y: Any, sample_weight: Any) -> RowEstimator:
        """Fit on these rows."""
        self.trees = fit_weighted(
            self.matrix.rows(_numbers(rows)),
            np.asarray(y),
            np.asarray(sample_weight, np.float64),
            params=self.params,
            rounds=self.rounds,
            seed=self.seed,
            threads=self.threads,
        )
        return self

    def share(self, rows: Any) -> NDArray[np.float64]:
        """Return the probability of 1, shape (n,)."""
        if self.trees is None:
            raise ValueError("not fitted yet: call fit first")
        return probability(self.trees.raw(self.matrix.rows(_numbers(rows)), self.threads))

    def predict(self, rows: Any) -> NDArray[np.int64]:
        """Return 1 where it is at least as probable as 0."""
        return (self.share(rows) >= 0.5).astype(np.int64)


def _numbers(rows: Any) -> NDArray[np.int64]:
    return np.asarray(rows, np.int64).reshape(-1)
