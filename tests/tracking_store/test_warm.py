import subprocess
import sys
import threading
from pathlib import Path

import pytest

from peel_ml.errors import BadRequest, PeelError
from peel_ml.tracking import library, open_run, warm

ROOT = Path(__file__).resolve().parents[2]

EARLY = """
import sys, time
from pathlib import Path
from peel_ml.tracking import open_run, warm
started = time.perf_counter()
warm(sys.argv[1])
assert "mlflow.tracking" not in sys.modules, "warm waited"
open_run(sys.argv[1], "demo-case", "run", {}, Path(sys.argv[2]))
"""


def test_the_store_is_opened_once_and_ahead(store, monkeypatch):
    uri, artifacts = store
    asked, real = [], library.client

    def counting(address):
        asked.append(threading.current_thread().name)
        return real(address)

    monkeypatch.setattr(library, "client", counting)
    warm(uri)
    warm(uri)
    assert open_run(uri, "demo-case", "run", {}, artifacts).run_id
    assert asked == ["mlflow"]
    open_run(uri, "demo-case", "run", {}, artifacts)
    assert asked == ["mlflow", threading.current_thread().name]


def test_the_first_import_may_happen_in_the_thread(store):
    uri, artifacts = store
    done = subprocess.run(
        [sys.executable, "-c", EARLY, uri, str(artifacts)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_goes_wrong_is_told_when_the_run_is_opened(tmp_path):
    warm(str(tmp_path))
    with pytest.raises(BadRequest, match="PEEL_MLFLOW_URI"):
        open_run(str(tmp_path), "demo-case", "run", {}, tmp_path)


def test_a_failure_is_told_once_and_then_tried_again(store):
    uri, artifacts = store
    database = Path(uri.removeprefix("sqlite:///"))
    kept = database.read_bytes()
    database.write_bytes(b"no database" * 1000)
    warm(uri)
    with pytest.raises(PeelError, match="opening the run"):
        open_run(uri, "demo-case", "run", {}, artifacts)
    database.write_bytes(kept)
    assert open_run(uri, "demo-case", "run", {}, artifacts).run_id
