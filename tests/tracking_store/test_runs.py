import dataclasses
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

from peel_ml.errors import BadRequest, PeelError
from peel_ml.tracking import CardWords, ModelExport, fail_run, open_run, write_run
from peel_ml.tracking.library import client

WORDS = CardWords(("Exploring", "Validation figures"), "Works better than today.", "No group is outside.")


def opened(store, **tags):
    uri, artifacts = store
    return open_run(uri, "demo-case", "demo-case run1", tags, artifacts)


def written(store, made, finished, log_trials="none", model=None, **changes):
    run = opened(store)
    record = made(run=(run.experiment_id, run.run_id), **changes)
    write_run(run, store[0], record, finished, model, log_trials, WORDS)
    return run, client(store[0]).get_run(run.run_id)


def artefacts(store, run):
    root = Path(unquote(urlparse(client(store[0]).get_run(run.run_id).info.artifact_uri).path))
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_an_opened_run_runs_and_its_experiment_is_reused(store):
    first, second = opened(store, peel_run="run1"), opened(store)
    assert first.experiment_id == second.experiment_id
    assert first.run_id != second.run_id
    run = client(store[0]).get_run(first.run_id)
    assert run.info.status == "RUNNING"
    assert run.data.tags["peel_run"] == "run1"
    assert str(store[1]) in unquote(run.info.artifact_uri)


def test_a_written_run_can_be_compared(store, made, finished):
    run, shown = written(store, made, finished)
    assert shown.info.status == "FINISHED"
    assert shown.data.metrics["roc_auc_low"] == 0.58
    assert shown.data.params["tuned.num_leaves"] == "31"
    assert shown.data.tags["SYNTHETIC"] == "true"
    inputs = [entry.dataset for entry in shown.inputs.dataset_inputs]
    assert {dataset.name for dataset in inputs} == {"tabular training", "tabular validation"}
    assert {dataset.digest for dataset in inputs} == {("ab" * 32)[:36]}
    assert artefacts(store, run) == {
        "card/card.json",
        "card/card.html",
        "card/card.md",
        "figures/a.svg",
        "record.json",
        "study/search.json",
        "model/description.json",
    }


@pytest.mark.parametrize("data_class", ["D2", "D3", "D4"])
def test_the_record_of_personal_or_aggregate_data_stays_where_it_is(store, made, finished, data_class):
    run, _ = written(store, made, finished, data_class=data_class)
    assert "record.json" not in artefacts(store, run)
    assert "card/card.html" in artefacts(store, run)


def test_trials_are_one_history_on_the_parent(store, made, finished):
    run, _ = written(store, made, finished)
    api = client(store[0])
    values = api.get_metric_history(run.run_id, "trial_value")
    best = api.get_metric_history(run.run_id, "trial_best")
    assert [point.step for point in values] == [1, 2, 3, 5, 6, 7, 9, 10, 11]
    assert [point.value for point in best] == sorted(point.value for point in best)
    assert len(api.search_runs([run.experiment_id])) == 1


@pytest.mark.parametrize(("which", "expected"), [("top10", 9), ("all", 12)])
def test_children_for_parallel_coordinates(store, made, finished, which, expected):
    run, _ = written(store, made, finished, which)
    children = client(store[0]).search_runs([run.experiment_id], f"tags.mlflow.parentRunId = '{run.run_id}'")
    assert len(children) == expected
    assert all("num_leaves" in child.data.params for child in children)
    assert {child.info.status for child in children} == {"FINISHED"}


def test_top10_takes_the_best_ten(store, made, finished):
    run, _ = written(store, made, finished, "top10", trials=30)
    children = client(store[0]).search_runs([run.experiment_id], f"tags.mlflow.parentRunId = '{run.run_id}'")
    assert len(children) == 10
    assert min(child.data.metrics["trial_value"] for child in children) == pytest.approx(0.5 + 17 / 100)


def test_writing_again_after_a_cut_doubles_nothing(store, made, finished, fitted):
    run = opened(store)
    record = made(run=(run.experiment_id, run.run_id))
    model = ModelExport(fitted[0].to_json(), frozenset({"sex"}))
    for _ in range(2):
        write_run(run, store[0], record, finished, model, "top10", WORDS)
    api = client(store[0])
    assert len(api.search_runs([run.experiment_id])) == 10
    assert len(api.get_metric_history(run.run_id, "trial_value")) == 9
    assert len(api.get_metric_history(run.run_id, "roc_auc")) == 1
    assert len(api.search_model_versions("name = 'demo-case'")) == 1


