import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime

import numpy as np
import pytest

from benchmarks.faults import seen
from benchmarks.faults.__main__ import rows
from benchmarks.faults.moments import reached, timeline
from benchmarks.faults.table import FAULTS
from benchmarks.faults.trying import Tried


def line(second, event, **facts):
    return {"at": datetime(2026, 11, 29, 1, 0, second, tzinfo=UTC).isoformat(), "event": event, **facts}


EVENTS = [line(2, "run_started"), line(3, "step_started", step="raw"), line(9, "step_finished", step="raw")]
TIMELINE = timeline(EVENTS, datetime(2026, 11, 29, 1, 0, 0, tzinfo=UTC))


def test_every_line_is_as_likely_and_no_moment_is_after_the_next_line():
    rng = np.random.default_rng(0)
    moments = [TIMELINE.moment(rng) for _ in range(300)]
    counts = Counter(moment.lines for moment in moments)
    assert set(counts) == {0, 1, 2}
    assert min(counts.values()) > 70
    assert all(moment.delay_s <= (2.0, 1.0, 6.0)[moment.lines] for moment in moments)


def test_a_part_of_a_run_is_struck_within_that_part():
    rng = np.random.default_rng(0)
    moments = {TIMELINE.moment(rng, ("run started", "step finished raw")).after for _ in range(50)}
    assert moments == {"run started", "step started raw"}


def test_a_moment_is_reached_once_the_log_holds_its_lines_and_never_after_the_end(tmp_path):
    (tmp_path / "logs").mkdir()
    write = "import sys, time; open(sys.argv[1], 'w').write('1\\n2\\n'); time.sleep(60)"
    moment = TIMELINE.moment(np.random.default_rng(0), ("step started raw", "step finished raw"))
    with subprocess.Popen([sys.executable, "-c", write, tmp_path / "logs" / "a-run-1.jsonl"]) as process:
        assert reached(type(moment)(2, 0.01, ""), process, tmp_path, set())
        process.kill()
    assert not reached(type(moment)(3, 0.01, ""), process, tmp_path, set())


@pytest.mark.parametrize(
    ("status", "text", "found"),
    [
        (0, "Reading the data\n", []),
        (1, "Reading\nError: The disk is full. Free some space.\nKept: 3 of 29 steps.", []),
        (1, "Error: It failed.", ["nothing to do is named"]),
        (1, "", ["no word"]),
        (1, "Error: Something went wrong that should not have: KeyError.", ["an error that nobody foresaw"]),
        (2, "Error: Try again.", ["status 2"]),
        (0, "Traceback (most recent call last):", ["a traceback"]),
        (0, "01:14:09.495 | WARNING | urllib3.connectionpool - Retrying", ["a library's own log lines"]),
        (None, "", ["did not end"]),
    ],
)
def test_a_clear_word_names_what_to_do_and_no_place_in_the_code(status, text, found):
    assert seen.unclear(status, text, (0, 1)) == found


@pytest.fixture
def store(tmp_path):
    with closing(sqlite3.connect(tmp_path / "mlflow.db")) as database:
        database.executescript(
            "create table runs (run_uuid text, status text, start_time int, end_time int);"
            "create table tags (run_uuid text, key text, value text); create table model_versions (run_id text);"
            "create table logged_models (source_run_id text);"
            "insert into runs values ('a', 'FINISHED', 5, 9), ('b', 'RUNNING', 5, null), ('c', 'FINISHED', 5, 4);"
            "insert into tags values ('a', 'peel_run', 'r1'), ('b', 'peel_run', 'r2'), ('c', 'peel_run', 'r3');"
            "insert into model_versions values ('a'), ('a');"
        )
    return f"sqlite:///{tmp_path / 'mlflow.db'}"


def test_unfinished_doubled_and_negative_runs_are_told(store):
    assert seen.wrong_in_mlflow(store, frozenset("ab"), 1) == ["a run ends before it starts"]
    assert seen.wrong_in_mlflow(store, frozenset("bc"), 1) == ["0 models with 2 versions"]
    assert seen.wrong_in_mlflow(store, frozenset("ac"), 1) == ["a run is RUNNING"]
    assert seen.wrong_in_mlflow(store, frozenset("abc"), 1) == ["0 runs instead of 1"]
    assert seen.finished_in(store, frozenset("c")) == [("a", "r1")]


def test_half_of_a_run_and_a_damaged_database_are_seen(tmp_path):
    folder = tmp_path / "runs" / "made" / "r1"
    (folder / "figures").mkdir(parents=True)
    (folder / "figures" / "a.svg").write_text("whole")
    whole = seen.digests(folder)
    (folder / "figures" / "a.svg").write_text("who")
    (tmp_path / "runs" / "made" / ".r2.17").mkdir()
    (tmp_path / "other.db").write_bytes(b"SQLite format 3\0" + b"x" * 200)
    found = seen.half_written(tmp_path, [whole], f"sqlite:///{tmp_path}/none.db", frozenset(), tmp_path)
    assert found == ["r1: FileNotFoundError", "r1/figures/a.svg", "other.db is damaged"]


CLOCK = """
import json, os, sys, time
from datetime import datetime
steady = time.monotonic()
open(sys.argv[1], "w").close()
fd = os.open(sys.argv[1], os.O_RDWR)
before = time.monotonic()
os.fsync(fd)
print(json.dumps([time.time(), datetime.now().timestamp(), steady, time.monotonic() - before]))
"""


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
def test_the_clock_of_day_jumps_the_steady_one_does_not_and_a_sync_takes_longer(tmp_path):
    shim = FAULTS["clock-back"]()
    with shim.ready(tmp_path):
        told = shim._told = tmp_path / "told"
        shim.tell(-86_400.5, 0.2)
        env = {**os.environ, "LD_PRELOAD": str(shim._library), "FAULTS_SHIM": str(told)}
        env.pop("COVERAGE_PROCESS_START", None)
        out = subprocess.check_output([sys.executable, "-c", CLOCK, tmp_path / "file"], env=env)
    clock, also, steady, took = json.loads(out)
    assert abs(clock - (time.time() - 86_400.5)) < 60
    assert abs(clock - also) < 60
    assert abs(steady - time.monotonic()) < 60
    assert took >= 0.2


def test_every_fault_has_a_row_and_one_that_was_not_tried_is_none_that_passed():
    short = Tried(0, "", left_behind=1)
    table = rows({"kill-run": [Tried(0, ""), short]}, {"full-disk": "mounting needs root"}, 3)
    assert [row.reached for row in table] == [False, True, True, True, True, False, False, None]
    assert "not tried, mounting needs root" in table[-1].what
    assert all(fault.title and fault.name == name for name, fault in FAULTS.items())
