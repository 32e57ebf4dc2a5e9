"""A whole run on a small project: what is in the record, what is on disk, what is in MLflow."""

import hashlib
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from mlflow import MlflowClient
from peel_ml import load, run
from peel_ml.errors import BadRequest
from peel_ml.experiment.held_out import openings
from peel_ml.modelling.bag import FittedModel
from peel_ml.results.record import dumps, loads, to_json
from peel_ml.settings import read_settings


def card_body(settings, record):
    folder = settings.runs / record.use_case / record.provenance.run_id
    return json.loads((folder / "card.json").read_text())["body"]


def test_the_record_keeps_the_contract_and_its_schema(finished, root):
    import jsonschema

    document = to_json(finished[0])
    schema = json.loads((root / "peel_ml/results/record.schema.json").read_text())
    jsonschema.validate(json.loads(dumps(finished[0])), schema)
    assert set(document) >= {
        "schema_version",
        "status",
        "peel_version",
        "use_case",
        "final",
        "data",
        "findings",
        "checks",
        "scores",
        "fairness",
        "explanation",
        "tuning",
        "held_out",
        "provenance",
        "timings",
        "mlflow",
        "seed",
        "overrides",
    }
    assert set(document["data"]) >= {"source", "class", "sha256", "rows", "rows_used", "period", "cleaning"}
    assert set(document["data"]["period"]) == {"from", "to"}
    assert set(document["scores"]["metrics"]) == {"roc_auc", "average_precision", "brier_score_loss", "log_loss"}
    assert {"value", "low", "high"} <= set(document["scores"]["metrics"]["roc_auc"])
    assert set(document["fairness"][0]) >= {
        "characteristic",
        "group",
        "metric",
        "primary",
        "missing",
        "n",
        "denominator",
        "estimate",
        "low",
        "high",
        "reference",
        "difference",
        "difference_low",
        "difference_high",
        "ratio",
        "ratio_low",
        "ratio_high",
        "difference_shown",
        "verdict",
        "reason",
        "sentence",
    }
    assert set(document["tuning"]) >= {"trials_requested", "completed", "pruned", "failed", "best_params"}
    assert set(document["explanation"]["features"][0]) >= {"feature", "mean_abs", "rank", "sentence"}


def test_the_planted_signal_is_found_and_the_noise_is_not_judged_a_disparity(finished):
    record, _ = finished
    assert 0.62 < record.scores.metrics["roc_auc"].value < 0.85
    assert record.scores.lift.low > 0
    assert record.explanation.features[0].feature == "waited"
    assert not any(row.difference_shown for row in record.fairness if row.missing == "complete_case" and row.primary)
    assert record.scores.operating_point is not None


def test_a_run_is_saved_whole_and_read_back(finished):
    record, settings = finished
    folder = settings.runs / "visits" / record.provenance.run_id
    assert {path.name for path in folder.iterdir()} >= {"record.json", "card.json", "card.html", "card.md"}
    assert load("visits", settings) == record
    assert loads(dumps(record)) == record
    assert load(record.provenance.run_id[:18], settings) == record
    assert not list(settings.work.glob("*"))


def test_the_record_holds_no_path_and_no_row(finished, tmp_path_factory):
    record, settings = finished
    text = dumps(record)
    assert str(settings.project) not in text
    assert '"c17"' not in text


def test_hostile_category_values_are_escaped_on_the_card(finished):
    record, settings = finished
    html = (settings.runs / "visits" / record.provenance.run_id / "card.html").read_text()
    assert "&lt;b&gt;desk" in html
    assert "<b>desk" not in html


def test_the_same_run_again_gives_the_same_card(finished):
    record, settings = finished
    again = run("visits", settings=settings, orchestrate=False)
    assert again.provenance.run_id != record.provenance.run_id
    assert again.provenance.run_key == record.provenance.run_key
    assert card_body(settings, again) == card_body(settings, record)


def test_a_frame_in_python_gives_the_same_figures(finished, made):
    record, settings = finished
    data = pl.read_csv(settings.usecases / "visits" / "cases.csv", try_parse_dates=True)
    again = run("visits", frame=data, settings=settings, orchestrate=False)
    assert again.scores.metrics == record.scores.metrics
    pandas = run("visits", frame=data.to_pandas(), settings=settings, orchestrate=False)
    assert pandas.scores.metrics == record.scores.metrics


def test_validation_does_not_open_the_held_out_period_and_final_counts_it(tmp_path, made):
    settings = read_settings({}, start=made.make(tmp_path))
    first = run("visits", settings=settings, orchestrate=False)
    assert first.scores.evaluated_on == "validation"
    assert (first.held_out.openings, first.held_out.opened_now) == (0, False)
    assert first.data.parts[2].positives is None
    second = run("visits", settings=settings, orchestrate=False, final=True)
    assert second.scores.evaluated_on == "held_out"
    assert (second.held_out.openings, second.held_out.runs) == (1, 1)
    assert second.model.fitted_on == ("training", "validation")
    third = run("visits", settings=settings, orchestrate=False, final=True, seed=1)
    assert (third.held_out.openings, third.held_out.runs) == (2, 2)
    assert len(openings(settings.home, "no such period")) == 0


def test_outcomes_of_the_held_out_period_change_nothing_without_final(tmp_path, made):
    data = made.frame()
    late = data["opened"] >= data["opened"].max().replace(month=11, day=1)
    flipped = data.with_columns(needed=pl.when(late).then(~pl.col("needed")).otherwise(pl.col("needed")))
    records = [
        run("visits", orchestrate=False, settings=read_settings({}, start=made.make(tmp_path / name, data=one)))
        for name, one in (("a", data), ("b", flipped))
    ]
    assert records[0].scores == records[1].scores
    assert records[0].findings == records[1].findings


