"""The rows of each data set: the same development and test rows for everybody who is measured.

Both go through PEEL ML's own reading, preparation and split. Judged is the validation period, never the held-out one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks import made
from peel_ml.data.parts import Part, Parts
from peel_ml.experiment import material
from peel_ml.experiment.request import RunRequest
from peel_ml.settings import Settings
from peel_ml.usecase.load import load_use_case

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("PEEL_SHARED") or ROOT.parent / "shared")
"""Public data beside the checkout; what needs it is skipped, and said so, where it is absent."""
MET = SHARED / "data" / "police-uk" / "metropolitan-stop-and-search-2022-03-to-2024-03.zip"
DEVELOPMENT = 100_000
"""Development rows that are drawn from the Met archive."""


def parts(folder: Path, path: Path | None = None, frame: pl.DataFrame | None = None) -> Parts:
    """Read, clean, prepare and split a file or a frame as a run of the use case in `folder` would."""
    settings = Settings(folder.parents[1], folder / ".peel", "")
    request = RunRequest(load_use_case(folder), folder, settings, "", "", path, frame, 0, False, "none")
    cleaned = material.cleaned(request, material.read(request))
    return material.parts(request, material.prepared(request, cleaned))


def made_rows(seed: int) -> tuple[Part, Part]:
    """Return the training rows of one made table, and the validation rows of another one four times as long."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = made.declare(Path(scratch))
        judged = made.table(1000 + seed, 4 * made.ROWS)
        return parts(folder, frame=made.table(seed)).training, parts(folder, frame=judged).validation


def met_rows(seed: int) -> tuple[Part, Part]:
    """Return 100,000 training rows drawn from the Met archive, in order, and its whole validation period."""
    found = parts(ROOT / "usecases" / "stop-search-outcome", MET)
    drawn = np.random.default_rng(seed).choice(len(found.training), DEVELOPMENT, replace=False)
    return found.training.rows(np.sort(drawn)), found.validation


def data_sets() -> dict[str, Callable[[int], tuple[Part, Part]]]:
    """Return the data sets that are here; says which one is not."""
    if MET.is_file():
        return {"made": made_rows, "met": met_rows}
    print(f"Skipped: the Met archive is not at {MET} (set PEEL_SHARED to the folder that holds data/police-uk/).")
    return {"made": made_rows}
