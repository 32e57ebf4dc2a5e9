"""How good the naive search is: its test AUC over seeds and data sets. Slow (about five CPU minutes each), so kept.

``python -m benchmarks.quality`` computes what `results/naive.json` does not hold yet; killed, it goes on where it was.
The figures do not depend on load, on threads or on the machine's speed.
"""

from __future__ import annotations

import hashlib
import json
import tempfile

import pandas as pd

from benchmarks.harness import RESULTS, SEEDS, write
from benchmarks.rows import data_sets
from peel_ml.data.parts import Part

KEPT = RESULTS / "naive.json"


def frame_of(part: Part) -> pd.DataFrame:
    """Return the features as a notebook would hold them: numbers, and categories as pandas categories."""
    x = part.features.frame.to_pandas()
    return x.astype({name: "category" for name, kind in part.features.kinds.items() if kind == "category"})


def digest(development: Part, test: Part) -> str:
    """Return a name for exactly these rows: a kept figure counts only for them."""
    both = hashlib.sha256()
    for part in (development, test):
        both.update(pd.util.hash_pandas_object(part.features.frame.to_pandas(), index=False).to_numpy().tobytes())
        both.update(part.target.tobytes())
    return both.hexdigest()[:16]


def kept() -> dict[str, dict[str, float | str]]:
    """Return the figures so far, by ``data set/seed``."""
    return json.loads(KEPT.read_text()) if KEPT.is_file() else {}


def naive_figures(name: str, seed: int, development: Part, test: Part) -> dict[str, float | str]:
    """Return naive's figures on these rows: the kept ones, or computed now and kept."""
    rows = digest(development, test)
    found = kept().get(f"{name}/{seed}")
    if found is not None and found["rows"] == rows:
        return found
    from sklearn.metrics import roc_auc_score

    from benchmarks import naive

    with tempfile.TemporaryDirectory() as store:
        search, predicted = naive.run(
            frame_of(development), development.target, frame_of(test), seed=seed, jobs=1, store=store
        )
    figures = {
        "auc": float(roc_auc_score(test.target, predicted)),
        "cross_validated": float(search.value),
        "search_cpu_s": round(search.cpu_s, 1),
        "rows": rows,
    }
    write(KEPT, {**kept(), f"{name}/{seed}": figures})
    return figures


def main() -> None:
    for seed in SEEDS:
        for name, rows in data_sets().items():
            figures = naive_figures(name, seed, *rows(seed))
            print(f"{name} seed {seed}: AUC {figures['auc']:.4f}, {figures['search_cpu_s']} CPU s", flush=True)


if __name__ == "__main__":
    main()
