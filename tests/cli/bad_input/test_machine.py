"""What fails through no fault of the request ends with 1, and leaves nothing half written."""

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.cli.bad_input.refusing import ROOT


def in_little_space(size, home, project):
    """Run the small project with a state folder on a disk of that size; return status, stderr, files then there."""
    command = shlex.join([sys.executable, "-c", "from peel_ml.cli import main; main()", "run", "visits", "--no-flow"])
    script = (
        f"mount -t tmpfs -o size={size} tmpfs {shlex.quote(str(home))} || exit 77\n"
        f"{command}; status=$?; find {shlex.quote(str(home))} -mindepth 1 -printf '%P\\n'; exit $status"
    )
    environment = {**os.environ, "PEEL_HOME": str(home), "PEEL_PROJECT": str(project), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=200,
    )
    return done.returncode, done.stderr, done.stdout.split("\n")


@pytest.mark.parametrize("size", ["64k", *(pytest.param(size, marks=pytest.mark.full) for size in ("1m", "3m"))])
def test_a_full_disk_exits_1_and_leaves_no_half_a_run(size, home, project):
    home.mkdir()
    folder = project()
    status, err, files = in_little_space(size, home, folder.parents[1])
    if status == 77 or shutil.which("unshare") is None or "unshare:" in err:
        pytest.skip(f"a disk of its own cannot be mounted here: {err.strip().splitlines()[-1]}")
    assert status == 1, err
    # A slow machine is told what is being done before.
    assert len(re.findall("^Error: ", err, re.MULTILINE)) == 1
    assert "no space left on" in err.lower()
    assert "or set PEEL_HOME to a folder" in err
    assert "The same command goes on from there." in err
    assert "Traceback" not in err
    # Where the disk was full only when MLflow was told, the run itself is there, and whole.
    runs = {file.split("/")[2] for file in files if file.startswith("runs/visits/")}
    assert not [run for run in runs if run.startswith(".")]
    assert all(f"runs/visits/{run}/{name}" in files for run in runs for name in ("record.json", "card.html"))


class Impatient(sqlite3.Connection):
    def cursor(self, factory=None):
        return super().cursor(Hasty)


class Hasty(sqlite3.Cursor):
    def execute(self, statement, *given):
        return super().execute("PRAGMA busy_timeout = 10" if "busy_timeout" in statement else statement, *given)


def test_a_locked_database_exits_1_and_says_so(peel, home, project, monkeypatch):
    project()
    # MLflow tells sqlite to wait twenty seconds for a lock; the test need not.
    connect = sqlite3.dbapi2.connect
    monkeypatch.setattr(sqlite3.dbapi2, "connect", lambda *given, **more: connect(*given, factory=Impatient, **more))
    assert peel("run", "visits", "--no-flow", "--quick", "--trials", "1")[0] == 0
    before = sorted((home / "runs" / "visits").iterdir())
    with closing(connect(home / "mlflow.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        status, _, err = peel("run", "visits", "--no-flow", "--quick", "--trials", "1", "--seed", "1")
    assert status == 1, err
    assert "Another process may hold the database" in err
    assert "The same command goes on from there." in err
    assert "Traceback" not in err
    assert sorted((home / "runs" / "visits").iterdir()) == before
    # Once it is free, the same command goes on.
    assert peel("run", "visits", "--no-flow", "--quick", "--trials", "1", "--seed", "1")[0] == 0


@pytest.mark.parametrize("place", ["home", "home/state"])
def test_a_state_folder_that_cannot_be_made_exits_1(place, peel, tmp_path, project, monkeypatch):
    # A file in its place: permissions do not stop the superuser.
    project()
    (tmp_path / "home").touch()
    monkeypatch.setenv("PEEL_HOME", str(tmp_path / place))
    status, out, err = peel("run", "visits", "--no-flow")
    assert status == 1, err
    assert out == ""
    assert "cannot be written" in err
    assert "Set PEEL_HOME to a folder you may write." in err
    assert "Traceback" not in err


def test_a_state_folder_on_a_read_only_disk_exits_1(home, project):
    home.mkdir()
    folder = project()
    status, err, _ = in_little_space("1m,ro", home, folder.parents[1])
    if status == 77 or "unshare:" in err:
        pytest.skip(f"a disk of its own cannot be mounted here: {err.strip().splitlines()[-1]}")
    assert status == 1, err
    assert "Set PEEL_HOME to a folder you may write." in err
    assert "Traceback" not in err
