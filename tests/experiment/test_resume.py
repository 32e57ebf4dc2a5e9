"""A run that is stopped and asked for again goes on: same run, same card, nothing made twice."""

import json
import signal
import subprocess
import sys
import time

import pytest

from peel_ml import run
from peel_ml.experiment.request import Silence
from peel_ml.experiment.story import STEPS
from peel_ml.settings import read_settings


class StopsAfter(Silence):
    """Stops the run once `steps` steps were made, as Ctrl-C would."""

    def __init__(self, steps):
        self.left = steps
        self.made = []
        self.taken = []

    def step_started(self, name, title):
        self.running = name

    def step_finished(self, name, seconds):
        self.made.append(name)
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


@pytest.fixture
def project(tmp_path, made):
    return read_settings({}, start=made.make(tmp_path))


def body(settings, record):
    folder = settings.runs / record.use_case / record.provenance.run_id
    return json.loads((folder / "card.json").read_text())["body"]


def events(settings, name):
    lines = [json.loads(line) for path in sorted(settings.logs.glob("*.jsonl")) for line in path.open()]
    return [line for line in lines if line["event"] == name]


def test_stopped_after_every_step_it_is_one_run_with_the_same_card(project, finished):
    unbroken, settings = finished
    ids = set()
    for steps in range(1, len(STEPS)):
        with pytest.raises(KeyboardInterrupt) as stopped:
            run("visits", settings=project, orchestrate=False, listener=StopsAfter(steps))
        assert "Kept: " in stopped.value.__notes__[0]
        ids |= {json.loads(path.read_text())["run_id"] for path in project.work.glob("*/run.json")}
    record = run("visits", settings=project, orchestrate=False)
    assert ids == {record.provenance.run_id}
    assert record.model == unbroken.model
    assert body(project, record) == body(settings, unbroken)
    assert not list(project.work.iterdir())
    from mlflow import MlflowClient

    client = MlflowClient(project.tracking_uri)
    experiment = client.get_experiment_by_name("peel/visits").experiment_id
    found = client.search_runs([experiment], "tags.use_case = 'visits'")
    assert [(one.info.status, one.info.run_id) for one in found] == [("FINISHED", record.mlflow.run_id)]
