"""`load_approved`: verified before it is loaded, from formats that hold no code, and each refusal by name."""

import io
import json
import os
import pickle
import shutil
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import lightgbm
import numpy as np
import pandas as pd
import polars as pl
import pytest

from peel_ml.assurance.payloads import Suspend
from peel_ml.assurance.register.desk import Act
from peel_ml.assurance.verification.decided import decided
from peel_ml.assurance.verification.loading import NotApproved, loaded_from
from peel_ml.assurance.watch.mirroring import mirror
from peel_ml.errors import BadRequest, FellShort
from peel_ml.modelling import safe
from peel_ml.tracking.library import client
from tests.assurance import made
from tests.assurance.holding import PILOT_ENDS, fitted, held, model_files, registered, tampered


@pytest.fixture
def world(tmp_path):
    return held(tmp_path)


def load(world, scope="pilot", at=None, **more):
    world.export()
    clock = world.desk.clock if at is None else lambda: at
    return loaded_from(decided(world.settings, **more), world.settings, "visits", scope, clock)


class Bomb:
    """Writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.system, (f"touch {self.path}",)


def test_a_table_of_any_size_is_scored_to_a_file_while_the_approval_lasts(world, tmp_path):
    world.approve(world.freeze())
    loaded, (_, features) = load(world), fitted()
    frame = features.frame.with_row_index("reference")
    assert loaded.predict_to(frame.lazy(), tmp_path / "scores.parquet", keep=["reference"]) == len(frame)
    written = pl.read_parquet(tmp_path / "scores.parquet")
    np.testing.assert_array_equal(written["probability"], loaded.predict(features.frame))
    over = replace(loaded, _clock=lambda: datetime(2100, 1, 1, tzinfo=UTC))
    with pytest.raises(NotApproved, match="ended on"):
        over.predict_to(frame.lazy(), tmp_path / "more.parquet")
    assert not (tmp_path / "more.parquet").exists()


def test_the_approved_model_predicts_and_carries_its_approval(world):
    matter = world.approve(world.freeze(), (made.condition(date(2026, 5, 1)),))
    loaded = load(world)
    model, features = fitted()
    expected = model.predict(features)
    np.testing.assert_array_equal(loaded.predict(features.frame), expected)
    np.testing.assert_array_equal(loaded.predict(features.frame.to_pandas().assign(sex="F")), expected)
    assert (loaded.approval_id, loaded.matter, loaded.manifest) == (
        matter.approval_id,
        matter.id,
        matter.manifest_sha256,
    )
    assert loaded.conditions == ("Ask the panel.",)
    assert loaded.features == ("object", "hour", "night")
    with pytest.raises(BadRequest, match="no column 'hour'"):
        loaded.predict(features.frame.drop("hour"))


def test_it_loads_from_the_exported_copy_alone_where_there_is_no_register(world, tmp_path):
    world.approve(world.freeze())
    copy = world.export()
    elsewhere = replace(world.settings, register_uri=f"sqlite:///{tmp_path / 'none.db'}")
    assert loaded_from(decided(elsewhere), elsewhere, "visits", "pilot", world.desk.clock).use_case == "visits"
    assert not (tmp_path / "none.db").exists()
    named = decided(elsewhere, copy / "ledger.jsonl", copy / "trusted-keys.json")
    assert loaded_from(named, elsewhere, "visits", "pilot", world.desk.clock).use_case == "visits"


def test_without_a_file_of_trusted_keys_nothing_is_believed(world):
    world.approve(world.freeze())
    with pytest.raises(BadRequest, match="no file of trusted keys"):
        decided(world.settings)


def test_a_loaded_model_stops_with_its_approval(world):
    world.approve(world.freeze())
    loaded = load(world)
    world.desk.clock.now = PILOT_ENDS
    with pytest.raises(NotApproved, match="ended on 2026-06-02"):
        loaded.predict(fitted()[1].frame)


def test_every_refusal_names_its_reason(world):
    matter = world.approve(world.freeze(), (made.condition(date(2026, 4, 1)),))
    with pytest.raises(NotApproved, match="approved for pilot, which says nothing of publication"):
        load(world, "publication")
    with pytest.raises(NotApproved) as overdue:
        load(world, at=made.START + timedelta(days=40))
    assert "condition 1 was due" in str(overdue.value)
    with pytest.raises(NotApproved) as expired:
        load(world, at=PILOT_ENDS)
    assert "ended on 2026-06-02" in str(expired.value)
    assert "condition 1 was due" in str(expired.value)
    with pytest.raises(NotApproved, match="clock was set back"):
        load(world, at=made.START)
    world.desk.record(Act("monitor", "monitor", "suspend", matter.id, Suspend("other"), "It is being looked into."))
    with pytest.raises(NotApproved, match="suspended since 2026-03-02: It is being looked into"):
        load(world)
    world.desk.revoke("ann", matter.id, "It was wrong.")
    with pytest.raises(NotApproved, match="revoked since 2026-03-02: It was wrong"):
        load(world)


def test_an_altered_byte_is_refused_before_anything_is_loaded(world, monkeypatch):
    matter = world.approve(world.freeze())
    tampered(world.folder(matter) / "model" / "model.json")
    monkeypatch.setattr("peel_ml.assurance.verification.loading.read", lambda files: pytest.fail("loaded"))
    with pytest.raises(NotApproved, match=r"model/model\.json was altered"):
        load(world)


def test_a_newer_run_that_nobody_approved_is_not_loaded(world):
    matter = world.approve(world.freeze())
    made.in_review(world.desk, world.freeze(2, model_files(1)))
    assert load(world).matter == matter.id


def test_an_alias_moved_by_the_api_changes_nothing_and_is_reported(world):
    enter, other = world.freeze(), world.freeze(2, model_files(1))
    registered(world, enter)
    registered(world, other, model_files(1))
    matter = world.approve(enter)
    mirror(world.settings.tracking_uri, world.desk.book(), matter, world.at())
    assert load(world).notes == ()
    client(world.settings.tracking_uri).set_registered_model_alias("visits", "approved-pilot", "2")
    loaded = load(world)
    assert loaded.matter == matter.id
    np.testing.assert_array_equal(loaded.predict(fitted()[1].frame), fitted()[0].predict(fitted()[1]))
    (note,) = loaded.notes
    assert "approved-pilot points at version 2 of visits" in note
    # From MLflow's own copy, too, it is the approved run that is loaded.
    shutil.rmtree(world.folder(matter))
    again = load(world)
    assert (again.matter, again.notes) == (matter.id, loaded.notes)


def test_altered_bytes_in_mlflow_are_refused(world):
    enter = world.freeze()
    folder = registered(world, enter)
    matter = world.approve(enter)
    shutil.rmtree(world.folder(matter))
    assert load(world).matter == matter.id
    tampered(folder / "artifacts" / "parts" / "model.json")
    with pytest.raises(NotApproved, match=r"models:/visits/1: model/model\.json was altered"):
        load(world)


def test_files_that_are_nowhere_are_said(world):
    shutil.rmtree(world.folder(world.approve(world.freeze())))
    with pytest.raises(NotApproved, match="its files are not here"):
        load(world)


def test_an_enforcement_audit_has_no_model_to_load(world):
    world.approve(world.freeze(1, {}, "publication", model_released=False))
    with pytest.raises(NotApproved, match="it releases no model"):
        load(world, "publication")


def test_a_pickle_planted_in_the_folder_is_never_executed(world, tmp_path):
    matter = world.approve(world.freeze())
    mark = tmp_path / "executed"
    (world.folder(matter) / "model" / "model.pkl").write_bytes(pickle.dumps(Bomb(mark)))
    with pytest.raises(NotApproved, match=r"model/model\.pkl is there and no part"):
        load(world)
    assert not mark.exists()


@pytest.mark.parametrize("name", ["model.pkl", "model.joblib", "python_model.cloudpickle", "model.json", "model.skops"])
def test_a_pickle_that_was_approved_is_never_executed_under_any_name(world, tmp_path, name):
    mark = tmp_path / "executed"
    world.approve(world.freeze(1, {f"model/{name}": pickle.dumps(Bomb(mark))}))
    with pytest.raises(FellShort, match=name):
        load(world)
    assert not mark.exists()


def test_a_pickle_that_was_approved_beside_a_good_model_is_refused_by_name(world, tmp_path):
    mark = tmp_path / "executed"
    world.approve(world.freeze(1, {**model_files(), "model/more.pkl": pickle.dumps(Bomb(mark))}))
    with pytest.raises(FellShort, match=r"more\.pkl was not opened: its format runs code"):
        load(world)
    assert not mark.exists()


# The formats themselves.


def skops_file(frame, y, model):
    import skops.io

    return skops.io.dumps(model.fit(frame, y))


@pytest.fixture(scope="module")
def rows():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.random(200), "b": ["x", "y"] * 100})
    return frame, (frame["a"] > rng.random(200)).astype(int)


def test_a_skops_file_of_our_types_is_loaded(world, rows):
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.compose import ColumnTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    columns = ColumnTransformer([("n", StandardScaler(), ["a"]), ("c", OneHotEncoder(), ["b"])])
    model = CalibratedClassifierCV(make_pipeline(columns, LogisticRegression()), cv=2)
    content = skops_file(*rows, model)
    world.approve(world.freeze(1, {"model/model.skops": content}))
    np.testing.assert_allclose(load(world).predict(rows[0]), model.predict_proba(rows[0])[:, 1])


def test_lightgbm_text_is_loaded(world, rows):
    frame, y = rows
    data = lightgbm.Dataset(frame[["a"]], y)
    booster = lightgbm.train({"objective": "binary", "verbosity": -1, "num_leaves": 4}, data, 3)
    world.approve(world.freeze(1, {"model/model.txt": booster.model_to_string().encode()}))
    loaded = load(world)
    assert loaded.features == ("a",)
    np.testing.assert_allclose(loaded.predict(frame), booster.predict(frame[["a"]]))


def planted(content, node):
    """The same skops file with another value in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            schema = json.loads(old.read(name)) if name == "schema.json" else None
            if schema is not None:
                schema["content"]["content"]["planted"] = node
            new.writestr(name, old.read(name) if schema is None else json.dumps(schema))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("node", "named"),
    [
        ({"__class__": "system", "__module__": "posix", "__loader__": "TypeNode", "__id__": 1}, "posix.system"),
        (
            {"__class__": "system", "__module__": "os", "__loader__": "FunctionNode", "content": {"module_path": "os"}},
            "FunctionNode",
        ),
        ({"__class__": "list", "__module__": "builtins", "__loader__": "OperatorFuncNode"}, "OperatorFuncNode"),
        # One that skops itself trusts, and we do not.
        (
            {"__class__": "FunctionTransformer", "__module__": "sklearn.preprocessing._function_transformer"},
            "FunctionTransformer",
        ),
    ],
)
def test_a_skops_file_with_another_type_is_refused_naming_it_and_not_asked_what_it_trusts(
    rows, node, named, monkeypatch
):
    import skops.io
    from sklearn.linear_model import LogisticRegression

    content = skops_file(rows[0][["a"]], rows[1], LogisticRegression())
    assert safe.read({"model.skops": content}).model.classes_.tolist() == [0, 1]
    for name in ("loads", "load", "get_untrusted_types"):
        monkeypatch.setattr(skops.io, name, lambda *args, **kwargs: pytest.fail("opened"))
    with pytest.raises(FellShort, match=named):
        safe.read({"model.skops": planted(content, node)})


def test_a_pickled_array_in_a_skops_file_is_never_executed(rows, tmp_path):
    from sklearn.linear_model import LogisticRegression

    mark = tmp_path / "executed"
    content = skops_file(rows[0][["a"]], rows[1], LogisticRegression())
    buffer, array = io.BytesIO(), io.BytesIO()
    np.save(array, np.array([Bomb(mark)], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, array.getvalue() if name.endswith(".npy") else old.read(name))
    with pytest.raises(FellShort, match="no skops file"):
        safe.read({"model.skops": buffer.getvalue()})
    assert not mark.exists()


def test_two_models_or_none_are_refused():
    with pytest.raises(FellShort, match="2 of these are there"):
        safe.read({"model.json": b"{}", "model.txt": b"tree"})
    with pytest.raises(FellShort, match="0 of these are there"):
        safe.read({})


def test_the_root_of_the_package_offers_it():
    import peel_ml
    from peel_ml.assurance.verification.loading import load_approved

    assert peel_ml.load_approved is load_approved
