import re
import subprocess
import sys
from urllib.parse import unquote, urlparse

import numpy as np
import pytest

from peel_ml.tracking import CardWords, ModelExport, open_run, write_run
from peel_ml.tracking.library import client
from peel_ml.tracking.models import requirements

WORDS = CardWords(("Exploring", "Validation figures"), "Works better than today.", "No group is outside.")

LOAD = """
import sys, warnings
import pandas as pd
import mlflow
mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_registry_uri(sys.argv[1])
model = mlflow.pyfunc.load_model("models:/demo-case/1")
frame = pd.read_parquet(sys.argv[2])
model.predict(frame).to_parquet(sys.argv[3])
"""


def write(store, made, finished, model, **changes):
    uri, artifacts = store
    run = open_run(uri, "demo-case", "run1", {}, artifacts)
    write_run(run, uri, made(run=(run.experiment_id, run.run_id), **changes), finished, model, "none", WORDS)
    return run


def test_the_registered_model_predicts_from_the_declared_columns(store, made, finished, fitted, tmp_path):
    model, features = fitted
    run = write(store, made, finished, ModelExport(model.to_json(), features.protected))
    api = client(store[0])
    version = api.get_model_version("demo-case", "1")
    assert version.run_id == run.run_id
    # The fixture's data are synthetic, and the version is its own page: both must stand on it.
    assert version.description.startswith("**SYNTHETIC DATA.** **Not approved for any use.**")
    assert WORDS.headline in version.description
    assert "None is approved" in api.get_registered_model("demo-case").description
    assert api.get_run(run.run_id).data.tags["model_version"] == "1"
    frame, answer = tmp_path / "rows.parquet", tmp_path / "answer.parquet"
    features.frame.to_pandas().to_parquet(frame)
    # Another process and another folder: what is loaded stands on its own.
    done = subprocess.run(
        [sys.executable, "-c", LOAD, store[0], str(frame), str(answer)],
        check=False,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    import pandas as pd

    np.testing.assert_array_equal(pd.read_parquet(answer)["probability"], model.predict(features))


def test_the_signature_names_every_declared_feature(store, made, finished, fitted):
    from mlflow.models import Model

    model, features = fitted
    run = write(store, made, finished, ModelExport(model.to_json(), features.protected))
    logged = client(store[0]).get_run(run.run_id).outputs.model_outputs
    path = client(store[0]).get_logged_model(logged[0].model_id).artifact_location
    described = Model.load(unquote(urlparse(path).path))
    assert described.signature.inputs.input_names() == ["object", "hour", "night"]
    assert described.signature.outputs.input_names() == ["probability"]


def test_the_logged_model_names_no_place_of_this_machine(store, made, finished, fitted, tmp_path):
    model, features = fitted
    write(store, made, finished, ModelExport(model.to_json(), features.protected))
    (described,) = store[1].rglob("MLmodel")
    assert not re.search(r"(^|\s)/\w", described.read_text())


def test_nothing_is_left_in_the_working_folder(store, made, finished, fitted, tmp_path, monkeypatch):
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    model, features = fitted
    write(store, made, finished, ModelExport(model.to_json(), features.protected))
    assert not list(here.iterdir())


def test_requirements_are_pinned():
    assert all(re.fullmatch(r"[a-z-]+==\d[\w.]*", line) for line in requirements())


def test_nothing_is_pickled(store, made, finished, fitted):
    model, features = fitted
    write(store, made, finished, ModelExport(model.to_json(), features.protected))
    names = [path.name for path in store[1].rglob("*")]
    assert "model.json" in names
    assert not [name for name in names if name.endswith((".pkl", ".pickle", ".joblib", ".cloudpickle"))]


def test_an_enforcement_audit_leaves_no_loadable_model(store, made, finished):
    write(store, made, finished, None, decision="enforcement_audit", released=False)
    api = client(store[0])
    assert not list(api.search_registered_models())
    names = {path.name for path in store[1].rglob("*")}
    assert "description.json" in names
    assert not {"MLmodel", "model.json"} & names


@pytest.mark.parametrize(
    "changes", [{"decision": "enforcement_audit", "released": True}, {"decision": "insight", "released": False}]
)
def test_a_model_that_may_not_leave_is_refused_and_nothing_written(store, made, finished, fitted, changes):
    model, features = fitted
    with pytest.raises(ValueError, match="no loadable model"):
        write(store, made, finished, ModelExport(model.to_json(), features.protected), **changes)
    assert not [path for path in store[1].rglob("*") if path.is_file()]
