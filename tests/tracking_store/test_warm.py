import os
import socket
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


@pytest.mark.parametrize(
    ("address", "kind"),
    [("http://127.0.0.1:{port}", "server"), ("postgresql+psycopg://peel@127.0.0.1:{port}/mlflow", "database")],
)
def test_a_store_that_is_down_is_asked_again_for_a_while_and_then_says_what_to_do(
    tmp_path, monkeypatch, caplog, address, kind
):
    library.silence()
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
    monkeypatch.setattr("mlflow.store.db.utils.MAX_RETRY_COUNT", 1, raising=False)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        uri = address.format(port=nobody.getsockname()[1])
        with pytest.raises(PeelError, match=f"See that this {kind} is up and has space, then run the command again"):
            open_run(uri, "demo-case", "run", {}, tmp_path)
    assert "Retrying" not in caplog.text


def test_patience_with_a_server_is_bounded_and_what_is_set_stays():
    asks = "from peel_ml.tracking.library import silence; import os; silence(); print(*map(os.environ.get, %r))"
    names = ["MLFLOW_HTTP_REQUEST_MAX_RETRIES", "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR"]
    env = {**os.environ, names[1]: "3"}
    env.pop(names[0], None)
    said = subprocess.check_output([sys.executable, "-c", asks % names], env=env, cwd=ROOT, text=True)
    assert said.split() == ["4", "3"]


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
