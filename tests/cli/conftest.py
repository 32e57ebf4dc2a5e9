import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from peel_ml.cli import main

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "from peel_ml.cli import main; main()"


@pytest.fixture(scope="session")
def made():
    """Makes small projects."""
    spec = importlib.util.spec_from_file_location("made_project", ROOT / "tests" / "made_project.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path, made):
    """A small project of its own with this checkout's flows; its state is in ``.peel`` below."""
    root = made.make(tmp_path / "project")
    (root / "flows").symlink_to(ROOT / "flows")
    return root


@pytest.fixture(scope="session")
def start():
    """Starts `peel` in a process of its own, in a project; other programs are given as text."""

    def begin(root, *arguments, program=PROGRAM, **environment):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "PEEL"))}
        return subprocess.Popen(
            [sys.executable, "-c", program, *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=root,
            env={**kept, "PYTHONPATH": str(ROOT), **environment},
        )

    return begin


@pytest.fixture(scope="session")
def peel(start):
    """Runs `peel` to its end and returns its status, stdout and stderr."""

    def run(root, *arguments, **more):
        process = start(root, *arguments, **more)
        said, complained = process.communicate(timeout=200)
        return process.returncode, said, complained

    return run


@pytest.fixture
def home(tmp_path, monkeypatch, root):
    """An empty state folder for `peel` in this process, which runs in the checkout."""
    folder = tmp_path / "home"
    monkeypatch.setenv("PEEL_HOME", str(folder))
    monkeypatch.chdir(root)
    return folder


@pytest.fixture
def here(capsys, monkeypatch):
    """Runs `peel` in this process as a person would and returns its exit status, stdout and stderr."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["peel", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


@pytest.fixture(scope="session")
def logged():
    """Every event that a project's commands logged so far."""
    return _logged


@pytest.fixture(scope="session")
def wait_for():
    """Waits until a process has logged an event."""
    return _wait_for


@pytest.fixture(scope="session")
def servers():
    """Process ids of the Prefect servers of a project."""
    return _servers


def _logged(root):
    """Every event so far, of all commands."""
    paths = sorted((root / ".peel" / "logs").glob("*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text().splitlines()]


def _wait_for(root, process, event, **facts):
    deadline = time.monotonic() + 100
    while process.poll() is None and time.monotonic() < deadline:
        if any(line["event"] == event and facts.items() <= line.items() for line in _logged(root)):
            return
        time.sleep(0.05)
    pytest.fail(f"{event} was never logged: {process.communicate()}")


def _servers(root):
    """Processes of Prefect servers of this project."""
    return [int(path.name) for path in Path("/proc").iterdir() if _is_server(path, root)]


def _is_server(process, root):
    try:
        return b"flows.child" in (process / "cmdline").read_bytes() and str(root) in os.readlink(process / "cwd")
    except OSError:
        return False
