"""Models the tuned one is compared with: a table of names, and any scikit-learn estimator by its import path.

Every candidate is fitted on the same part as the tuned model and predicts from `Features` alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.parts import Features, Part
from peel_ml.errors import BadRequest, Problem
from peel_ml.modelling.declaration import PreviousProcess
from peel_ml.modelling.encoding import features_only

PRIOR_ROWS = 20
"""Rows of the average that a rate by declared columns is shrunk with."""
LOGISTIC_C = 1.0
"""Inverse strength of the ridge penalty, fixed: a baseline is not tuned."""


class Predictor(Protocol):
    """Anything that turns features into probabilities."""

    def predict(self, features: Features) -> NDArray[np.float64]:
        """Return probabilities, shape (n,)."""
        ...


@dataclass(frozen=True)
class Prevalence:
    """Everybody gets the training rate: what knowing nothing is worth."""

    rate: float

    def predict(self, features: Features) -> NDArray[np.float64]:
        """Return the same probability for every row."""
        return np.full(len(features_only(features)), self.rate)


@dataclass(frozen=True)
class RateBy:
    """The training rate of rows alike in `columns`, shrunk to the mean by `PRIOR_ROWS` average rows."""

    columns: tuple[str, ...]
    rates: pl.DataFrame
    mean: float

    def predict(self, features: Features) -> NDArray[np.float64]:
        """Return the rate of alike rows; the mean where training held none."""
        keys = _keys(features_only(features).frame, self.columns)
        found = keys.join(self.rates, on=list(self.columns), how="left", nulls_equal=True, maintain_order="left")
        return found["rate"].fill_null(self.mean).to_numpy().astype(np.float64)


def _keys(frame: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(pl.String) for name in columns)


def _prevalence(part: Part, seed: int, previous: PreviousProcess | None) -> Predictor:
    return Prevalence(float(part.target.mean()))


def _previous_process(part: Part, seed: int, previous: PreviousProcess | None) -> Predictor:
    if previous is None:
        raise BadRequest(
            "Today's method is not declared, so nothing can be compared with it.",
            [Problem("no previous_process", "Declare its rate_by columns, or leave this baseline out.")],
        )
    frame = part.features.frame
    missing = [name for name in previous.rate_by if name not in frame.columns]
    if missing:
        raise BadRequest(
            "Today's method goes by columns that are not features.",
            [
                Problem(f"previous_process.rate_by names {name!r}", f"Choose among {', '.join(frame.columns)}.")
                for name in missing
            ],
        )
    mean = float(part.target.mean())
    rates = (
        frame.select(previous.rate_by)
        .with_columns(_target=pl.Series(part.target))
        .group_by(previous.rate_by, maintain_order=True)
        .agg(rate=(pl.col("_target").sum() + PRIOR_ROWS * mean) / (pl.len() + PRIOR_ROWS))
    )
    # Text after the counting: of ten million rows it takes more memory than everything else.
    keys = _keys(rates, previous.rate_by)
    return RateBy(previous.rate_by, keys.with_columns(rates["rate"]), mean)


def _logistic_regression(part: Part, seed: int, previous: PreviousProcess | None) -> Predictor:
    from sklearn.linear_model import LogisticRegression

    from peel_ml.modelling.estimators import wrapped

    return wrapped(LogisticRegression(C=LOGISTIC_C, max_iter=1000), part, sparse=True)


CANDIDATES: dict[str, Callable[[Part, int, PreviousProcess | None], Predictor]] = {
    "prevalence": _prevalence,
    "logistic_regression": _logistic_regression,
    "previous_process": _previous_process,
}


def fit_candidate(name: str, part: Part, *, seed: int, previous: PreviousProcess | None = None) -> Predictor:
    """Fit one candidate.

    Parameters
    ----------
    name : str
        A name of `CANDIDATES`, or the import path of a classifier of scikit-learn or LightGBM, for example
        ``"sklearn.ensemble.HistGradientBoostingClassifier"``.
    part : Part
        Rows to fit on; nothing else is looked at.
    previous : PreviousProcess, optional
        Today's method as declared; needed by ``previous_process``.

    Raises
    ------
    BadRequest
        The name is unknown, the path does not lead to a classifier with probabilities, today's method is not
        declared or names other columns, or the target has one value only.
    """
    if len(np.unique(part.target)) < 2 and name != "prevalence":
        raise BadRequest(f"The target has one value only in the {len(part)} rows of the part {part.name!r}.")
    if name in CANDIDATES:
        return CANDIDATES[name](part, seed, previous)
    from peel_ml.modelling.estimators import by_path, wrapped

    return wrapped(by_path(name, seed, known=tuple(CANDIDATES)), part, sparse=False)
