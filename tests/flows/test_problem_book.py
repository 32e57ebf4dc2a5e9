"""The whole book as a flow: each use case in a process of its own, and what happens when one fails."""

import dataclasses

import httpx
import pytest

from flows import problem_book as book
from flows.server import Server
from peel_ml.experiment.book import BookRequest, Planned, Row
from peel_ml.experiment.book.rows import Book
from peel_ml.settings import Settings


class Silent:
    def started(self, planned):
        pass

    def said(self, planned, event):
        pass

    def ended(self, row):
        pass


@pytest.fixture
def asked(tmp_path):
    return Settings(tmp_path, tmp_path / "home", f"sqlite:///{tmp_path}/mlflow.db")


def ran(rows, seen):
    def run_book(planned, request, settings, told, quiet):
        seen.append(request)
        return Book(rows, 1.0, 1)

    return run_book


def test_in_prefect_the_book_is_one_flow_with_its_summary_and_fails_with_a_use_case(server, asked, monkeypatch):
    rows = (Row("first", "classification", "finished"), Row("second", "causal", "failed", "No column 'Date'."))
    seen = []
    monkeypatch.setattr(book, "run_book", ran(rows, seen))
    planned = tuple(Planned(row.use_case, row.kind) for row in rows)
    found = book.problem_book(planned, BookRequest(), asked, Silent(), server)
    assert found.rows == rows
    assert seen[0].orchestrate
    runs = httpx.post(f"{server.url}/flow_runs/filter", json={"limit": 50}).json()
    told = next(one["state"] for one in runs if one["name"] == "2 use cases")
    assert told["type"] == "FAILED"
    assert "1 finished, 1 failed" in told["message"]
    kept = httpx.post(f"{server.url}/artifacts/filter", json={"limit": 50}).json()
    assert any(one["key"] == "problem-book" and "No column 'Date'." in one["data"] for one in kept)


def test_an_interruption_stops_the_book(server, asked, monkeypatch):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(book, "run_book", interrupted)
    with pytest.raises(KeyboardInterrupt):
        book.problem_book((Planned("first", "causal"),), BookRequest(), asked, Silent(), server)


def test_without_a_server_the_book_and_its_runs_do_without_prefect(asked, monkeypatch):
    seen = []
    monkeypatch.setattr(book, "run_book", ran((), seen))
    book.problem_book((), BookRequest(seed=3), asked, Silent(), Server(None))
    assert seen == [dataclasses.replace(BookRequest(seed=3), orchestrate=False)]


def test_deployed_flows_carry_their_names(server):
    from flows import deployed

    assert deployed.run_use_case.name == "run-use-case"
    assert deployed.problem_book.name == "problem-book-deployed"
