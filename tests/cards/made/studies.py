"""Made-up records of studies. Every figure here is invented: nothing was measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from peel_ml.data.declaration import Composition, NotMeasured, Protected
from peel_ml.fairness.areas.asked import Asked
from peel_ml.fairness.areas.compare import AreaValues, compare_areas
from peel_ml.fairness.declaration import Fairness
from peel_ml.fairness.policy import load_policy
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.findings import Check
from peel_ml.results.record import ModelRecord
from peel_ml.results.studies.forecast import ForecastDetail
from peel_ml.results.studies.record import SCHEMA_VERSION, StudyRecord
from peel_ml.results.studies.scores import StudyScores
from peel_ml.tuning.declaration import Tuning

from .declared import declaration
from .records import real_final

COMPOSITION = {
    "share_black": Composition(
        column="share_black", characteristic="race", name="Share of residents who are Black", primary=True
    ),
    "imd": Composition(column="imd", characteristic="other", name="Deprivation score"),
}


def asked(**fairness: object) -> Asked:
    """Return what a stage is asked for, judged on signed error and coverage."""
    return Asked(
        fairness=Fairness(
            **{"primary": "signed_error", "worse": "lower", "also_judged": ("interval_coverage",), **fairness}  # type: ignore[arg-type]
        ),
        protected=Protected(
            composition=COMPOSITION,
            not_measured={"race": NotMeasured(why="not_recorded", reason="Counts of offences name nobody.")},
        ),
        policy=load_policy(),
        decision_type="resource",
        tuning=Tuning(),
        seed=0,
        threads=1,
        workers=1,
        folder=Path(),
        quick=False,
    )


def areas(gap: float = 0.0, number: int = 40) -> tuple[list[AreaValues], pl.DataFrame]:
    """Return errors and hits of made-up areas; `gap` is added where the share is highest."""
    dice = np.random.default_rng(5)
    names = [f"Area {one:02d}" for one in range(number)]
    share = np.linspace(0.02, 0.4, number)
    counted = dice.integers(80, 120, number).astype(float)
    error = counted * (dice.normal(0, 0.02, number) + gap * (share > 0.32))
    hits = dice.binomial(12, 0.9, number).astype(float)
    frame = pl.DataFrame({"area": names, "residents": 1_000.0 + 10 * dice.random(number), "share_black": share})
    frame = frame.with_columns(imd=pl.Series(dice.uniform(8, 40, number)))
    return [
        AreaValues("signed_error", np.array(names), error, counted),
        AreaValues("interval_coverage", np.array(names), hits, np.full(number, 12.0)),
    ], frame


def forecast(useful: bool | None = False) -> StudyRecord:
    """Return the D1 record of a final run of a forecast whose model is no better than a mean."""
    run = real_final()
    values, frame = areas(gap=0.2)
    assessment = compare_areas(values, frame, "area", "residents", asked())
    declared = {
        **declaration(
            decision={"type": "resource", "unit": "one borough and month", "units": "borough-months"},
            purpose={"about": "place", "predicts": "recorded_count", "directs_presence": True},
        ),
        "task": {
            "kind": "count_forecast",
            "target": {"column": "count", "words": "recorded offences", "unit": "count"},
            "area": "borough",
            "horizon": 1,
        },
        "protected": {"composition": {name: one.model_dump() for name, one in COMPOSITION.items()}},
        "split": {"kind": "time", "column": "month"},
        "fairness": {"primary": "signed_error", "worse": "lower"},
    }
    return StudyRecord(
        schema_version=SCHEMA_VERSION,
        status="finished",
        peel_version=run.peel_version,
        use_case="made-up-forecast",
        study="count_forecast",
        final=True,
        data=replace(run.data, timeline=None, parts=tuple(replace(one, positives=None) for one in run.data.parts)),
        findings=run.findings[2:4],
        checks=(*run.checks, Check("missing-period", "passed", "Every area has every month.")),
        scores=StudyScores(
            evaluated_on="held_out",
            primary="wape",
            candidate="lightgbm",
            rows=480,
            areas=40,
            periods=12,
            metrics={"wape": Estimate(0.104, 0.098, 0.111), "coverage": Estimate(0.901, 0.88, 0.92)},
            baselines={
                "seasonal_naive": {"wape": Estimate(0.118, 0.11, 0.126)},
                "mean_12": {"wape": Estimate(0.102, 0.096, 0.109)},
            },
            lift=PairedDifference("wape", "mean_12", -0.002, -0.006, 0.002),
            comparisons=(PairedDifference("wape", "mean_12", -0.002, -0.006, 0.002),),
            useful=useful,
        ),
        fairness=assessment.rows,
        fairness_assessment=replace(assessment, rows=()),
        detail=ForecastDetail(horizon=1, origins=12),
        model=ModelRecord(
            "lightgbm",
            "Boosted trees on past counts",
            ("lag_1", "lag_12"),
            ("training",),
            "none",
            100,
            1,
            "ab" * 32,
            False,
        ),
        held_out=run.held_out,
        provenance=replace(run.provenance, declaration=declared),
        timings=run.timings,
        mlflow=run.mlflow,
        seed=0,
        overrides={},
        notes=("Two areas without residents are left out.",),
    )
