"""Each thing that `peel doctor` looks at, well and not well."""

import json
import os
import shutil
import sqlite3
import sys
from contextlib import closing

import pytest

from peel_ml.cli.examinations import environment, leftovers, machine, stores, table


@pytest.fixture
def here(project, monkeypatch):
    """The small project as the working directory, with nothing set but where its state is."""
    for name in [name for name in os.environ if name.startswith(("PEEL_", "PREFECT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(project)
    monkeypatch.setattr(sys, "path", [*sys.path])
    return project


@pytest.fixture
def home(here):
    """Its state folder, made."""
    folder = here / ".peel"
    folder.mkdir(mode=0o700)
    return folder


def test_all_of_it_is_well_in_a_new_project_and_makes_nothing(here, peel):
    status, said, complained = peel(here, "doctor", "--json")
    found = json.loads(said)
    # Set-up and the machine are what they are where the tests run; the rest is this project's.
    others = {"Libraries", "Bytecode", "Prepared databases", "Memory", "State folder"}
    assert [item for item in found if not item["well"] and item["name"] not in others] == []
    assert len(found) == len(table())
    assert complained == ""
    assert status in (0, 3)
    assert not (here / ".peel").exists()


def test_what_is_not_well_is_said_with_what_to_do_and_exits_3(here, peel):
    status, said, _ = peel(here, "doctor", PEEL_WORKERS="99")
    assert status == 3
    line = next(line for line in said.splitlines() if "Cores" in line)
    assert line.startswith("look")
    assert "PEEL_WORKERS" in said


def test_every_look_without_a_project_says_so(tmp_path, peel):
    status, said, _ = peel(tmp_path, "doctor")
    assert status == 3
    assert "Traceback" not in said
    assert "No project found" in said


def test_libraries(monkeypatch):
    assert environment.libraries().well
    monkeypatch.setattr("peel_ml.provenance.package_versions", lambda: {"numpy": "2", "shap": "not installed"})
    assert not environment.libraries().well
    assert environment.libraries().found == "missing: shap"


def test_bytecode(tmp_path, monkeypatch):
    package = tmp_path / "mlflow"
    (package / "__pycache__").mkdir(parents=True)
    (package / "__init__.py").touch()
    assert not environment.bytecode(tmp_path).well
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" in environment.bytecode(tmp_path).found
    (package / "__pycache__" / f"__init__.{sys.implementation.cache_tag}.pyc").touch()
    assert environment.bytecode(tmp_path).well


def test_prepared_databases(tmp_path):
    found = environment.prepared(tmp_path)
    assert not found.well
    assert "mlflow and prefect" in found.found


def test_a_folder_mlflow_that_hides_the_library(here):
    assert environment.shadow().well
    (here / "mlflow").mkdir()
    (here / "mlflow" / "__init__.py").touch()
    assert not environment.shadow().well


def test_chromium_is_only_noted(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert environment.chromium().well
    assert "PDF" in environment.chromium().found


def test_cores(here, monkeypatch):
    monkeypatch.setenv("PEEL_WORKERS", "4")
    assert not machine.cores(available=2).well
    assert machine.cores(available=4).well


def test_memory():
    assert not machine.memory(available=2**20).well
    assert machine.memory(available=2**33).well
    assert machine.memory().found


def test_the_state_folder(home, here, monkeypatch):
    assert stores.home().well
    home.chmod(0o755)
    assert "chmod 700" in stores.home().fix
    home.chmod(0o700)
    (home / "layout").write_text("99\n")
    assert "another version" in stores.home().found
    monkeypatch.setattr(stores, "FEW_GIB", 1e9)
    assert "Free some space" in stores.home().fix
    (here / "file").touch()
    monkeypatch.setenv("PEEL_HOME", str(here / "file" / "home"))
    assert "no folder" in stores.home().found


def database(path, version):
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as made:
        made.execute("create table alembic_version (version_num text)")
        made.execute("insert into alembic_version values (?)", (version,))
        made.commit()


@pytest.mark.parametrize(
    ("look", "name"), [(stores.mlflow, "mlflow.db"), (stores.prefect_database, "prefect/prefect.db")]
)
def test_the_databases(home, tmp_path, monkeypatch, look, name):
    from peel_ml.tracking import storage

    monkeypatch.setattr(storage, "prepared_folder", lambda: tmp_path / "share")
    path = home / name
    assert look().well
    assert not path.exists()
    database(tmp_path / "share" / storage.prepared_name(name.split("/")[0].removesuffix(".db")), "b2")
    database(path, "b2")
    assert look().well
    path.unlink()
    database(path, "a1")
    assert "another version" in look().found
    monkeypatch.setattr(stores, "WAIT_S", 0.01)
    with closing(sqlite3.connect(path)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        assert "locked" in look().found
    path.write_text("no database at all, but long enough to be looked at as one" * 20)
    assert "cannot be read" in look().found


@pytest.mark.enable_socket
def test_a_tracking_server_that_does_not_answer(here, monkeypatch):
    monkeypatch.setenv("PEEL_MLFLOW_URI", "http://127.0.0.1:9")
    assert "does not answer" in stores.mlflow().found
    monkeypatch.setenv("PEEL_MLFLOW_URI", "postgresql://127.0.0.1:9/db")
    assert "cannot be used" in stores.mlflow().found


@pytest.mark.enable_socket
def test_prefects_server(home, monkeypatch):
    assert "peel up" in stores.prefect_server().found
    monkeypatch.setattr(stores, "standing", lambda: Standing)
    assert "peel down" in stores.prefect_server().fix
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    assert "PREFECT_API_URL" in stores.prefect_server().fix


class Standing:
    url, pages, since = "http://127.0.0.1:9/api", "http://127.0.0.1:9", "2026-01-01"


def test_unfinished_work_is_counted(home):
    assert leftovers.unfinished().found == "none"
    (home / "work" / "a").mkdir(parents=True)
    (home / "work" / "a" / "value").write_bytes(b"0" * 3 * 2**20)
    found = leftovers.unfinished()
    assert found.well
    assert found.found.startswith("1 run, 3 MiB")


def test_strays(home, monkeypatch):
    assert leftovers.strays().well
    monkeypatch.setattr("flows.standing.strays", lambda home: [4711])
    assert leftovers.strays().fix == "End them with `kill 4711`."
