"""What the forecast goes by: LightGBM's own contributions (SHAP values of trees, Lundberg et al. 2020)."""

from __future__ import annotations

import numpy as np

from peel_ml.forecasting.lags import CATEGORIES, NAMES, known_at
from peel_ml.forecasting.series import SeriesTable
from peel_ml.forecasting.trees import FittedTrees
from peel_ml.modelling.encoding import Matrix
from peel_ml.results.explanation import Explanation, FeatureEffect

MOST_ROWS = 2000
_DRAWS = 200


def explained(table: SeriesTable, fitted: FittedTrees, origins: range, seed: int) -> Explanation:
    """Return the mean absolute contribution of each feature, on a sample of series at these origins."""
    rng = np.random.default_rng(seed)
    values = np.concatenate([known_at(table, origin, fitted.ahead).matrix.values for origin in origins])
    rows = values[np.sort(rng.permutation(len(values))[:MOST_ROWS])]
    matrix = Matrix(rows, NAMES, CATEGORIES)
    found = fitted.trees.contributions(matrix)
    error = float(np.abs(found.sum(1) - fitted.trees.raw(matrix)).max())
    size = np.abs(found[:, :-1])
    mean = size.mean(0)
    drawn = np.stack([size[rng.integers(0, len(size), len(size))].mean(0) for _ in range(_DRAWS)])
    places = np.argsort(np.argsort(-drawn, axis=1), axis=1) + 1
    order = np.argsort(-mean)
    effects = tuple(
        FeatureEffect(
            NAMES[feature],
            NAMES[feature][0].upper() + NAMES[feature][1:],
            float(mean[feature]),
            rank,
            int(np.quantile(places[:, feature], 0.025)),
            int(np.quantile(places[:, feature], 0.975)),
            f"{NAMES[feature]} moves a forecast by {np.expm1(mean[feature]):.1%} on average",
        )
        for rank, feature in enumerate(order, 1)
    )
    return Explanation(
        "SHAP values of the fitted trees, from LightGBM's own contributions",
        len(rows),
        "series and judged months at random",
        error,
        None,
        effects,
        caveat="These are patterns in past counts, not causes. All facts are earlier counts of recorded offences.",
    )