def test_an_enforcement_audit_leaves_no_model_and_no_operating_point(tmp_path, made):
    from mlflow import MlflowClient

    settings = read_settings(
        {}, start=made.make(tmp_path, decision="enforcement_audit", point="none", primary="observed_minus_expected")
    )
    record = run("visits", settings=settings, orchestrate=False)
    client = MlflowClient(settings.tracking_uri)
    assert record.scores.operating_point is None
    assert not record.model.released
    assert client.search_registered_models() == []
    assert not [path for path in settings.home.rglob("*") if path.name in ("model.json", "protected.json")]
    assert not [one for one in record.artefacts if one.kind == "model"]
    assert {row.metric for row in record.fairness} == {"observed_minus_expected", "observed_rate"}
    assert {row.verdict for row in record.fairness if row.metric == "observed_rate"} == {"not_judged"}


def test_the_released_model_stands_in_the_runs_folder_as_in_mlflow(finished):
    record, settings = finished
    folder = settings.runs / "visits" / record.provenance.run_id
    listed = {one.name: one.sha256 for one in record.artefacts if one.kind == "model"}
    assert set(listed) == {"model/model.json", "model/protected.json"}
    for name, digest in listed.items():
        content = (folder / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        logged = [path.read_bytes() for path in (settings.home / "mlartifacts").rglob(f"parts/{Path(name).name}")]
        assert content in logged
    assert FittedModel.from_json((folder / "model/model.json").read_bytes()).digest == record.model.sha256


def test_a_released_model_loads_and_predicts(finished, made):
    import mlflow

    record, settings = finished
    client = mlflow.MlflowClient(settings.tracking_uri)
    found = client.get_run(record.mlflow.run_id)
    assert found.info.status == "FINISHED"
    assert found.data.metrics["roc_auc"] == pytest.approx(record.scores.metrics["roc_auc"].value)
    assert len(client.search_model_versions("name = 'visits'")) >= 1


def test_overrides_stand_in_the_record(finished):
    _, settings = finished
    record = run("visits", settings=settings, orchestrate=False, overrides={"tuning.trials": "2"})
    assert record.overrides == {"tuning.trials": "2"}
    assert record.tuning.trials_requested == 2


def test_a_failed_run_is_marked_and_leaves_nothing_half_written(tmp_path, made, monkeypatch):
    from mlflow import MlflowClient
    from peel_ml.experiment import judging

    settings = read_settings({}, start=made.make(tmp_path))

    def broken(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr(judging, "evaluate", broken)
    with pytest.raises(OSError, match="no space"):
        run("visits", settings=settings, orchestrate=False)
    assert not list(settings.runs.rglob("*.json"))
    client = MlflowClient(settings.tracking_uri)
    experiment = client.get_experiment_by_name("peel/visits")
    assert [one.info.status for one in client.search_runs([experiment.experiment_id])] == ["FAILED"]


def broken_data(frame, kind):
    return {
        "one class only": lambda: frame.with_columns(needed=pl.lit(True)),
        "a missing column": lambda: frame.drop("waited"),
        "header only": lambda: frame.head(0),
        "too few months": lambda: frame.head(200),
    }[kind]()


@pytest.mark.parametrize("kind", ["one class only", "a missing column", "header only", "too few months"])
def test_bad_data_is_refused_and_leaves_nothing(tmp_path, made, kind):
    settings = read_settings({}, start=made.make(tmp_path, data=broken_data(made.frame(), kind)))
    with pytest.raises(BadRequest):
        run("visits", settings=settings, orchestrate=False)
    assert not settings.runs.exists()
    assert not list(settings.work.iterdir())
    # The store may be there, opened while the data was read; a run is not.
    assert not MlflowClient(settings.tracking_uri).search_experiments(filter_string="name LIKE 'peel/%'")


def test_a_feature_that_copies_a_protected_column_is_refused(tmp_path, made):
    data = made.frame()
    copied = data.with_columns(channel=pl.col("sex").str.to_lowercase())
    settings = read_settings({}, start=made.make(tmp_path, data=copied))
    with pytest.raises(BadRequest, match="channel"):
        run("visits", settings=settings, orchestrate=False)


def test_a_missing_path_is_refused(finished):
    with pytest.raises(BadRequest, match=r"nowhere\.csv"):
        run("visits", data="nowhere.csv", settings=finished[1], orchestrate=False)


def test_out_must_be_new_or_empty(finished, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something").touch()
    with pytest.raises(BadRequest, match="new or empty"):
        run("visits", out=tmp_path / "full", settings=finished[1], orchestrate=False)
    run("visits", out=tmp_path / "new", settings=finished[1], orchestrate=False)
    assert {path.name for path in (tmp_path / "new").iterdir()} >= {"record.json", "card.json", "card.html"}


def test_the_steps_table_is_consistent():
    from peel_ml.cli.run import STEPS_SHOWN
    from peel_ml.experiment.story import GIVEN, STEPS

    known = set(GIVEN)
    for step in STEPS:
        assert set(step.inputs) <= known, step.name
        known.add(step.name)
    assert len(STEPS) == STEPS_SHOWN
    assert np.all([step.retries == 0 or step.name in ("raw", "mlflow", "saved", "tracked") for step in STEPS])
