"""Steps side by side: whatever the schedule, the same values; nothing begins before its inputs or after a failure."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peel_ml.experiment import pace
from peel_ml.experiment.pace import Pace, Stopped
from peel_ml.experiment.resume import Progress, plain, resumable
from peel_ml.experiment.steps import Step, walk


@st.composite
def tables(draw):
    """Steps that sum what they are given; each takes some of the values above it."""
    steps = []
    for number in range(draw(st.integers(1, 9))):
        above = ["given", *(step.name for step in steps)]
        inputs = tuple(draw(st.lists(st.sampled_from(above), max_size=3, unique=True)))
        nap = draw(st.sampled_from((0, 0, 0.001)))

        def function(_number=number, _nap=nap, **values):
            time.sleep(_nap)
            return _number + sum(values.values())

        steps.append(Step(f"s{number}", function, inputs, "", keeps=int, in_front=draw(st.booleans())))
    return steps


@given(tables(), st.integers(1, 4), st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_any_schedule_gives_the_values_of_one_after_another(table, most, answers):
    asked = iter(range(10**9))
    at_a_time = lambda: min(most, answers[next(asked) % len(answers)])  # noqa: E731
    running, highest = [], []

    def watched(step):
        def function(**inputs):
            running.append(step.name)
            highest.append(len(running))
            try:
                return step.function(**inputs)
            finally:
                running.remove(step.name)

        return Step(step.name, function, step.inputs, "", in_front=step.in_front)

    found = walk([watched(step) for step in table], {"given": 1}, pace=Pace(at_a_time, most))
    assert list(found.items()) == list(walk(table, {"given": 1}).items())
    assert max(highest) <= most


@given(tables(), st.data())
def test_a_step_that_fails_is_told_whatever_runs_beside_and_nothing_begins_after_it(table, data):
    broken = data.draw(st.sampled_from(table)).name
    began, never = [], []

    def watched(step):
        def function(**inputs):
            began.append(step.name)
            if step.name == broken:
                raise ZeroDivisionError(broken)
            return step.function(**inputs)

        return Step(step.name, function, step.inputs, "", in_front=step.in_front)

    fail = pace._Walk._fail
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            pace._Walk,
            "_fail",
            lambda walk, error: (never.extend(step.name for step in walk._waiting), fail(walk, error)),
        )
        with pytest.raises(ZeroDivisionError, match=broken):
            walk([watched(step) for step in table], {"given": 1}, pace=Pace(lambda: 3, most=3))
    assert len(began) == len(set(began))
    assert not set(began) & set(never)


def test_two_run_at_the_same_time_with_the_callers_context():
    import contextvars

    variable = contextvars.ContextVar("variable", default="lost")
    variable.set("kept")
    both = threading.Barrier(2, timeout=20)

    def meet():
        both.wait()  # breaks unless the other step runs as well
        return variable.get()

    table = [Step("a", meet, (), ""), Step("b", meet, (), "")]
    assert walk(table, {}, pace=Pace(lambda: 2, most=2)) == {"a": "kept", "b": "kept"}


def test_with_one_at_a_time_every_step_is_done_by_the_callers_thread_in_the_tables_order():
    order = []
    table = [
        Step("a", lambda: order.append(("a", threading.current_thread())), (), ""),
        Step("b", lambda a: order.append(("b", threading.current_thread())), ("a",), ""),
        Step("c", lambda: order.append(("c", threading.current_thread())), (), "", in_front=True),
    ]
    walk(table, {}, pace=Pace(lambda: 1, most=4))
    here = threading.current_thread()
    assert [thread for _, thread in order] == [here] * 3
    assert sorted(name for name, _ in order) == ["a", "b", "c"]


def test_what_takes_long_goes_first_and_ends_when_a_step_beside_it_failed():
    pacing = Pace(lambda: 2, most=2)
    searching, threads = threading.Event(), []

    def search():
        threads.append(threading.current_thread())
        searching.set()
        while True:
            pacing.go_on()
            time.sleep(0.001)

    def wrong():
        assert searching.wait(20)
        raise OSError("disk")

    table = [Step("check", wrong, (), ""), Step("search", search, (), "", in_front=True)]
    with pytest.raises(OSError, match="disk") as raised:
        walk(table, {}, pace=pacing)
    assert threads == [threading.current_thread()]
    assert not getattr(raised.value, "__notes__", [])
    with pytest.raises(Stopped):
        pacing.go_on()


def test_two_that_fail_are_both_told():
    both = threading.Barrier(2, timeout=20)

    def fails(error):
        def function():
            both.wait()
            raise error

        return function

    table = [Step("a", fails(OSError("disk")), (), ""), Step("b", fails(OSError("disk")), (), "")]
    with pytest.raises(OSError, match="disk") as raised:
        walk(table, {}, pace=Pace(lambda: 2, most=2))
    assert raised.value.__notes__ == ["A step beside it failed as well: OSError."]


def test_an_interruption_waits_for_the_step_beside_it_whose_value_is_kept_and_goes_on_from_there(tmp_path):
    made, beside = [], threading.Event()

    def search(given):
        made.append("search")
        if made.count("search") == 1:
            assert beside.wait(20)
            raise KeyboardInterrupt
        return given

    def check(given):
        made.append("check")
        beside.set()
        time.sleep(0.05)
        return given + 1

    table = [
        Step("search", search, ("given",), "", keeps=int, in_front=True),
        Step("check", check, ("given",), "", keeps=int),
        Step("last", lambda search, check: search + check, ("search", "check"), "", keeps=int),
    ]

    def once():
        steps = resumable(table, Progress(tmp_path), ("last",), lambda *_: None, lambda *_: None)
        return plain(walk(steps, {"given": 20}, pace=Pace(lambda: 2, most=2)), "last")

    with pytest.raises(KeyboardInterrupt):
        once()
    assert once() == 41
    assert sorted(made) == ["check", "search", "search"]


def test_an_interruption_does_not_wait_for_ever(monkeypatch):
    monkeypatch.setattr(pace, "PATIENCE_S", 0.05)
    began, end = threading.Event(), threading.Event()

    def endless():
        began.set()
        end.wait(20)

    def interrupted():
        assert began.wait(20)
        raise KeyboardInterrupt

    try:
        with pytest.raises(KeyboardInterrupt):
            walk(
                [Step("a", interrupted, (), "", in_front=True), Step("b", endless, (), "")],
                {},
                pace=Pace(lambda: 2, most=2),
            )
        assert not end.is_set()
    finally:
        end.set()


def test_a_value_leaves_memory_only_when_no_step_needs_it_any_more(tmp_path):
    let_go = threading.Event()
    held = {}

    def slow(value):
        assert let_go.wait(20)
        return held["value"]()._value is not None

    table = [
        Step("value", lambda: 7, (), ""),  # not kept: once forgotten it could not be read again
        Step("slow", slow, ("value",), ""),
        Step("quick", lambda value: let_go.set(), ("value",), ""),
    ]
    steps = resumable(table, Progress(tmp_path), (), lambda *_: None, lambda *_: None)
    given = {}
    inner = steps[0].function

    def first():
        found = inner()
        held["value"] = lambda: found
        return found

    steps[0] = Step("value", first, (), "")
    found = walk(steps, given, pace=Pace(lambda: 2, most=2))
    assert plain(found, "slow")


def test_a_missing_input_is_named():
    with pytest.raises(KeyError, match="nowhere"):
        walk([Step("a", print, ("nowhere",), "")], {}, pace=Pace(lambda: 2, most=2))
