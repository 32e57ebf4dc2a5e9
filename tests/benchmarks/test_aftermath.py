import json
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing

from benchmarks import aftermath
from benchmarks.process import environment


def step(name, seconds, kept=False):
    return {"event": "step_finished", "step": name, "seconds": seconds, "kept": kept}


def trial(number, seconds):
    return {"event": "trial_finished", "trial": number, "seconds": seconds}


def test_work_that_was_finished_and_is_made_again_counts_and_kept_work_does_not():
    first = [step("raw", 2.0), trial(0, 1.0)]
    second = [step("raw", 2.0, kept=True), trial(0, 1.0), trial(1, 3.0), step("learned", 4.5)]
    assert aftermath.repeated_work([first, second]) == (2.0 + 1.0 + 1.0 + 3.0 + 0.5, {"trial 0": 1.0})


def test_a_last_line_that_was_cut_off_is_left_out(tmp_path):
    log = tmp_path / "x-run-1.jsonl"
    log.write_text(json.dumps(step("raw", 1.0)) + '\n{"event": "step_fin')
    assert aftermath.events_of([log]) == [[step("raw", 1.0)]]


def test_what_outlives_its_run_is_found_by_its_state_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(aftermath, "GRACE_S", 0.1)
    env = environment(tmp_path, tmp_path / "home")
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], env=env) as process:
        assert aftermath.left_behind(tmp_path / "home") == [process.pid]
        process.kill()
    assert aftermath.left_behind(tmp_path / "home") == []


def test_only_parents_are_counted_in_mlflow(tmp_path):
    with closing(sqlite3.connect(tmp_path / "mlflow.db")) as database:
        database.executescript(
            "create table runs (run_uuid text, status text); create table tags (run_uuid text, key text);"
            "insert into runs values ('a', 'FINISHED'), ('b', 'FINISHED'), ('c', 'RUNNING');"
            "insert into tags values ('b', 'mlflow.parentRunId'), ('a', 'other');"
        )
    assert aftermath.parents_in_mlflow(aftermath.store_of(tmp_path)) == Counter(FINISHED=1, RUNNING=1)


def test_a_run_is_over_once_its_card_is_there_and_its_work_is_gone(tmp_path):
    card = tmp_path / "runs" / "made" / "r1" / "card.json"
    card.parent.mkdir(parents=True)
    (tmp_path / "work" / "key").mkdir(parents=True)
    assert not aftermath.over(tmp_path, set())
    card.write_text("{}")
    assert not aftermath.over(tmp_path, set())
    (tmp_path / "work" / "key").rmdir()
    assert aftermath.over(tmp_path, set())
    assert not aftermath.over(tmp_path, {card})
