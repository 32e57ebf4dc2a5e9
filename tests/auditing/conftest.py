from functools import partial
from pathlib import Path

import polars as pl
import pytest

import peel_ml
from peel_ml.results.audit import dumps
from peel_ml.settings import Settings
from peel_ml.store import RECORD
from peel_ml.tracking.prepare import prepare

ROOT = Path(__file__).resolve().parents[2]

CELLS = {
    # race, sex: tn, fp, fn, tp
    ("Asian or Asian British", "Female"): (40, 10, 20, 30),
    ("Asian or Asian British", "Male"): (60, 20, 5, 15),
    ("White", "Female"): (300, 30, 40, 130),
    ("White", "Male"): (250, 50, 60, 140),
    (None, "Male"): (7, 3, 2, 8),
}
"""Rows of `made` by group and confusion cell."""

GOOD = {"label": "y", "decision": "flag", "positive": "yes", "protected": ["race", "sex"], "purpose": "service_need"}


def rows_of(cells):
    """One row a person; `score` is on the side of 0.5 that the flag says."""
    rows = []
    for (race, sex), counts in cells.items():
        for (y, flag), count in zip(((0, "no"), (0, "yes"), (1, "no"), (1, "yes")), counts, strict=True):
            score = 0.7 if flag == "yes" else 0.2
            rows += [{"race": race, "sex": sex, "y": y, "flag": flag, "score": score}] * count
    return pl.DataFrame(rows)


@pytest.fixture(scope="session")
def made():
    """A table whose counts are known."""
    return rows_of(CELLS)


@pytest.fixture(scope="session")
def good():
    """Options that fit `made`."""
    return GOOD


@pytest.fixture
def settings(tmp_path):
    """State of its own."""
    prepare()
    home = tmp_path / "home"
    return Settings(ROOT, home, f"sqlite:///{home / 'mlflow.db'}")


@pytest.fixture
def audit(settings, monkeypatch):
    """`peel_ml.audit` with state of its own; without a card, which has tests of its own."""
    monkeypatch.setattr("peel_ml.auditing.written.documents", lambda record: {RECORD: dumps(record).encode()})
    return partial(peel_ml.audit, settings=settings)


@pytest.fixture(scope="session")
def kept(made, tmp_path_factory):
    """One whole audit of `made` with its card, made once: the record and the settings."""
    prepare()
    home = tmp_path_factory.mktemp("known")
    settings = Settings(ROOT, home, f"sqlite:///{home / 'mlflow.db'}")
    return peel_ml.audit(made, **GOOD, intersect=[("race", "sex")], data_class="D1", settings=settings), settings


@pytest.fixture(scope="session")
def known(kept):
    """Its record."""
    return kept[0]
