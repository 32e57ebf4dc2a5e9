"""How good the models are: test AUC of the naive search and of PEEL ML's on the same rows, over seeds and data sets.

``python -m benchmarks.quality``. A naive search takes about six CPU minutes, so every figure is kept in
``results/figures/`` and computed again only where the rows (or, for PEEL ML, the code of the search) changed; killed,
the command goes on where it was. The figures depend neither on load nor on threads: it may run beside other work.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.metrics import roc_auc_score

from benchmarks import naive
from benchmarks.harness import RESULTS, SEEDS, Row, publish, write
from benchmarks.rows import data_sets
from peel_ml.data.parts import Part
from peel_ml.experiment.learning import learn
from peel_ml.tuning.declaration import Tuning

KEPT = RESULTS / "figures"
SEARCH = ("modelling", "tuning", "data/folds.py", "experiment/learning.py")
"""The code of PEEL ML that decides what a search finds."""
WORSE = -0.002
"""How much lower the mean test AUC may be."""

Figures = Mapping[str, float | str]


def frame_of(part: Part) -> pd.DataFrame:
    """Return the features as a notebook would hold them: numbers, and categories as pandas categories."""
    x = part.features.frame.to_pandas()
    return x.astype({name: "category" for name, kind in part.features.kinds.items() if kind == "category"})


def rows_digest(*parts: Part) -> str:
    """Return a name for exactly these rows."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(pd.util.hash_pandas_object(part.features.frame.to_pandas(), index=False).to_numpy().tobytes())
        digest.update(part.target.tobytes())
    return digest.hexdigest()[:16]


def search_digest() -> str:
    """Return a name for the code in `SEARCH`."""
    root = Path(learn.__code__.co_filename).parents[1]
    files = [
        file for place in SEARCH for file in ([root / place] if place.endswith(".py") else (root / place).rglob("*.py"))
    ]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in sorted(files))).hexdigest()[:16]


def kept(name: str, made_of: str, compute: Callable[[], dict[str, float]]) -> Figures:
    """Return the kept figures of this name where they are of the same rows and code, else compute and keep them."""
    path = KEPT / f"{name}.json"
    found: Figures = json.loads(path.read_text()) if path.is_file() else {}
    if found.get("of") != made_of:
        found = {**compute(), "of": made_of}
        write(path, found)
    return found


def naive_figures(development: Part, test: Part, seed: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as store:
        found, predicted = naive.run(
            frame_of(development), development.target, frame_of(test), seed=seed, jobs=1, store=store
        )
    return {"auc": roc_auc_score(test.target, predicted), "cross_validated": float(found.value), "cpu_s": found.cpu_s}


def peel_figures(development: Part, test: Part, seed: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as work:
        found = learn(
            development,
            Tuning(timeout_s=None),
            seed=seed,
            threads=1,
            workers=len(os.sched_getaffinity(0)),
            work=Path(work),
            grouped=False,
        )
    model, fixed = (roc_auc_score(test.target, one.predict(test.features)) for one in (found.model, found.fixed))
    return {"auc": model, "fixed_auc": fixed}


def difference(what: str, values: list[float], bar: float | None = None) -> Row:
    """Return the mean of paired differences with its 95% interval (Student's t over the seeds)."""
    mean, error = float(np.mean(values)), float(stats.sem(values))
    half = float(stats.t.ppf(0.975, len(values) - 1)) * error
    return Row(what, mean, "AUC", mean - half, mean + half, at_least=bar)


CODE = search_digest()
"""Of the code as it was imported: the files may change while this runs."""
SIDES = {"naive": naive_figures, "peel": peel_figures}


def figures_of(side: str, name: str, seed: int, development: Part, test: Part) -> Figures:
    """Return one side's figures on these rows, kept or computed now."""
    of = rows_digest(development, test) + (f" {CODE}" if side == "peel" else "")
    return kept(f"{side}-{name}-{seed}", of, partial(SIDES[side], development, test, seed))


def rows_of(found: Mapping[str, Mapping[str, Figures]]) -> list[Row]:
    """Return the table: for each data set the mean paired difference, and the same without any search."""
    rows = []
    for name in sorted({key.split("/")[0] for key in found}):
        pairs = [pair for key, pair in found.items() if key.startswith(f"{name}/")]
        ahead = [float(pair["peel"]["auc"]) - float(pair["naive"]["auc"]) for pair in pairs]
        fixed = [float(pair["peel"]["fixed_auc"]) - float(pair["naive"]["auc"]) for pair in pairs]
        rows.append(difference(f"{name}: PEEL ML minus naive, {len(ahead)} seeds", ahead, WORSE))
        rows.append(difference(f"{name}: PEEL ML's fixed setting, no search, minus naive", fixed))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description="Test AUC of both sides over seeds and data sets.")
    parser.add_argument("--naive-only", action="store_true", help="the slow half, which no change of PEEL ML touches")
    sides = ["naive"] if parser.parse_args().naive_only else list(SIDES)
    found: dict[str, dict[str, Figures]] = {}
    for seed in SEEDS:
        for name, rows in data_sets().items():
            parts = rows(seed)
            found[f"{name}/{seed}"] = {side: figures_of(side, name, seed, *parts) for side in sides}
            aucs = ", ".join(f"{side} {figures['auc']:.4f}" for side, figures in found[f"{name}/{seed}"].items())
            print(f"{name}, seed {seed}: {aucs}", flush=True)
    if len(sides) == len(SIDES):
        title = "Quality: test AUC on later months, PEEL ML minus naive, paired"
        publish("quality", title, rows_of(found), raw=found)


if __name__ == "__main__":
    main()
