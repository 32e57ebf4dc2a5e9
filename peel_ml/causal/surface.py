"""Where the effect may differ: trees on the modifiers, read by their contributions. To learn where to ask next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.explanation.effects import effect_bins
from peel_ml.explanation.ranks import rank_intervals, ranks
from peel_ml.modelling.nuisance import NUISANCE_FIXED, contributions, nuisance_learner
from peel_ml.results.explanation import EffectBin, Explanation, FeatureEffect

Floats = NDArray[np.float64]
FOLDS = 5
METHOD = (
    "SHAP values (Lundberg et al. 2020) of trees that predict the effect from the modifiers (the R-learner of Nie and "
    "Wager 2021 with fixed settings), in the unit of the effect"
)
CAVEAT = "With so few areas such a pattern can come about by chance. It is no proof that the effect differs."


def surface(
    y: Floats,
    d: Floats,
    weight: Floats,
    modifiers: pl.DataFrame,
    cluster: NDArray[np.int64],
    names: Mapping[str, str],
    seed: int,
) -> Explanation:
    """Return how the estimated effect goes with each modifier, and whether the pattern holds in other areas.

    Parameters
    ----------
    y, d : ndarray of shape (rows,)
        What is left of outcome and treatment; for imputed effects the departures, and ones.
    weight : ndarray of shape (rows,)
    modifiers : polars.DataFrame
        One column a modifier, numbers.
    cluster : ndarray of shape (rows,)
    names : mapping
        Plain names of the columns.
    seed : int
    """
    x = modifiers.to_numpy().astype(float)
    # Minimises the sum of w (y - tau(x) d)²: a weighted regression of y / d.
    safe = np.where(np.abs(d) > 1e-9, d, np.nan)
    known = np.isfinite(safe)
    target, counts = y[known] / safe[known], weight[known] * d[known] ** 2
    counts = counts / counts.mean()
    inside, table, groups = x[known], modifiers.filter(pl.Series(known)), cluster[known]
    learner = nuisance_learner(NUISANCE_FIXED[0], seed=seed).fit(inside, target, sample_weight=counts)
    values = contributions(learner, inside)[:, :-1]
    absolute = np.abs(values)
    importance = absolute.mean(axis=0)
    place = ranks(importance)
    low, high = rank_intervals(absolute, seed)
    effects = []
    for i in np.argsort(place):
        column = modifiers.columns[i]
        bins = effect_bins(table[column], "number", values[:, i])
        plain = names.get(column, column)
        effects.append(
            FeatureEffect(
                column,
                plain,
                float(importance[i]),
                int(place[i]),
                int(low[i]),
                int(high[i]),
                _said(plain, bins),
                bins,
            )
        )
    gain = _gain(inside, target, counts, groups, seed)
    held = (
        f"In areas left out it predicts the effect better than one effect for all by {gain:.2%}"
        if gain > 0
        else "In areas left out it predicts the effect no better than one effect for all"
    )
    predicted = learner.predict(inside)
    gap = float(np.abs(contributions(learner, inside).sum(axis=1) - predicted).max(initial=0.0))
    return Explanation(
        METHOD, len(inside), f"{len(inside):,} rows, all of them. {held}", gap, None, tuple(effects), (), CAVEAT
    )


def _said(plain: str, bins: Sequence[EffectBin]) -> str:
    if len(bins) < 2:
        return f"{plain}: no pattern is seen."
    most, least = (pick(bins, key=lambda one: one.mean_contribution) for pick in (max, min))
    return f"{plain}: the estimated effect is highest at values of {most.label} and lowest at {least.label}."


def _gain(x: Floats, target: Floats, weight: Floats, cluster: NDArray[np.int64], seed: int) -> float:
    """Return by which share the weighted squared error of one effect for all falls, out of fold by cluster."""
    names, group = np.unique(cluster, return_inverse=True)
    place = np.random.default_rng(seed).permutation(np.arange(len(names)) % FOLDS)[group]
    lost = one = 0.0
    for k in range(FOLDS):
        learnt, left = place != k, place == k
        if not left.any() or not learnt.any():
            continue
        learner = nuisance_learner(NUISANCE_FIXED[0], seed=seed)
        learner.fit(x[learnt], target[learnt], sample_weight=weight[learnt])
        mean = np.average(target[learnt], weights=weight[learnt])
        lost += float((weight[left] * (target[left] - learner.predict(x[left])) ** 2).sum())
        one += float((weight[left] * (target[left] - mean) ** 2).sum())
    return 1 - lost / one if one > 0 else 0.0
