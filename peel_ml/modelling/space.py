"""What a search over boosted trees may try, and what it tries first.

The learning rate is not searched: at one rate, trials are comparable round by round, which is what pruning
needs, and the final fit lowers it.
"""

from __future__ import annotations

from collections.abc import Mapping

from peel_ml.results.space import Parameter, Space
from peel_ml.results.tuning import ParamValue

SPACE: Space = (
    Parameter("num_leaves", "int", 3, 63, log=True),
    Parameter("min_data_in_leaf", "int", 10, 500, log=True),
    Parameter("feature_fraction", "float", 0.3, 1.0),
    Parameter("bagging_fraction", "float", 0.5, 1.0),
    Parameter("lambda_l2", "float", 0.1, 50.0, log=True),
    Parameter("cat_smooth", "float", 1.0, 200.0, log=True),
)

REGULARISED: Mapping[str, ParamValue] = {
    "num_leaves": 15,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "lambda_l2": 10.0,
    "cat_smooth": 100.0,
}
"""The fixed setting every search must beat. On noisy public-service records weak regularisation cost up to
.013 of AUC and searching over this setting bought about nothing, so it is judged beside the winner."""

PORTFOLIO: tuple[Mapping[str, ParamValue], ...] = (
    REGULARISED,
    {
        "num_leaves": 31,
        "min_data_in_leaf": 20,
        "feature_fraction": 1.0,
        "bagging_fraction": 1.0,
        "lambda_l2": 0.1,
        "cat_smooth": 10.0,
    },
    {
        "num_leaves": 4,
        "min_data_in_leaf": 50,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.8,
        "lambda_l2": 1.0,
        "cat_smooth": 50.0,
    },
    {
        "num_leaves": 31,
        "min_data_in_leaf": 400,
        "feature_fraction": 0.4,
        "bagging_fraction": 0.6,
        "lambda_l2": 30.0,
        "cat_smooth": 200.0,
    },
)
"""Settings tried before the search proposes any: strong, plain, nearly additive, and strong but wide."""

ALWAYS: Mapping[str, ParamValue] = {"bagging_freq": 1}
"""Without it LightGBM ignores `bagging_fraction`."""
