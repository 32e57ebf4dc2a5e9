"""Made-up rows of areas and months. Nothing here was measured."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from peel_ml.causal.declaration import Causal
from peel_ml.data.declaration import Column, Composition, Protected
from peel_ml.data.studied import StudyRows
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.declaration import Fairness
from peel_ml.fairness.policy import load_policy
from peel_ml.tuning.declaration import Tuning

AREAS, MONTHS = 20, 24


def month(number: int) -> date:
    """Return the first day of a month, 0 for January 2020."""
    return date(2020 + number // 12, number % 12 + 1, 1)


def table(design: str, effect: float = 0.3, seed: int = 0) -> pl.DataFrame:
    """Return rows of 20 areas and 24 months: ``adoption``, ``on_and_off`` or ``amount``."""
    rng = np.random.default_rng(seed)
    number, place = np.repeat(np.arange(AREAS), MONTHS), np.tile(np.arange(MONTHS), AREAS)
    start = np.array([8, 12, 16, 99])[number % 4]
    treated = {
        "adoption": (place >= start).astype(float),
        "on_and_off": ((place >= start) & (place < start + 5)).astype(float),
        "amount": rng.uniform(0, 1, AREAS * MONTHS),
    }[design]
    fixed = rng.standard_normal(AREAS * MONTHS)
    level = 5 + rng.standard_normal(AREAS)[number] * 0.3 + 0.1 * np.sin(place)
    y = level + effect * treated + 0.2 * fixed + 0.05 * rng.standard_normal(AREAS * MONTHS)
    return pl.DataFrame(
        {
            "area": [f"Area {one:02d}" for one in number],
            "month": [month(one) for one in place],
            "y": y,
            "treatment": treated,
            "fixed": fixed,
            "unmoved": level + 0.05 * rng.standard_normal(AREAS * MONTHS),
            "residents": 1000.0 + 10 * number,
            "share": number / AREAS,
        }
    )


def task(**more: object) -> Causal:
    """Return a declaration."""
    return Causal.model_validate(
        {
            "kind": "causal",
            "target": {"column": "y", "words": "the measure", "unit": "number"},
            "area": "area",
            "treatment": "treatment",
            "estimand": "The effect of the treatment",
            "controls": ["fixed"],
            "placebo": ["unmoved"],
            **more,
        }
    )


def rows(frame: pl.DataFrame, judged: str = "validation", last: int = MONTHS) -> StudyRows:
    """Return them divided: the last four months judged."""
    part = frame.select(
        pl.when(pl.col("month") >= month(last - 4)).then(pl.lit(judged)).otherwise(pl.lit("training")).alias("part")
    )["part"]
    columns = {"unmoved": Column(role="drop", name="What cannot move")}
    return StudyRows(frame.sort("area", "month"), part, judged, "month", columns, COMPOSITION, True)  # type: ignore[arg-type]


COMPOSITION = {"share": Composition(column="share", characteristic="race", name="A share of residents", groups=2)}


def asked(folder: Path) -> Asked:
    """Return what a stage is asked for."""
    return Asked(
        fairness=Fairness(primary="effect", worse="higher"),
        protected=Protected(composition=COMPOSITION),
        policy=load_policy(),
        decision_type="resource",
        tuning=Tuning(trials=2),
        seed=0,
        threads=1,
        workers=1,
        folder=folder,
        quick=True,
    )
