"""scikit-learn estimators: found by import path, and given a table they can read."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from inspect import isclass, signature
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.data.parts import Features, Part
from peel_ml.errors import BadRequest, Problem
from peel_ml.modelling.encoding import Encoder, Matrix

HOMES = ("sklearn", "lightgbm")
RARE = 20
"""Categories with fewer training rows share one column."""
CYCLES = (4, 7, 12, 24, 31, 53, 60, 366)
"""Lengths of the natural cycles: quarters, weekdays, months, hours, days, weeks, minutes, days of a year."""
NAMED_CYCLES = {"hour": 24, "weekday": 7, "day_of_week": 7, "month": 12, "quarter": 4}
"""Cycles that a column's name gives away; values alone mislead where training holds half a year."""
CODED_LEVELS = 255
"""The most categories a histogram estimator takes as codes."""


@dataclass(frozen=True)
class Wrapped:
    """A scikit-learn estimator behind the encoder."""

    encoder: Encoder
    estimator: Any

    def predict(self, features: Features) -> NDArray[np.float64]:
        """Return the estimator's own probability of the positive outcome."""
        values = self.encoder.transform(features).values
        classes = list(self.estimator.classes_)
        return np.asarray(self.estimator.predict_proba(values)[:, classes.index(1)], np.float64)


def by_path(path: str, seed: int, known: tuple[str, ...] = ()) -> Any:
    """Return a new estimator of the class at this import path.

    Raises
    ------
    BadRequest
        The path does not lead to a class of scikit-learn or LightGBM with ``predict_proba``.
    """
    fix = f"Use one of {', '.join(known)}, or a path like sklearn.ensemble.HistGradientBoostingClassifier."
    module, _, name = path.rpartition(".")
    if module.split(".")[0] not in HOMES:
        raise BadRequest(
            "A candidate cannot be used.",
            [Problem(f"{path!r} is neither a known name nor a class of {' or '.join(HOMES)}.", fix)],
        )
    try:
        found = getattr(import_module(module), name)
    except (ImportError, AttributeError):
        raise BadRequest("A candidate cannot be used.", [Problem(f"{path!r} does not import.", fix)]) from None
    if not (isclass(found) and hasattr(found, "fit") and hasattr(found, "predict_proba")):
        raise BadRequest(
            "A candidate cannot be used.",
            [Problem(f"{path!r} is not a classifier that gives probabilities (predict_proba).", fix)],
        )
    accepted = signature(found).parameters
    wanted = {"random_state": seed, "n_jobs": 1}
    if path.startswith("lightgbm."):
        wanted |= {"verbosity": -1, "deterministic": True, "force_row_wise": True}
    try:
        return found(**{key: value for key, value in wanted.items() if key in accepted or path.startswith("lightgbm.")})
    except TypeError:
        raise BadRequest(
            "A candidate cannot be used.", [Problem(f"{path!r} cannot be made without arguments.", fix)]
        ) from None


def wrapped(estimator: Any, part: Part, *, sparse: bool) -> Wrapped:
    """Fit an estimator on a part, behind a table it can read.

    An estimator that takes `categorical_features` gets category codes, missing values and all; every other
    one gets categories one-hot (rare ones together), cycles as sine and cosine, numbers imputed and scaled.
    """
    encoder = Encoder.fit(part.features)
    matrix = encoder.transform(part.features)
    most = max((len(column.levels or ()) for column in encoder.columns), default=0)
    if "categorical_features" in estimator.get_params() and most <= CODED_LEVELS:
        model = estimator.set_params(categorical_features=list(matrix.categorical))
    else:
        from sklearn.pipeline import make_pipeline

        model = make_pipeline(_table(encoder, matrix, sparse), estimator)
    from threadpoolctl import threadpool_limits

    # A solver's vectors of a few hundred numbers are no work for threads: they took three times the processor
    # time, and left the figures to the number of cores.
    with threadpool_limits(1):
        model.fit(matrix.values, part.target)
    return Wrapped(encoder, model)


def _table(encoder: Encoder, matrix: Matrix, sparse: bool) -> Any:
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

    rows: list[tuple[str, Any, list[int]]] = []
    if matrix.categorical:
        one_hot = OneHotEncoder(
            min_frequency=RARE, handle_unknown="infrequent_if_exist", sparse_output=sparse, dtype=np.float64
        )
        rows.append(
            (
                "category",
                make_pipeline(FunctionTransformer(_missing_as_level), one_hot),
                list(matrix.categorical),
            )
        )
    plain = []
    for index, column in enumerate(encoder.columns):
        if column.levels is not None or not np.isfinite(matrix.values[:, index]).any():
            continue
        if column.kind == "cyclic":
            turn = FunctionTransformer(_on_circle, kw_args={"period": period(column.name, matrix.values[:, index])})
            rows.append((f"cycle {index}", turn, [index]))
        else:
            plain.append(index)
    if plain:
        rows.append(
            (
                "number",
                make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()),
                plain,
            )
        )
    return ColumnTransformer(rows, sparse_threshold=1.0 if sparse else 0.0)


def _missing_as_level(codes: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.nan_to_num(codes, nan=-1.0).astype(np.int64)


def _on_circle(values: NDArray[np.float32], period: float) -> NDArray[np.float64]:
    """Sine and cosine of the position in the cycle; a missing value lies in the middle."""
    angle = 2 * np.pi * values.astype(np.float64) / period
    return np.asarray(np.nan_to_num(np.hstack([np.sin(angle), np.cos(angle)]), nan=0.0))


def period(name: str, values: NDArray[np.float32]) -> float:
    """Return the cycle a column's name gives away, else the shortest natural one its values fit in.

    Examples
    --------
    >>> period("month", np.array([4, 9], np.float32)), period("turn", np.array([0, 5, 22], np.float32))
    (12.0, 24.0)
    """
    known = values[np.isfinite(values)]
    span = float(known.max() - known.min()) + 1
    named = NAMED_CYCLES.get(name.lower())
    if named is not None and named >= span:
        return float(named)
    return float(next((cycle for cycle in CYCLES if cycle >= span), span))
