"""LightGBM and Optuna on the same search and nothing else: no MLflow, no Prefect, no fairness, no card.

``python -m benchmarks.bare FILE`` reads the made table as a script would, searches with the very function that a run
uses (same folds, settings, pruning, finalists, kept models and workers), and scores the validation rows.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import polars as pl

from benchmarks.made import KINDS
from peel_ml.data.parts import Features, Part, ProtectedFrame
from peel_ml.experiment.learning import learn
from peel_ml.tuning.declaration import Tuning


def read(path: Path) -> tuple[Part, Part]:
    """Read the made table; the last three months stay closed, the three before are the validation rows."""
    frame = pl.read_csv(path, try_parse_dates=True)
    month = frame["opened"].dt.year() * 12 + frame["opened"].dt.month()
    last = month.max()
    return _part(frame.filter(month < last - 5)), _part(frame.filter(month.is_between(last - 5, last - 3)))


def _part(frame: pl.DataFrame) -> Part:
    target = frame["needed"].cast(pl.Int8).to_numpy()
    features = Features(frame.select(list(KINDS)), KINDS, frozenset())
    return Part(
        "rows", features, ProtectedFrame(frame.select()), target, frame["opened"], np.arange(len(frame)), frame.select()
    )


def main(path: Path, seed: int) -> dict[str, float]:
    training, validation = read(path)
    wall, cpu = perf_counter(), process_time()
    with tempfile.TemporaryDirectory() as work:
        found = learn(
            training,
            Tuning(timeout_s=None),
            seed=seed,
            threads=1,
            workers=len(os.sched_getaffinity(0)),
            work=Path(work),
            grouped=False,
        )
    wall, cpu = perf_counter() - wall, process_time() - cpu
    predicted = found.model.predict(validation.features)
    from sklearn.metrics import roc_auc_score

    return {
        "auc": float(roc_auc_score(validation.target, predicted)),
        "search_wall_s": wall,
        "search_cpu_s": cpu,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)))
