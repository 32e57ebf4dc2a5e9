"""A run that is stopped and asked for again goes on: same run, same card, nothing made twice."""

import json
import logging
import random
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest

from peel_ml import run
from peel_ml.experiment.request import Silence
from peel_ml.experiment.story import STEPS
from peel_ml.experiment.work import claim, unfinished
from peel_ml.keeping import MANIFEST
from peel_ml.settings import read_settings

TOLD = []
"""What runs said that went on with an unfinished one."""


class StopsAfter(Silence):
    """Stops the run once `steps` steps are done, as Ctrl-C would."""

    def __init__(self, steps):
        self.left = steps
        self.finished = set()

    def taken_up(self, steps, of):
        TOLD.append((steps, of))

    def step_finished(self, name, seconds):
        self.finished.add(name)
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


@pytest.fixture
def project(tmp_path, made):
    # Two steps at a time, wherever the tests run.
    return read_settings({"PEEL_WORKERS": "2"}, start=made.make(tmp_path))


@pytest.fixture
def made_steps():
    """How often each step was made, not taken from what was kept."""
    counts = Counter()

    class Counting(logging.Handler):
        def emit(self, record):
            if record.getMessage() == "step_finished" and not record.facts["kept"]:
                counts[record.facts["step"]] += 1

    logger, handler = logging.getLogger("peel_ml"), Counting()
    before = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    yield counts
    logger.removeHandler(handler)
    logger.setLevel(before)


def body(settings, record):
    folder = settings.runs / record.use_case / record.provenance.run_id
    return json.loads((folder / "card.json").read_text())["body"]


def tracked(settings):
    from mlflow import MlflowClient

    client = MlflowClient(settings.tracking_uri)
    experiment = client.get_experiment_by_name("peel/visits").experiment_id
    return [
        (one.info.status, one.info.run_id)
        for one in client.search_runs([experiment])
        if "mlflow.parentRunId" not in one.data.tags
    ]


def test_stopped_after_every_step_it_is_one_run_with_the_same_card(project, finished, made_steps):
    unbroken, settings = finished
    ids, kept = set(), []
    for steps in range(1, len(STEPS) + 1):
        listener = StopsAfter(steps)
        with pytest.raises(KeyboardInterrupt) as stopped:
            run("visits", settings=project, orchestrate=False, listener=listener)
        kept.append(sum(bool(step.keeps) for step in STEPS if step.name in listener.finished))
        assert "Kept: " in stopped.value.__notes__[0]
        ids |= {json.loads(path.read_text())["run_id"] for path in project.work.glob("*/run.json")}
    record = run("visits", settings=project, orchestrate=False)
    assert ids == {record.provenance.run_id}
    # With the step that ran beside the one that was interrupted there may be one more.
    assert [told[1] for told in TOLD] == [len(STEPS)] * (len(STEPS) - 1)
    assert all(told >= steps for (told, _), steps in zip(TOLD, kept, strict=False))
    assert record.model == unbroken.model
    assert body(project, record) == body(settings, unbroken)
    assert not list(project.work.iterdir())
    assert tracked(project) == [("FINISHED", record.mlflow.run_id)]
    assert {name: made_steps[name] for name in made_steps if name in {s.name for s in STEPS if s.keeps}} == {
        step.name: 1 for step in STEPS if step.keeps
    }


CHILD = """
import sys
from peel_ml import run
from peel_ml.settings import read_settings
run("visits", settings=read_settings({}, start=__import__("pathlib").Path(sys.argv[1])), orchestrate=False)
"""


@pytest.mark.full
def test_killed_at_random_moments_it_gives_the_same_card(project, finished):
    unbroken, settings = finished
    moments = random.Random(5)
    command = [sys.executable, "-c", CHILD, str(project.project)]
    for _ in range(4):
        child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            status = child.wait(moments.uniform(0.8, 4.0))
            assert status == 0
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
    subprocess.run(command, check=True)
    folders = [path for path in (project.runs / "visits").iterdir() if not path.name.startswith(".")]
    bodies = [json.loads((folder / "card.json").read_text())["body"] for folder in folders]
    assert all(one == body(settings, unbroken) for one in bodies)
    assert sorted(status for status, _ in tracked(project)) == ["FINISHED"] * len(folders)


