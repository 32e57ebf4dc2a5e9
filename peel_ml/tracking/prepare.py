"""Makes the MLflow database that new stores are copied from: ``python -m peel_ml.tracking.prepare``."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from peel_ml.tracking.library import silence
from peel_ml.tracking.storage import prepared_folder, prepared_name


def prepare(folder: Path | None = None) -> Path:
    """Make the database in `folder` unless it is there, and return its path. Takes 3 to 8 seconds once."""
    place = folder or prepared_folder()
    target = place / prepared_name("mlflow")
    if target.exists():
        return target
    place.mkdir(parents=True, exist_ok=True)
    silence()
    from mlflow.db import upgrade

    with tempfile.TemporaryDirectory(dir=place) as scratch:
        fresh = Path(scratch) / "fresh.db"
        assert upgrade.callback is not None
        upgrade.callback(f"sqlite:///{fresh}")
        os.replace(fresh, target)
    return target


if __name__ == "__main__":
    prepare()
