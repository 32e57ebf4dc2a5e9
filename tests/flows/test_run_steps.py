import sqlite3
import threading

import pytest

from flows.asking import stored
from flows.run_use_case import main, run_steps, worth_another_try
from peel_ml.errors import BadRequest, FellShort, PeelError
from peel_ml.experiment.pace import Pace
from peel_ml.experiment.steps import Step, walk

MARKER = "MARKER-7f3a-row-value"


class Unwalkable:
    """A value nobody may look into, copy or pickle."""

    def __iter__(self):
        raise AssertionError("visited")

    def __reduce__(self):
        raise AssertionError("pickled")

    __copy__ = __deepcopy__ = __len__ = __iter__


TABLE = (
    Step("double", lambda number: 2 * number, ("number",), "Doubling {braces}"),
    Step("opaque", lambda double: Unwalkable(), ("double",), "Making something large"),
    Step(
        "total",
        lambda double, number, opaque: double + number,
        ("double", "number", "opaque"),
        "Adding",
        retries=1,
        timeout_s=30,
    ),
    Step("nothing", lambda: None, (), "Nothing at all"),
)


def test_prefect_and_a_plain_walk_give_the_same_values(server):
    told_plain, told_flow = [], []
    plain = walk(TABLE, {"number": 7}, lambda step, seconds: told_plain.append(step.name))
    flow = run_steps(
        TABLE, {"number": 7}, lambda step, seconds: told_flow.append(step.name), name="demo {1}", server=server
    )
    assert list(flow) == list(plain)
    for values in (plain, flow):
        assert isinstance(values.pop("opaque"), Unwalkable)
    assert flow == plain
    assert told_flow == told_plain


def test_side_by_side_in_a_flow_gives_the_same_values_and_every_task_is_stored(server, home):
    both = threading.Barrier(2, timeout=60)

    def meet(number):
        both.wait()  # breaks unless the other step runs as well
        return number

    table = [
        Step("left", meet, ("number",), "Left"),
        Step("right", meet, ("number",), "Right", retries=1, timeout_s=60),
        Step("both", lambda left, right: left + right, ("left", "right"), "Both"),
    ]
    values = run_steps(table, {"number": 7}, name="side by side", server=server, pace=Pace(lambda: 2, most=2))
    assert list(values.items()) == [("number", 7), ("left", 7), ("right", 7), ("both", 14)]
    assert stored(server.url, server.expected)
    with sqlite3.connect(home / "prefect" / "prefect.db") as database:
        tasks = database.execute(
            "select task_run.name, task_run.state_name from task_run join flow_run on flow_run.id = flow_run_id"
            " where flow_run.name = 'side by side'"
        ).fetchall()
    database.close()
    assert sorted(tasks) == [("Both", "Completed"), ("Left", "Completed"), ("Right", "Completed")]


def test_side_by_side_an_error_comes_out_unchanged_and_the_step_beside_it_ends(server):
    both, ended = threading.Barrier(2, timeout=60), []

    def wrong():
        both.wait()
        raise BadRequest("No column 'Date'.")

    def right():
        both.wait()
        ended.append("right")

    table = [Step("wrong", wrong, (), "Wrong"), Step("right", right, (), "Right")]
    with pytest.raises(BadRequest, match="No column"):
        run_steps([*table, Step("last", print, (), "Last")], {}, server=server, pace=Pace(lambda: 2, most=2))
    assert ended == ["right"]


def failing(error, times):
    calls = []

    def function():
        calls.append(1)
        if len(calls) <= times:
            raise error
        return len(calls)

    return function, calls


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr("flows.run_use_case.RETRY_DELAYS_S", (0.01,))


@pytest.mark.parametrize("error", [OSError("disk"), PeelError("locked"), ConnectionError("reset")])
def test_what_may_pass_is_tried_again(server, at_once, error):
    function, calls = failing(error, 2)
    values = run_steps([Step("fragile", function, (), "Fragile", retries=2)], {}, server=server)
    assert values["fragile"] == 3
    assert len(calls) == 3


def test_retries_are_counted(server, at_once):
    function, calls = failing(OSError("disk"), 9)
    with pytest.raises(OSError, match="disk"):
        run_steps([Step("fragile", function, (), "Fragile", retries=2)], {}, server=server)
    assert len(calls) == 3


@pytest.mark.parametrize("error", [BadRequest("No column 'Date'."), FellShort("Too few."), KeyError("a")])
def test_a_wrong_request_and_a_fault_in_the_code_come_out_unchanged_at_once(server, error):
    function, calls = failing(error, 9)
    after = []
    with pytest.raises(type(error)) as raised:
        run_steps(
            [Step("wrong", function, (), "Wrong", retries=3), Step("after", lambda: after.append(1), (), "x")],
            {},
            server=server,
        )
    assert raised.value is error
    assert len(calls) == 1
    assert not after


def test_a_step_that_takes_too_long_is_reported(server):
    def endless():
        while True:
            pass

    with pytest.raises(PeelError, match=r"step 'search' \(Searching\) took longer than the 1 s"):
        run_steps([Step("search", endless, (), "Searching", timeout_s=1)], {}, server=server)


def test_an_interruption_stays_one(server):
    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_steps([Step("search", interrupted, (), "Searching", retries=2)], {}, server=server)


def test_no_value_and_no_message_of_a_library_reaches_prefects_database_or_log(server, home):
    function, _ = failing(ValueError(f"could not parse '{MARKER}'"), 1)
    with pytest.raises(ValueError, match=MARKER):
        run_steps(
            [Step("load", lambda secret: secret, ("secret",), "Loading"), Step("parse", function, (), "Parsing")],
            {"secret": MARKER},
            name="marked run",
            server=server,
        )
    folder = home / "prefect"
    assert not [path for path in folder.rglob("*") if path.is_file() and MARKER.encode() in path.read_bytes()]


def test_names_in_prefect_are_readable(server, home):
    table = [Step("load", lambda: 1, (), "Reading the archive")]
    run_steps(table, {}, name="stop-search-outcome 3f2a", server=server)
    with sqlite3.connect(home / "prefect" / "prefect.db") as database:
        runs = {name for (name,) in database.execute("select name from flow_run")}
    database.close()
    assert "stop-search-outcome 3f2a" in runs


def test_retry_only_where_it_may_help():
    assert worth_another_try(PeelError("database is locked"))
    assert not worth_another_try(None)
    assert not worth_another_try(ZeroDivisionError())


def test_the_module_can_be_run(capsys):
    def wrong(_):
        raise BadRequest("No such use case.")

    assert main(["demo"], lambda name: f"run of {name}") == 0
    assert capsys.readouterr().out == "run of demo\n"
    assert main(["demo"], wrong) == 2
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
