"""Boosted trees for counts: Poisson deviance around an expectation that is known for each row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.modelling.encoding import Matrix
from peel_ml.modelling.trees import DETERMINISM, Trees
from peel_ml.results.tuning import ParamValue

Floats = NDArray[np.float32]

SETTINGS: Mapping[str, ParamValue] = {
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "cat_smooth": 100.0,
    "max_bin": 127,
}
"""Strongly regularised on purpose: the expectation given with each row says most already."""


def fit_counts(
    train: Matrix,
    y: Floats,
    expected: Floats,
    *,
    params: Mapping[str, ParamValue] = SETTINGS,
    rounds: int = 200,
    seed: int = 0,
) -> Trees:
    """Fit trees to the logarithm of how much a count differs from what was expected.

    Parameters
    ----------
    train : Matrix
        Features.
    y : ndarray of shape (n,)
        Counts, at least 0.
    expected : ndarray of shape (n,)
        What was expected of each row, above 0: an offset, so that a row counts by how much it holds.
    params : mapping
        LightGBM parameters by their own names.
    rounds : int
        Trees to fit.

    Returns
    -------
    Trees
        `Trees.raw` is the logarithm of the forecast over `expected`. Same input, same text: one thread.

    Raises
    ------
    lightgbm.basic.LightGBMError
        LightGBM refuses the parameters or the data.

    Examples
    --------
    >>> busy = Matrix(np.repeat([[0.0], [1.0]], 200, axis=0).astype(np.float32), ("weekend",), ())
    >>> counts = np.repeat([10.0, 20.0], 200).astype(np.float32)
    >>> trees = fit_counts(busy, counts, np.full(400, 10.0, np.float32))
    >>> np.exp(trees.raw(busy)[[0, -1]]).round().tolist()
    [1.0, 2.0]
    """
    import lightgbm as lgb

    settings: dict[str, Any] = {
        **params,
        **DETERMINISM,
        "objective": "poisson",
        "metric": "none",
        "boost_from_average": False,
        "verbosity": -1,
        "seed": seed,
        "num_threads": 1,
    }
    data = lgb.Dataset(
        train.values,
        y,
        init_score=np.log(expected),
        feature_name=[f"f{i}" for i in range(len(train.names))],
        categorical_feature=list(train.categorical),
        params=settings,
        free_raw_data=True,
    )
    return Trees(lgb.train(settings, data, num_boost_round=rounds).model_to_string(), rounds)
