import pytest

from flows.problem_book import problem_book
from flows.run_use_case import run_steps
from peel_ml.errors import BadRequest
from peel_ml.experiment.steps import Step


def test_one_failure_does_not_stop_the_others(server):
    def runner(use_case):
        if use_case == "second":
            raise BadRequest("No column 'Date'.")
        if use_case == "third":
            raise ValueError("value of a row")
        table = [Step("name", lambda: use_case.upper(), (), "Naming")]
        return run_steps(table, {}, name=use_case, server=server)

    told = []
    outcomes = problem_book(["first", "second", "third", "fourth"], runner, server, told.append)
    assert [outcome.use_case for outcome in outcomes] == ["first", "second", "third", "fourth"]
    failures = [outcome.failure for outcome in outcomes]
    assert failures == [None, "No column 'Date'.", "ValueError (see the log)", None]
    assert outcomes[3].result == {"name": "FOURTH"}
    assert told == list(outcomes)


def test_an_interruption_stops_the_book(server):
    def runner(use_case):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        problem_book(["first", "second"], runner, server)


def test_deployed_flows_carry_their_names(server):
    from flows import deployed

    assert deployed.run_use_case.name == "run-use-case"
    assert deployed.problem_book.name == "problem-book-deployed"
