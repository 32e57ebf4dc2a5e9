"""What `--cluster` changes of a request, before anything is computed."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from peel_ml import run
from peel_ml.errors import PeelError
from peel_ml.experiment.request import RunRequest
from peel_ml.settings import read_settings
from tests.made_project import make


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return read_settings(
        {"PEEL_HOME": str(tmp_path_factory.mktemp("home"))}, start=make(tmp_path_factory.mktemp("made"))
    )


def test_only_a_shared_study_makes_another_run(settings):
    asked = RunRequest(SimpleNamespace(), None, settings, "run", "", None, None, 0, False, "none")
    far = replace(asked, cluster="tcp://127.0.0.1:8786")
    named = replace(settings, study_uri="postgresql+psycopg://peel@db/studies")
    assert not asked.shares_a_study
    assert not far.shares_a_study
    assert not replace(asked, settings=named).shares_a_study
    assert replace(far, settings=named).shares_a_study


def test_nobody_at_the_address_is_said_before_anything_is_read(settings, monkeypatch):
    monkeypatch.setattr("peel_ml.cluster.connecting.WAIT_S", 0.5)
    with pytest.raises(PeelError, match="No Dask scheduler answers"):
        run("visits", settings=settings, cluster="tcp://127.0.0.1:9", orchestrate=False)
    assert not settings.work.exists()


@pytest.mark.full
def test_a_run_on_a_cluster_gives_the_record_of_one_machine(settings, cluster, postgresql):
    here = run("visits", settings=settings, orchestrate=False, trials=6)
    there = run("visits", settings=settings, orchestrate=False, trials=6, cluster=cluster.address)
    assert there.model.sha256 == here.model.sha256
    assert there.provenance.deterministic
    assert "--cluster ADDRESS" in there.provenance.command
    named = replace(settings, study_uri=postgresql())
    shared = run("visits", settings=named, orchestrate=False, trials=6, cluster=cluster.address)
    assert [trial.number for trial in shared.tuning.trials] == list(range(6))
    assert "search-not-repeatable" in [finding.code for finding in shared.findings]
    assert not shared.provenance.deterministic
