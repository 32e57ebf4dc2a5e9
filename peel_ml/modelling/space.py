"""What a search over boosted trees may try, and what it tries first.

The learning rate is not searched: at one rate, trials are comparable round by round, which is what pruning
needs, and the final fit lowers it.
"""

from __future__ import annotations

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

FULL_STRENGTH = 20_000
"""Rows from which the regularised setting has its full strength; below, its counts shrink in proportion."""


def always(rows: int) -> dict[str, ParamValue]:
    """Return what no search changes but the number of rows does.

    Without ``bagging_freq`` LightGBM ignores ``bagging_fraction``; its default of 100 rows a category would
    hide every category of a small table.
    """
    return {"bagging_freq": 1, "min_data_per_group": _count(100, rows)}


def regularised(rows: int) -> dict[str, ParamValue]:
    """Return the fixed setting that every search must beat.

    On noisy public-service records weak regularisation cost up to .013 of AUC and searching over this setting
    bought about nothing, so it is judged beside the search's best.

    Examples
    --------
    >>> regularised(200_000)["min_data_in_leaf"], regularised(2_000)["min_data_in_leaf"]
    (200, 20)
    """
    return {
        "num_leaves": 15,
        "min_data_in_leaf": _count(200, rows),
        "feature_fraction": 0.5,
        "bagging_fraction": 0.7,
        "lambda_l2": 10.0,
        "cat_smooth": float(_count(100, rows)),
    }


def portfolio(rows: int) -> tuple[dict[str, ParamValue], ...]:
    """Return the settings tried before the search proposes any.

    In this order: strongly regularised, LightGBM's own, nearly additive, and strong but wide.
    """
    names = [row.name for row in SPACE]
    others: tuple[tuple[ParamValue, ...], ...] = (
        (31, 20, 1.0, 1.0, 0.1, 10.0),
        (4, 50, 0.5, 0.8, 1.0, 50.0),
        (31, 400, 0.4, 0.6, 30.0, 200.0),
    )
    return regularised(rows), *(dict(zip(names, values, strict=True)) for values in others)


def _count(full: int, rows: int) -> int:
    return max(10, min(full, full * rows // FULL_STRENGTH))