def test_a_kept_value_that_was_damaged_is_made_again(project, finished):
    unbroken, settings = finished
    with pytest.raises(KeyboardInterrupt):
        run("visits", settings=project, orchestrate=False, listener=StopsAfter(11))
    kept = sorted(path for path in project.work.glob("*/steps/*") if (path / MANIFEST).is_file())
    assert len(kept) > 5
    for folder in kept:
        largest = max(folder.iterdir(), key=lambda path: path.stat().st_size)
        largest.write_bytes(largest.read_bytes()[:-3])
    one_at_a_time = replace(project, workers=1)
    record = run("visits", settings=one_at_a_time, orchestrate=False)
    assert body(project, record) == body(settings, unbroken)


def test_another_seed_does_not_go_on_with_the_work_of_the_first(project):
    with pytest.raises(KeyboardInterrupt):
        run("visits", settings=project, orchestrate=False, listener=StopsAfter(9))
    left = unfinished(project.work)
    other = run("visits", settings=project, orchestrate=False, seed=1)
    assert unfinished(project.work) == left
    assert json.loads((left[0] / "run.json").read_text())["run_id"] != other.provenance.run_id


def test_two_runs_at_once_do_not_share_a_folder(tmp_path):
    first = claim(tmp_path, "k" * 64, "one", "now")
    second = claim(tmp_path, "k" * 64, "two", "now")
    assert (first.run_id, second.run_id) == ("one", "two")
    assert first.path != second.path
    first.release()
    third = claim(tmp_path, "k" * 64, "three", "later")
    assert (third.run_id, third.resumed, third.path) == ("one", True, first.path)
    third.finish()
    third.release()
    fourth = claim(tmp_path, "k" * 64, "four", "later")
    assert (fourth.run_id, fourth.resumed) == ("four", False)
    fourth.release()
    second.release()


@pytest.mark.full
def test_two_processes_at_once_both_finish_with_the_same_card(project, finished):
    unbroken, settings = finished
    command = [sys.executable, "-c", CHILD, str(project.project)]
    children = [subprocess.Popen(command) for _ in range(2)]
    assert [child.wait() for child in children] == [0, 0]
    folders = sorted((project.runs / "visits").iterdir())
    assert len(folders) == 2
    for folder in folders:
        assert json.loads((folder / "card.json").read_text())["body"] == body(settings, unbroken)
    assert sorted(status for status, _ in tracked(project)) == ["FINISHED"] * 2
    assert not list(project.work.iterdir())


@pytest.mark.full
def test_a_final_run_again_gives_the_same_card_and_counts_the_opening(project):
    first = run("visits", settings=project, orchestrate=False, final=True)
    second = run("visits", settings=project, orchestrate=False, final=True)
    other = run("visits", settings=project, orchestrate=False, final=True, seed=1)
    assert body(project, first) == body(project, second)
    assert [one.held_out.openings for one in (first, second, other)] == [1, 2, 3]
    assert [one.held_out.model_number for one in (first, second, other)] == [1, 1, 2]


def test_bad_data_leaves_nothing_behind(project):
    data = project.usecases / "visits" / "cases.csv"
    data.write_text(data.read_text().replace("needed", "wanted", 1))
    from peel_ml.errors import BadRequest

    with pytest.raises(BadRequest):
        run("visits", settings=project, orchestrate=False)
    assert not list(project.work.iterdir())
    assert not project.runs.exists()


def test_a_quick_run_is_a_fifth_of_the_rows_and_leaves_no_card(project, finished):
    record = run("visits", settings=project, quick=True, trials=2)
    folder = project.runs / "visits" / record.provenance.run_id
    assert [path.name for path in folder.iterdir()] == ["record.json"]
    assert record.data.rows_used == finished[0].data.rows_used // 5
    assert record.tuning.trials_requested == 2
    assert record.quick
    assert record.provenance.run_key != finished[0].provenance.run_key


def test_a_quick_run_never_opens_the_held_out_period(project):
    from peel_ml.errors import BadRequest

    with pytest.raises(BadRequest, match="never opens"):
        run("visits", settings=project, quick=True, final=True)