@pytest.mark.parametrize("call", ["log_model_artifacts", "create_model_version"])
def test_a_model_that_was_cut_off_is_taken_up_and_none_stays_pending(store, made, finished, fitted, monkeypatch, call):
    from mlflow import MlflowClient

    def cut(*given, **named):
        raise KeyboardInterrupt

    run = opened(store)
    given = (made(run=(run.experiment_id, run.run_id)), finished, ModelExport(fitted[0].to_json(), frozenset({"sex"})))
    with monkeypatch.context() as patched:
        patched.setattr(MlflowClient, call, cut)
        with pytest.raises(KeyboardInterrupt):
            write_run(run, store[0], *given, "none", WORDS)
    write_run(run, store[0], *given, "none", WORDS)
    api = client(store[0])
    (model,) = api.search_logged_models([run.experiment_id])
    (version,) = api.search_model_versions("name = 'demo-case'")
    assert str(model.status) == "READY"
    assert model.model_id in version.source
    assert len(api.get_run(run.run_id).outputs.model_outputs) == 1


def test_a_child_that_was_cut_off_is_finished(store, made, finished):
    run = opened(store)
    api = client(store[0])
    tags = {"mlflow.parentRunId": run.run_id, "trial": "3", "trial_state": "complete"}
    half = api.create_run(run.experiment_id, tags=tags)
    write_run(run, store[0], made(run=(run.experiment_id, run.run_id)), finished, None, "all", WORDS)
    children = api.search_runs([run.experiment_id], f"tags.mlflow.parentRunId = '{run.run_id}'")
    assert len(children) == 12
    assert {child.info.status for child in children} == {"FINISHED"}
    assert api.get_run(half.info.run_id).data.metrics["trial_value"] == pytest.approx(0.53)


@pytest.mark.parametrize("status", ["FAILED", "KILLED"])
def test_a_failed_run_says_why(store, status):
    run = opened(store)
    fail_run(run, store[0], "The disk is full.", status)
    shown = client(store[0]).get_run(run.run_id)
    assert shown.info.status == status
    assert "The disk is full." in shown.data.tags["mlflow.note.content"]


@pytest.mark.parametrize("ended", [lambda *given: written(*given)[0], lambda store, *_: failed(store)])
def test_a_run_never_ends_before_it_began(store, made, finished, monkeypatch, ended):
    monkeypatch.setattr("peel_ml.tracking.runs.time_ns", lambda: 5 * 10**9)
    shown = client(store[0]).get_run(ended(store, made, finished).run_id)
    assert shown.info.end_time == shown.info.start_time


def failed(store):
    run = opened(store)
    fail_run(run, store[0], "The disk is full.")
    return run


def test_a_deleted_experiment_comes_back(store):
    run = opened(store)
    client(store[0]).delete_experiment(run.experiment_id)
    assert opened(store).experiment_id == run.experiment_id


def test_a_folder_is_not_a_store(tmp_path):
    with pytest.raises(BadRequest, match="PEEL_MLFLOW_URI"):
        open_run(str(tmp_path), "demo-case", "run", {}, tmp_path)


def test_a_broken_store_says_what_to_do_and_shows_no_statement(store, made, finished):
    run = opened(store)
    missing = dataclasses.replace(run, run_id="0" * 32)
    with pytest.raises(PeelError, match="MLflow failed while writing the run") as raised:
        write_run(missing, store[0], made(), finished, None, "none", WORDS)
    assert "SELECT" not in str(raised.value)
    assert raised.value.exit_status == 1


def test_an_opening_that_is_tried_again_makes_no_second_run(store):
    # The store answered, and the process was cut off before it heard: the first run would stay RUNNING for ever.
    first = opened(store, peel_run="run1")
    assert opened(store, peel_run="run1") == first
    assert opened(store, peel_run="run2") != first


@pytest.mark.parametrize("status", [None, "FAILED", "KILLED"])
def test_a_run_that_was_cut_off_goes_on(store, status):
    run = opened(store, peel_run="run1")
    if status is not None:
        fail_run(run, store[0], "Stopped by a person.", status)
    assert opened(store, peel_run="run1") == run
    shown = client(store[0]).get_run(run.run_id)
    assert shown.info.status == "RUNNING"
    assert "mlflow.note.content" not in shown.data.tags


def test_a_finished_run_is_not_opened_again_and_not_made_twice(store, made, finished):
    run = opened(store, peel_run="run1")
    write_run(run, store[0], made(run=(run.experiment_id, run.run_id)), finished, None, "none", WORDS)
    # `tags` of the record names the run too: cut off right after it was finished, it is only written again.
    assert opened(store, peel_run="run1") == run
    assert client(store[0]).get_run(run.run_id).info.status == "FINISHED"


def test_a_deleted_run_is_not_opened_again(store):
    run = opened(store, peel_run="run1")
    client(store[0]).delete_run(run.run_id)
    assert opened(store, peel_run="run1") != run


def test_a_store_that_cannot_be_asked_is_no_unknown_run(store):
    opened(store, peel_run="run1")
    Path(store[0].removeprefix("sqlite:///")).write_bytes(b"no database" * 1000)
    with pytest.raises(PeelError, match="opening the run"):
        opened(store, peel_run="run1")
