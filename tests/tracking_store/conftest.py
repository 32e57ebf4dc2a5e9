import dataclasses
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from peel_ml.data.parts import Features
from peel_ml.modelling.bag import FittedModel
from peel_ml.modelling.calibration import LogisticCalibration
from peel_ml.modelling.encoding import Encoder
from peel_ml.modelling.trees import fit_trees
from peel_ml.results import data, fairness, findings, record, scores, tuning
from peel_ml.results.estimate import Estimate, PairedDifference
from peel_ml.results.explanation import Explanation
from peel_ml.tracking.prepare import prepare

DECLARATION = {
    "id": "demo-case",
    "objective": "high_standards",
    "stage": "exploring",
    "decision": {"type": "insight"},
    "split": {"kind": "time", "column": "date", "embargo_days": 0},
}


def fairness_row(group, difference, shown, verdict, **changes):
    values = dict.fromkeys(field.name for field in dataclasses.fields(fairness.FairnessRow))
    values |= {
        "characteristic": "ethnicity_self",
        "group": group,
        "metric": "observed_minus_expected",
        "primary": True,
        "missing": "complete_case",
        "difference": difference,
        "difference_shown": shown,
        "verdict": verdict,
        "reason": "",
        "sentence": "",
    }
    return fairness.FairnessRow(**(values | changes))


def make_record(decision="insight", released=True, data_class="D0", run=("1", "r"), trials=12, **changes):
    made = tuple(
        tuning.Trial(
            number,
            "complete" if number % 4 else "pruned",
            None if number % 4 == 0 else 0.5 + number / 100,
            {"num_leaves": 7 + number},
            0.5,
        )
        for number in range(trials)
    )
    period = data.Period("2024-01-01", "2024-12-31")
    base = record.RunRecord(
        schema_version="1.0",
        status="finished",
        peel_version="0.1.0",
        use_case="demo-case",
        final=False,
        data=data.DataRecord(
            source="tabular",
            class_=data_class,
            declared_class="D1",
            synthetic=data_class == "D0",
            sha256="ab" * 32,
            rows=1000,
            rows_used=900,
            period=period,
            files=(),
            cleaning=(),
            columns=(
                data.ColumnRecord("object", "Object", "String", "feature", "before", 0.1),
                data.ColumnRecord("hour", "Hour", "Int64", "feature", "before", 0.0),
            ),
            parts=(
                data.PartRecord("training", 600, period, 120),
                data.PartRecord("validation", 200, period, 40),
                data.PartRecord("held_out", 100, period, None),
            ),
        ),
        findings=(findings.Finding("dead-column", "warn", "A column never varies", "One.", "Drop it."),),
        checks=(findings.Check("dead-column", "found", "One."),),
        scores=scores.Scores(
            evaluated_on="validation",
            primary="roc_auc",
            rows=200,
            positives=40,
            metrics={"roc_auc": Estimate(0.61, 0.58, 0.64), "log_loss": Estimate(0.5, None, None, "too few")},
            baselines={"logistic_regression": {"roc_auc": Estimate(0.58, 0.55, 0.61)}},
            lift=PairedDifference("roc_auc", "logistic_regression", 0.03, 0.01, 0.05),
            comparisons=(),
            calibration=scores.Calibration(Estimate(1.0, 0.9, 1.1), Estimate(0.0), Estimate(0.02), ()),
            by_period=(),
            by_area=(),
            observed_expected=(),
            operating_point=None,
        ),
        fairness=(
            fairness_row("Black", 0.01, True, "within"),
            fairness_row("Asian", -0.09, True, "outside"),
            fairness_row("White", 0.2, False, "cannot_tell"),
            fairness_row("Other", None, None, "cannot_tell"),
            fairness_row("Asian", -0.5, True, "outside", missing="as_group"),
        ),
        fairness_assessment=fairness.FairnessAssessment(
            rows=(),
            characteristics=(),
            tolerance=fairness.Tolerance("difference", 0.05, False, "illustration"),
            metric="observed_minus_expected",
            worse="higher",
            family=4,
            clusters=None,
            disagreement=(),
            policy_version="1",
            statement="",
        ),
        explanation=Explanation("SHAP", 10, "all", 0.0, None, ()),
        tuning=tuning.TuningResult(
            "roc_auc",
            "tpe",
            7,
            "3 folds",
            trials,
            9,
            3,
            0,
            0.61,
            {"num_leaves": 31, "learning_rate": 0.1},
            {"num_leaves": (7, 255)},
            made,
        ),
        model=record.ModelRecord(
            "lightgbm",
            "Three boosted models, averaged.",
            ("object", "hour"),
            ("training",),
            "logistic",
            100,
            3,
            "cd" * 32,
            released,
        ),
        held_out=record.HeldOut(0, 0, False),
        provenance=record.Provenance(
            run_id="run1",
            run_key="key",
            started_at="2026-01-01T00:00:00Z",
            commit="abc123",
            dirty=True,
            lock_sha256=None,
            declaration_sha256="x",
            declaration=DECLARATION | {"decision": {"type": decision}},
            packages={},
            python="3.11",
            platform="Linux",
            threads=1,
            deterministic=True,
            command="peel run demo-case",
        ),
        timings={"fit": 1.5},
        mlflow=record.MlflowRun(*run),
        seed=7,
        overrides={"tuning.trials": 12},
    )
    return dataclasses.replace(base, **changes)


@pytest.fixture(scope="session")
def made():
    return make_record


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """One migrated database a session."""
    return prepare(tmp_path_factory.mktemp("share"))


@pytest.fixture
def store(tmp_path, migrated):
    """A store of this test's own, and where its artefacts go."""
    target = tmp_path / "home" / "mlflow.db"
    target.parent.mkdir()
    target.write_bytes(migrated.read_bytes())
    return f"sqlite:///{target}", tmp_path / "home" / "mlartifacts"


@pytest.fixture(scope="session")
def fitted():
    """A small real model, and the frame it was fitted on."""
    rng = np.random.default_rng(0)
    frame = pl.DataFrame(
        {
            "object": rng.choice(["Drugs", "Knives"], 400),
            "hour": rng.integers(0, 24, 400),
            "night": rng.random(400) < 0.5,
        }
    ).with_columns(
        pl.when(pl.int_range(pl.len()) % 9 == 0).then(None).otherwise(pl.col(name)).alias(name)
        for name in ("object", "night")
    )
    features = Features(frame, {"object": "category", "hour": "cyclic", "night": "flag"}, frozenset({"sex"}))
    y = (rng.random(400) < np.where(frame["object"].fill_null("") == "Drugs", 0.7, 0.2)).astype(np.int8)
    encoder = Encoder.fit(features)
    trees = fit_trees(encoder.transform(features), y, params={"num_leaves": 4}, max_rounds=10)
    return FittedModel(encoder, (trees,), LogisticCalibration(0.0, 1.0)), features


@pytest.fixture
def finished(tmp_path) -> Path:
    """A finished run's folder, with a model in it that must not travel."""
    folder = tmp_path / "runs" / "run1"
    (folder / "figures").mkdir(parents=True)
    (folder / "model").mkdir()
    (folder / "model" / "model.json").write_text("trees")
    (folder / "figures" / "a.svg").write_text("<svg/>")
    for name in ("record.json", "card.json", "card.html", "card.md"):
        (folder / name).write_text("{}")
    return folder


def pytest_collection_modifyitems(items):
    # MLflow 3.17 uses a loader strategy that SQLAlchemy 2.1 deprecates; can go with an MLflow that does not.
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.filterwarnings("ignore:The ``noload`` loader:DeprecationWarning"))
