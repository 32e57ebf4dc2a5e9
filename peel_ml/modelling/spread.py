"""One boosted model fitted by many workers together, each on its own rows: LightGBM's own Dask training.

It is slower than one worker until the rows do not fit one: the workers tell one another their histograms at every
split (data-parallel training; Meng et al. 2016). So it is used by a rule, `fits_one`, and not by choice.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel_ml.modelling.encoding import Matrix
from peel_ml.modelling.trees import FIXED, OnRound, Trees
from peel_ml.results.tuning import ParamValue

COPIES = 3
"""Times the matrix a worker holds at the height of a fit: the arrays, the fold's rows, and their bins and scores."""

SHARE = 0.6
"""Share of a worker's limit that may be used: beyond it Dask begins to spill."""

PIECE = 100
"""Rounds between two looks at the validation rows: LightGBM's Dask training cannot stop early by itself."""


def fits_one(matrix_bytes: int, memory_limit: int) -> bool:
    """Tell whether fits on a matrix of so many bytes fit one worker; a limit of 0 is none.

    Examples
    --------
    >>> fits_one(800_000_000, 8 * 2**30), fits_one(8_000_000_000, 8 * 2**30), fits_one(8_000_000_000, 0)
    (True, False, True)
    """
    return memory_limit == 0 or COPIES * matrix_bytes <= SHARE * memory_limit


def fit_spread(
    client: Any,
    rows: tuple[Any, Any],
    *,
    categorical: tuple[int, ...],
    params: Mapping[str, ParamValue],
    valid: tuple[Matrix, NDArray[np.int8]],
    max_rounds: int,
    early_stopping: int,
    seed: int,
    on_round: OnRound | None = None,
) -> Trees:
    """Fit on rows that lie on many workers, stopping when the log loss on `valid` no longer falls.

    Parameters
    ----------
    client : distributed.Client
        Of the workers that hold the rows.
    rows : tuple of dask.array.Array
        Encoded rows and their 0/1 target, cut at the same places.
    categorical : tuple of int
        Columns that hold category codes.
    params, max_rounds, early_stopping, seed, on_round
        As for `peel_ml.modelling.trees.fit_trees`.
    valid : tuple of Matrix and ndarray
        Here, in memory.

    Returns
    -------
    Trees
        Cut at the best round. Another number of workers may give other trees: sums are made in another order.

    Notes
    -----
    Rounds are fitted in pieces of `PIECE`, each going on from the trees before it; the validation rows are scored here
    after each.
    """
    import lightgbm as lgb
    from lightgbm.dask import DaskLGBMClassifier

    given: dict[str, Any] = {**params, **FIXED, "seed": seed}
    losses: list[float] = []
    raw = np.zeros(len(valid[1]))
    booster: lgb.Booster | None = None
    while len(losses) < max_rounds:
        model = DaskLGBMClassifier(n_estimators=min(PIECE, max_rounds - len(losses)), client=client, **given)
        more: dict[str, Any] = {} if booster is None else {"init_model": booster}
        with client.as_current(), _quiet():
            model.fit(*rows, categorical_feature=list(categorical), **more)
        booster = model.booster_
        for number in range(len(losses), booster.num_trees()):
            raw = raw + booster.predict(valid[0].values, raw_score=True, start_iteration=number, num_iteration=1)
            losses.append(float(np.mean(np.logaddexp(0.0, np.where(valid[1] == 1, -raw, raw)))))
            if on_round is not None:
                on_round(len(losses), -losses[-1])
        if len(losses) - 1 - int(np.argmin(losses)) >= early_stopping or booster.num_trees() % PIECE:
            break
    assert booster is not None
    best = int(np.argmin(losses)) + 1
    return Trees(booster.model_to_string(num_iteration=best), best)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep LightGBM from printing on stdout which ports it looks for, and from warning of its own defaults."""
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        warnings.filterwarnings("ignore", message="Parameter .* will be ignored", category=UserWarning)
        yield
