"""One boosted model: LightGBM on a matrix, with the same bytes for the same input."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.errors import of_memory
from peel_ml.modelling.encoding import Matrix
from peel_ml.results.tuning import ParamValue

if TYPE_CHECKING:
    import lightgbm

OnRound = Callable[[int, float], None]
"""Called after each round with its number (from 1) and minus the log loss on the validation rows."""

DETERMINISM: Mapping[str, bool] = {"deterministic": True, "force_row_wise": True}
"""LightGBM's own settings for the same trees on every run; together they cost nothing measurable."""

FIXED: Mapping[str, ParamValue] = {
    "objective": "binary",
    "metric": "binary_logloss",
    "verbosity": -1,
    **DETERMINISM,
    # Off, or LightGBM drops features before it knows which min_data_in_leaf a trial asks for.
    "feature_pre_filter": False,
}
"""What no search changes."""


BLOCK = 25
"""Trees that score all rows before the next ones do; a third less time than all at once."""


@dataclass(frozen=True)
class Trees:
    """A fitted model as text.

    Parameters
    ----------
    text : str
        LightGBM's own model text, cut at the best round.
    best_round : int
        Number of boosting rounds kept.
    """

    text: str
    best_round: int

    @property
    def digest(self) -> str:
        """SHA-256 of the text before its parameter block, which names the thread count."""
        return hashlib.sha256(self.text.split("\nparameters:", 1)[0].encode()).hexdigest()

    @cached_property
    def booster(self) -> lightgbm.Booster:
        """The loaded model."""
        import lightgbm as lgb

        return lgb.Booster(model_str=self.text)

    def __reduce__(self) -> tuple[type[Trees], tuple[str, int]]:
        """Copy and hand on the text alone."""
        return Trees, (self.text, self.best_round)

    @property
    def alone(self) -> Lock:
        """Held while the booster is asked.

        Which trees to use stands in the booster (`GBDT::InitPredict`): two threads that ask for different ones at
        once would get each other's.
        """
        lock: Lock = vars(self).setdefault("_alone", Lock())
        return lock

    def first(self, rounds: int) -> Trees:
        """Return the model of the first rounds alone."""
        with self.alone:
            return Trees(self.booster.model_to_string(num_iteration=rounds), rounds)

    def raw(self, matrix: Matrix, threads: int = 1) -> NDArray[np.float64]:
        """Return log-odds, shape (n,)."""
        total = np.zeros(len(matrix))
        if not len(matrix):
            return total
        # LightGBM takes one row through all trees. A few trees at a time stay in the processor's cache.
        with self.alone:
            for first in range(0, self.best_round, BLOCK):
                total += self.booster.predict(
                    matrix.values, raw_score=True, num_threads=threads, start_iteration=first, num_iteration=BLOCK
                )
        return total

    def contributions(self, matrix: Matrix, threads: int = 1) -> NDArray[np.float64]:
        """Return SHAP values in log-odds, shape (n, p + 1), the base value last (Lundberg et al. 2020)."""
        if not len(matrix):
            return np.empty((0, len(matrix.names) + 1))
        with self.alone:
            values = self.booster.predict(matrix.values, pred_contrib=True, num_threads=threads)
        return np.asarray(values, np.float64)


@contextmanager
def _memory_named() -> Iterator[None]:
    """LightGBM passes on C++'s word for too little memory; say it as Python does, so that everybody knows it."""
    try:
        yield
    except Exception as error:
        if not of_memory(error):
            raise
        raise MemoryError("LightGBM got no more memory") from error


@_memory_named()
def fit_trees(
    train: Matrix,
    y: NDArray[np.int8],
    *,
    params: Mapping[str, ParamValue],
    valid: tuple[Matrix, NDArray[np.int8]] | None = None,
    max_rounds: int = 1000,
    early_stopping: int = 50,
    seed: int = 0,
    threads: int = 1,
    on_round: OnRound | None = None,
) -> Trees:
    """Fit boosted trees, stopping when the log loss on `valid` no longer falls.

    Rounds are chosen by log loss whatever the search maximises: ranking metrics of weak signals often peak by
    chance after a round or two, and such a model says nothing when it is averaged with the others.

    Parameters
    ----------
    train, y : Matrix, ndarray of shape (n,)
        Encoded rows and their 0/1 target.
    params : mapping
        LightGBM parameters by their own names.
    valid : tuple of Matrix and ndarray, optional
        Rows that choose the number of rounds; without them all `max_rounds` are fitted.
    early_stopping : int
        Rounds without a better value after which to stop.
    on_round : callable, optional
        Called after every round; whatever it raises ends the training and reaches the caller.

    Returns
    -------
    Trees
        Same input, same text, whatever the number of threads.

    Raises
    ------
    lightgbm.basic.LightGBMError
        LightGBM refuses the parameters or the data.
    MemoryError
        There is not enough memory.
    """
    import lightgbm as lgb

    settings = _settings(params, seed, threads)
    data = _dataset(train, y, settings)
    judged = None if valid is None else lgb.Dataset(valid[0].values, valid[1], reference=data, params=data.params)
    return boosted(
        data,
        judged,
        params=params,
        max_rounds=max_rounds,
        early_stopping=early_stopping,
        seed=seed,
        threads=threads,
        on_round=on_round,
    )


def boosted(
    data: lightgbm.Dataset,
    valid: lightgbm.Dataset | None,
    *,
    params: Mapping[str, ParamValue],
    max_rounds: int,
    early_stopping: int,
    seed: int,
    threads: int,
    on_round: OnRound | None,
) -> Trees:
    """Fit boosted trees as `fit_trees` does, on rows that LightGBM holds already."""
    import lightgbm as lgb

    settings = _settings(params, seed, threads)
    if valid is None:
        booster = lgb.train(settings, data, num_boost_round=max_rounds)
        return Trees(booster.model_to_string(), max_rounds)

    def each_round(env: lgb.callback.CallbackEnv) -> None:
        if on_round is not None and env.evaluation_result_list:
            on_round(env.iteration + 1, -float(env.evaluation_result_list[0][2]))

    stopping = lgb.early_stopping(early_stopping, verbose=False)
    booster = lgb.train(
        settings,
        data,
        num_boost_round=max_rounds,
        valid_names=["valid"],
        valid_sets=[valid],
        callbacks=[each_round, stopping],
    )
    best = max(int(booster.best_iteration), 1)
    return Trees(booster.model_to_string(num_iteration=best), best)


def _settings(params: Mapping[str, ParamValue], seed: int, threads: int) -> dict[str, Any]:
    return {**params, **FIXED, "seed": seed, "num_threads": threads}


def _dataset(matrix: Matrix, y: NDArray[np.int8], settings: dict[str, Any]) -> lightgbm.Dataset:
    import lightgbm as lgb

    return lgb.Dataset(
        matrix.values,
        y,
        feature_name=[f"f{i}" for i in range(len(matrix.names))],
        categorical_feature=list(matrix.categorical),
        params=settings,
        free_raw_data=True,
    )
