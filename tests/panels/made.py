"""Made-up panels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from peel_ml.data.declaration import Column, Composition, NotMeasured, Protected
from peel_ml.data.studied import StudyRows
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.declaration import Fairness
from peel_ml.fairness.policy import load_policy
from peel_ml.panels.declaration import Regression
from peel_ml.tuning.declaration import Tuning

AREAS, QUARTERS, JUDGED = 12, 16, 5


def quarter(number: int) -> date:
    """Return the first day of the n-th quarter of 2015 and later."""
    return date(2015 + number // 4, 3 * (number % 4) + 1, 1)


def frame(seed: int = 0, areas: int = AREAS, quarters: int = QUARTERS) -> pl.DataFrame:
    """Return areas with a level of their own, noise, a fact that knows nothing and who lives there."""
    random = np.random.default_rng(seed)
    share = 0.6 + 0.05 * random.standard_normal(areas)[:, None] + 0.02 * random.standard_normal((areas, quarters))
    return pl.DataFrame(
        {
            "area": np.repeat([f"area {n:02d}" for n in range(areas)], quarters),
            "quarter": [quarter(n) for _ in range(areas) for n in range(quarters)],
            "share": share.ravel(),
            "asked": np.full(areas * quarters, 400),
            "fact": random.random(areas * quarters),
            "lives": np.repeat(np.linspace(0.1, 0.6, areas), quarters),
        }
    ).sort("area", "quarter")


def task(**more: object) -> Regression:
    """Return the declaration."""
    given = {
        "kind": "regression",
        "target": {"column": "share", "words": "the share", "unit": "share"},
        "area": "area",
        "sample_size": "asked",
        "window_months": 12,
        "candidates": ["ridge", "lightgbm"],
        "associations": ["fact"],
    }
    return Regression.model_validate(given | more)


def rows(table: pl.DataFrame) -> StudyRows:
    """Return the rows of a stage, the last quarters judged."""
    last = sorted(table["quarter"].unique())[-JUDGED:]
    part = pl.Series(["validation" if day in last else "training" for day in table["quarter"]])
    columns = {
        "share": Column(role="target"),
        "quarter": Column(role="time"),
        "area": Column(role="group"),
        "fact": Column(role="feature", kind="number", known_when="before"),
        "lives": Column(role="protected"),
    }
    lives = Composition(column="lives", characteristic="age", name="Share of residents over 65", groups=2, primary=True)
    return StudyRows(table, part, "validation", "quarter", columns, {"lives": lives}, True)


def replaced(given: StudyRows, part: pl.Series) -> StudyRows:
    """Return the rows, divided in another way."""
    return replace(given, part=part)


def asked(folder: Path) -> Asked:
    """Return what a stage is asked."""
    lives = Composition(column="lives", characteristic="age", name="Share of residents over 65", groups=2, primary=True)
    missing = NotMeasured(why="not_recorded", reason="Nobody is in the data.")
    return Asked(
        fairness=Fairness(primary="signed_error", worse="higher"),
        protected=Protected(composition={"lives": lives}, not_measured={"race": missing}),
        policy=load_policy(),
        decision_type="insight",
        tuning=Tuning(),
        seed=3,
        threads=1,
        workers=1,
        folder=folder,
        quick=False,
    )
