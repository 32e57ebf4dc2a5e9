"""What PEEL ML is measured against: the search that many notebooks hold. Pinned: change nothing here.

Thirty random configurations, each judged by five-fold `cross_val_score` of `LGBMClassifier` without early stopping,
every trial logged by MLflow's fluent functions, the best one fitted again on all development rows.

``python -m benchmarks.naive FILE`` is the whole script: reading, search, last fit, prediction, logging.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from dataclasses import dataclass
from time import perf_counter, process_time

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_score

import mlflow

TRIALS = 30
FOLDS = 5


@dataclass(frozen=True)
class Found:
    """The best configuration, and the seconds of the search alone."""

    params: dict[str, float]
    value: float
    wall_s: float
    cpu_s: float


def configuration(rng: np.random.Generator) -> dict[str, float]:
    """Draw one configuration from ordinary ranges."""
    return {
        "n_estimators": int(rng.integers(50, 501)),
        "num_leaves": int(rng.integers(15, 128)),
        "learning_rate": float(np.exp(rng.uniform(np.log(0.01), np.log(0.3)))),
        "min_child_samples": int(rng.integers(5, 101)),
        "subsample": float(rng.uniform(0.5, 1.0)),
        "subsample_freq": 1,
        "colsample_bytree": float(rng.uniform(0.5, 1.0)),
        "reg_lambda": float(np.exp(rng.uniform(np.log(1e-3), np.log(10)))),
    }


def estimator(params: dict[str, float], seed: int, jobs: int) -> LGBMClassifier:
    return LGBMClassifier(**params, random_state=seed, n_jobs=jobs, verbosity=-1)


def search(x: pd.DataFrame, y: np.ndarray, *, seed: int, jobs: int, trials: int = TRIALS) -> Found:
    """Try every configuration and log it; `jobs` are LightGBM's threads."""
    rng = np.random.default_rng(seed)
    best: tuple[float, dict[str, float]] = (-np.inf, {})
    wall, cpu = perf_counter(), process_time()
    for _ in range(trials):
        params = configuration(rng)
        with mlflow.start_run(nested=True):
            value = cross_val_score(estimator(params, seed, jobs), x, y, cv=FOLDS, scoring="roc_auc").mean()
            mlflow.log_params(params)
            mlflow.log_metric("roc_auc", value)
        best = max(best, (value, params), key=lambda pair: pair[0])
    return Found(best[1], best[0], perf_counter() - wall, process_time() - cpu)


def run(
    x: pd.DataFrame, y: np.ndarray, test: pd.DataFrame, *, seed: int, jobs: int, store: str, trials: int = TRIALS
) -> tuple[Found, np.ndarray]:
    """Search, fit the best configuration on all rows, and predict the test rows."""
    mlflow.set_tracking_uri(f"sqlite:///{store}/naive.db")
    if mlflow.get_experiment_by_name("naive") is None:
        mlflow.create_experiment("naive", f"{store}/artifacts")
    mlflow.set_experiment("naive")
    with mlflow.start_run():
        found = search(x, y, seed=seed, jobs=jobs, trials=trials)
        model = estimator(found.params, seed, jobs).fit(x, y)
        predicted = model.predict_proba(test)[:, 1]
        mlflow.log_params(found.params)
        mlflow.log_metric("best_roc_auc", found.value)
    return found, predicted


def read(path: str) -> tuple[pd.DataFrame, np.ndarray, pd.DataFrame, np.ndarray]:
    """Read the made table; the last three months stay closed, the three before are the test rows."""
    frame = pd.read_csv(path, parse_dates=["opened"])
    month = frame.pop("opened").dt.to_period("M")
    y = frame.pop("needed").to_numpy(dtype=int)
    x = frame.drop(columns=["sex", "age"])
    x = x.astype({name: "category" for name in x.columns if not pd.api.types.is_numeric_dtype(x[name])})
    training, closed = month < month.max() - 5, month > month.max() - 3
    test = ~training & ~closed
    return x[training], y[training], x[test], y[test]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The whole naive script on the made table.")
    parser.add_argument("file")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="LightGBM's threads")
    parser.add_argument("--trials", type=int, default=TRIALS)
    parser.add_argument("--store", default=None, help="folder of the MLflow database (by default a new one)")
    given = parser.parse_args()
    x, y, test, outcome = read(given.file)
    with tempfile.TemporaryDirectory() as scratch:
        found, predicted = run(
            x, y, test, seed=given.seed, jobs=given.jobs, store=given.store or scratch, trials=given.trials
        )
    auc = float(roc_auc_score(outcome, predicted))
    print(json.dumps({"auc": auc, "search_wall_s": found.wall_s, "search_cpu_s": found.cpu_s}))
