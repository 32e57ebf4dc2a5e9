"""The search of a run written by hand, with LightGBM's and Optuna's own means and nothing of this package's.

``python -m benchmarks.by_hand FILE`` reads the same rows of the made table, judges 30 trials of the same space on the
last of the same five blocks of time (early stopping, Optuna's median pruner), the best two and the fixed setting on the
other blocks, and keeps the winner's five models as a bag. Binned data is made once a block; two trials at a time, one
thread a fit. Not the very same trials as in a run: there TPE proposes four at a time, here one after the other as
``study.optimize`` does, so that the AUC differs a little and is reported.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import optuna
import polars as pl
from sklearn.metrics import roc_auc_score

TRIALS, FOLDS, PATIENCE, ROUNDS = 30, 5, 20, 3000
SEARCH_RATE, FINAL_RATE = 0.2, 0.1
EVERY = 10
"""Rounds between two reports to the pruner."""
NOT_FEATURES = ("opened", "needed", "sex", "age")
ALWAYS = {
    "objective": "binary",
    "metric": "binary_logloss",
    "verbosity": -1,
    "num_threads": 1,
    "bagging_freq": 1,
    "deterministic": True,
    "force_row_wise": True,
    "feature_pre_filter": False,
}
FIXED = {
    "num_leaves": 15,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "lambda_l2": 10.0,
    "cat_smooth": 100.0,
}
FIRST: tuple[dict[str, float], ...] = (
    FIXED,
    dict(zip(FIXED, (31, 20, 1.0, 1.0, 0.1, 10.0), strict=True)),
    dict(zip(FIXED, (4, 50, 0.5, 0.8, 1.0, 50.0), strict=True)),
    dict(zip(FIXED, (31, 400, 0.4, 0.6, 30.0, 200.0), strict=True)),
)
"""What a run tries first as well."""
Params = Mapping[str, Any]


def read(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[int]]:
    """Return the matrix, the target, months before the last, and which columns are categories."""
    frame = pl.read_csv(path, try_parse_dates=True)
    month = frame["opened"].dt.year() * 12 + frame["opened"].dt.month()
    features = frame.drop(NOT_FEATURES)
    texts = [name for name, kind in features.schema.items() if kind == pl.String]
    features = features.with_columns(pl.col(texts).cast(pl.Categorical).to_physical(), pl.col("repeated").cast(pl.Int8))
    where = [features.columns.index(name) for name in texts]
    return (
        features.cast(pl.Float64).to_numpy(),
        frame["needed"].cast(pl.Int8).to_numpy(),
        (month.max() - month).to_numpy(),
        where,
    )


class Blocks:
    """Five blocks of time, each fitted on the others; binned once."""

    def __init__(self, x: np.ndarray, y: np.ndarray, categories: list[int]) -> None:
        blocks = np.array_split(np.arange(len(y)), FOLDS)
        self.x, self.y, self.categories = x, y, categories
        self.folds = [(np.setdiff1d(np.arange(len(y)), block), block) for block in blocks]
        self.data = [self._binned(train, valid) for train, valid in self.folds]

    def _binned(self, train: np.ndarray, valid: np.ndarray) -> tuple[lgb.Dataset, lgb.Dataset]:
        given = {"categorical_feature": self.categories, "params": ALWAYS, "free_raw_data": False}
        fitted = lgb.Dataset(self.x[train], self.y[train], **given)
        judged = lgb.Dataset(self.x[valid], self.y[valid], reference=fitted, **given)
        return fitted.construct(), judged.construct()

    def fit(self, params: Params, fold: int, rate: float, seed: int, *callbacks: Any) -> lgb.Booster:
        train, valid = self.data[fold]
        stop = lgb.early_stopping(round(PATIENCE * 0.1 / rate), verbose=False)
        settings = {**ALWAYS, **params, "learning_rate": rate, "seed": seed}
        return lgb.train(settings, train, ROUNDS, valid_sets=[valid], callbacks=[*callbacks, stop])

    def auc(self, booster: lgb.Booster, fold: int) -> float:
        rows = self.folds[fold][1]
        return float(roc_auc_score(self.y[rows], booster.predict(self.x[rows], num_threads=1)))


def suggested(trial: optuna.Trial) -> dict[str, float]:
    return {
        "num_leaves": trial.suggest_int("num_leaves", 3, 63, log=True),
        "min_data_in_leaf": trial.suggest_int("min_data_in_leaf", 10, 500, log=True),
        "feature_fraction": trial.suggest_float("feature_fraction", 0.3, 1.0),
        "bagging_fraction": trial.suggest_float("bagging_fraction", 0.5, 1.0),
        "lambda_l2": trial.suggest_float("lambda_l2", 0.1, 50.0, log=True),
        "cat_smooth": trial.suggest_float("cat_smooth", 1.0, 200.0, log=True),
    }


def main(path: Path, seed: int, trials: int = TRIALS) -> dict[str, float]:
    """Search, choose and bag; return the AUC of the rows a run judges on."""
    x, y, before, categories = read(path)
    mine, judged = before > 5, (before >= 3) & (before <= 5)
    blocks, jobs = Blocks(x[mine], y[mine], categories), len(os.sched_getaffinity(0))

    def objective(trial: optuna.Trial) -> float:
        def prune(env: lgb.callback.CallbackEnv) -> None:
            if (env.iteration + 1) % EVERY == 0 and env.evaluation_result_list:
                trial.report(-env.evaluation_result_list[0][2], env.iteration + 1)
                if trial.should_prune():
                    raise optuna.TrialPruned

        return blocks.auc(blocks.fit(suggested(trial), FOLDS - 1, SEARCH_RATE, seed, prune), FOLDS - 1)

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=seed),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=len(FIRST), n_warmup_steps=EVERY),
    )
    for params in FIRST:
        study.enqueue_trial(params)
    study.optimize(objective, n_trials=trials, n_jobs=jobs)
    ended = sorted((one for one in study.trials if one.value is not None), key=lambda one: -(one.value or 0.0))
    settings: list[Params] = [FIXED, *(one.params for one in ended[:2] if one.params != FIXED)]
    with ThreadPoolExecutor(jobs) as pool:
        asked = list(product(range(len(settings)), range(FOLDS - 1)))
        fits = dict(
            zip(asked, pool.map(lambda job: blocks.fit(settings[job[0]], job[1], FINAL_RATE, seed), asked), strict=True)
        )
        values = np.array([blocks.auc(fit, fold) for (_, fold), fit in fits.items()]).reshape(len(settings), -1)
        best = int(values.mean(axis=1).argmax())
        lead = values[best] - values[0]
        chosen = best if lead.mean() > lead.std(ddof=1) / np.sqrt(len(lead)) else 0
        bag = [fits[chosen, fold] for fold in range(FOLDS - 1)]
        bag.append(blocks.fit(settings[chosen], FOLDS - 1, FINAL_RATE, seed))
        raw = np.mean(list(pool.map(lambda one: one.predict(x[judged], raw_score=True, num_threads=1), bag)), axis=0)
    return {"auc": float(roc_auc_score(y[judged], raw))}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)))
