"""Boosted trees as a learner of what is to be taken out, in scikit-learn's form, and of where an effect differs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.modelling.trees import DETERMINISM
from peel_ml.results.space import Parameter, Params, Space
from peel_ml.results.tuning import ParamValue

Floats = NDArray[np.float64]

NUISANCE_SPACE: Space = (
    Parameter("num_leaves", "int", 2, 31, log=True),
    Parameter("min_child_samples", "int", 10, 200, log=True),
    Parameter("n_estimators", "int", 25, 400, log=True),
    Parameter("colsample_bytree", "float", 0.4, 1.0),
    Parameter("reg_lambda", "float", 0.1, 100.0, log=True),
)
"""Names of LightGBM's scikit-learn interface; the learning rate is fixed and the number of trees is searched."""
NUISANCE_FIXED: tuple[dict[str, ParamValue], ...] = (
    {
        "num_leaves": 4,
        "min_child_samples": 50,
        "n_estimators": 100,
        "colsample_bytree": 0.7,
        "reg_lambda": 10.0,
    },
    {
        "num_leaves": 2,
        "min_child_samples": 100,
        "n_estimators": 25,
        "colsample_bytree": 0.7,
        "reg_lambda": 100.0,
    },
    {
        "num_leaves": 15,
        "min_child_samples": 20,
        "n_estimators": 300,
        "colsample_bytree": 0.7,
        "reg_lambda": 1.0,
    },
)
"""Tried first: strongly regularised, nearly nothing at all, and for much to be learnt."""


def nuisance_learner(params: Params, *, seed: int = 0, threads: int = 1) -> Any:
    """Return an unfitted LightGBM regressor with ``fit`` and ``predict``; same input, same trees.

    Parameters
    ----------
    params : mapping
        Of `NUISANCE_SPACE`.
    """
    import lightgbm as lgb

    settings: dict[str, Any] = {
        "learning_rate": 0.05,
        "subsample": 0.7,
        "subsample_freq": 1,
        "random_state": seed,
        "n_jobs": threads,
        "verbosity": -1,
        **DETERMINISM,
        **params,
    }
    return lgb.LGBMRegressor(**settings)


def contributions(learner: Any, x: Floats) -> Floats:
    """Return SHAP values of a fitted learner, shape (n, p + 1), the base value last (Lundberg et al. 2020)."""
    return np.asarray(learner.booster_.predict(x, pred_contrib=True, num_threads=1), np.float64)
