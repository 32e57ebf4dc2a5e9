"""Use cases of the book on a cluster's workers, by Prefect's Dask task runner."""

from dataclasses import replace

import pytest

from flows import problem_book as book
from flows import spread
from peel_ml.errors import PeelError
from peel_ml.experiment.book import BookRequest, Planned, Row, run_one
from peel_ml.experiment.book.walk import Silent
from peel_ml.settings import Settings, read_settings
from tests.made_project import make


@pytest.fixture
def asked(tmp_path):
    (tmp_path / "usecases").mkdir()
    return Settings(tmp_path, tmp_path / "home", f"sqlite:///{tmp_path}/mlflow.db")


def test_a_worker_that_does_not_see_the_project_says_so(asked):
    row = spread.use_case(Planned("visits", "classification"), BookRequest(), asked)
    assert row.state == "failed"
    assert "mount under the same path" in row.reason


def test_a_worker_walks_it_plainly_and_spreads_nothing_further(asked, monkeypatch):
    (asked.usecases / "visits").mkdir()
    asked.home.mkdir()
    seen = []
    monkeypatch.setattr(
        spread, "run_one", lambda *given: seen.append(given) or Row("visits", "classification", "finished")
    )
    spread.use_case(Planned("visits", "classification"), BookRequest(cluster="tcp://127.0.0.1:8786"), asked)
    [(_, request, settings)] = seen
    assert (request.orchestrate, request.cluster, settings.workers) == (False, None, 1)


def test_nobody_at_the_address(asked, server, monkeypatch):
    monkeypatch.setattr("peel_ml.cluster.connecting.WAIT_S", 0.5)
    with pytest.raises(PeelError, match="No Dask scheduler answers"):
        book.problem_book((), BookRequest(cluster="tcp://127.0.0.1:9"), asked, Silent(), server)


@pytest.mark.full
def test_a_use_case_alone_is_a_row_whatever_becomes_of_it(asked):
    asked.home.mkdir()
    row = run_one(Planned("nothing", "classification"), BookRequest(orchestrate=False), asked)
    assert row.state == "failed"
    assert row.reason


@pytest.mark.full
def test_the_book_on_two_workers(tmp_path, server):
    from distributed import LocalCluster

    project = make(tmp_path)
    make(tmp_path, name="calls")
    settings = replace(read_settings({"PEEL_HOME": str(tmp_path / "home")}, start=project), workers=2)
    planned = (Planned("visits", "classification"), Planned("calls", "classification"), Planned("gone", "causal"))
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50) as made:
        request = BookRequest(quick=True, cluster=made.scheduler_address)
        found = book.problem_book(planned, request, settings, Silent(), server)
    assert [(row.use_case, row.state) for row in found.rows] == [
        ("visits", "finished"),
        ("calls", "finished"),
        ("gone", "failed"),
    ]
    assert found.rows[0].value == found.rows[1].value
