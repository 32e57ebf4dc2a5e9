import json
import sqlite3
import subprocess
import sys

import numpy as np
import pytest

from benchmarks import made, naive


def test_configurations_are_drawn_from_the_pinned_ranges():
    rng = np.random.default_rng(0)
    drawn = [naive.configuration(rng) for _ in range(400)]
    for name, low, high in (("n_estimators", 50, 500), ("num_leaves", 15, 127), ("learning_rate", 0.01, 0.3)):
        values = [one[name] for one in drawn]
        assert low <= min(values) < low * 1.5
        assert high * 0.9 < max(values) <= high
    assert (naive.TRIALS, naive.FOLDS) == (30, 5)


@pytest.mark.full
def test_the_script_runs_and_logs_every_trial_in_mlflow(tmp_path):
    # A process of its own: the fluent functions keep global state.
    file = made.make(tmp_path, rows=1_500) / "made.csv"
    command = [sys.executable, "-m", "benchmarks.naive", str(file), "--trials", "2", "--store", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert 0.5 < json.loads(done.stdout)["auc"] < 0.9
    with sqlite3.connect(tmp_path / "naive.db") as database:
        logged = database.execute("select count(*) from metrics where key = 'roc_auc'").fetchone()
        params = database.execute("select count(*) from params where key = 'num_leaves'").fetchone()
        ended = database.execute("select status, count(*) from runs group by status").fetchall()
    database.close()
    assert (logged, params, ended) == ((2,), (3,), [("FINISHED", 3)])
