"""Methods of prediction: simple ones, a formula and trees, each from the same inputs and the same past rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from peel_ml.panels.grid import Floats


@dataclass(frozen=True)
class Past:
    """What one origin has to learn from: rows whose value was known then.

    Parameters
    ----------
    inputs : dict of str to ndarray of shape (n,)
        See `peel_ml.panels.known.known`.
    y, weights : ndarray of shape (n,)
    """

    inputs: Mapping[str, Floats]
    y: Floats
    weights: Floats


Predict = Callable[[Past, Mapping[str, Floats], int], Floats]
"""From the past, the inputs of the rows to predict and a seed to predictions."""


def last_value(past: Past, now: Mapping[str, Floats], seed: int) -> Floats:
    """Return the last value known."""
    return now["last_value"]


def area_mean(past: Past, now: Mapping[str, Floats], seed: int) -> Floats:
    """Return the mean of all values known."""
    return now["series_mean"]


def last_value_shrunk(past: Past, now: Mapping[str, Floats], seed: int) -> Floats:
    """Return the last value, drawn to the mean over all areas as far as it paid in the past.

    The share kept is the least-squares slope of the value on the last value, both as distances from the mean over
    all areas (empirical Bayes in the sense of Efron and Morris 1975), between 0 and 1.
    """
    distance = past.inputs["last_value"] - past.inputs["all_areas"]
    came = past.y - past.inputs["all_areas"]
    # Each past row's own level: what all areas moved by is not part of how far one keeps its distance.
    came = came - np.average(came, weights=past.weights)
    size = float(np.sum(past.weights * distance**2))
    keep = float(np.clip(np.sum(past.weights * distance * came) / size, 0, 1)) if size else 1.0
    return np.asarray(now["all_areas"] + keep * (now["last_value"] - now["all_areas"]))


def _matrix(inputs: Mapping[str, Floats], names: list[str]) -> Floats:
    return np.column_stack([inputs[name] for name in names])


def ridge(past: Past, now: Mapping[str, Floats], seed: int) -> Floats:
    """Predict the change since the last value by ridge regression on standardised inputs.

    Inputs that the past never knew are left out; other gaps are filled with the past's mean. The penalty is chosen
    by leave-one-out error among five (scikit-learn's `RidgeCV`).
    """
    from sklearn.linear_model import RidgeCV

    names = [name for name, each in past.inputs.items() if np.isfinite(each).any()]
    x, new = _matrix(past.inputs, names), _matrix(now, names)
    centre = np.nanmean(x, axis=0)
    spread = np.nanstd(x, axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    x, new = ((np.where(np.isfinite(each), each, centre) - centre) / spread for each in (x, new))
    model = RidgeCV(alphas=(1.0, 10.0, 100.0, 1000.0, 10000.0))
    model.fit(x, past.y - past.inputs["last_value"], sample_weight=past.weights / past.weights.mean())
    return np.asarray(now["last_value"] + model.predict(new))


def lightgbm(past: Past, now: Mapping[str, Floats], seed: int) -> Floats:
    """Predict the change since the last value by boosted trees; a tree alone cannot follow a level that moves."""
    from peel_ml.modelling.measure import fit_measure

    names = list(past.inputs)
    predict = fit_measure(
        _matrix(past.inputs, names), past.y - past.inputs["last_value"], past.weights / past.weights.mean(), seed=seed
    )
    return now["last_value"] + predict(_matrix(now, names))


METHODS: dict[str, Predict] = {
    "last_value": last_value,
    "area_mean": area_mean,
    "last_value_shrunk": last_value_shrunk,
    "ridge": ridge,
    "lightgbm": lightgbm,
}
"""Adding a method is adding a row, and its name to the declaration."""
