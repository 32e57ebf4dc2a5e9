"""What a process of the command line sets before it imports anything large."""

import subprocess
import sys

from peel_ml.cli import beginning

THREADS = """
from peel_ml.cli.beginning import begin
begin()
import json, numpy, scipy.linalg
from threadpoolctl import threadpool_info
print(json.dumps([one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]))
"""


def test_what_somebody_set_stays(monkeypatch):
    monkeypatch.setattr(beginning.signals, "install", lambda: None)
    monkeypatch.setattr(beginning.gc, "set_threshold", lambda *given: None)
    environ = {"OPENBLAS_NUM_THREADS": "3"}
    beginning.begin(environ)
    assert environ["OPENBLAS_NUM_THREADS"] == "3"
    assert environ["DO_NOT_TRACK"] == environ["MLFLOW_DISABLE_TELEMETRY"] == "true"


def test_blas_begins_no_threads():
    found = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=True, env={})
    assert set(found.stdout.strip().strip("[]").replace(" ", "").split(",")) == {"1"}
