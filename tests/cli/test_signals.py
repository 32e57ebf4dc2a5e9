"""Ctrl-C, `kill` and a closed terminal, sent to real runs."""

import signal
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.mark.full
def test_a_signal_ends_a_run_in_order_and_the_same_command_goes_on(project, start, peel, wait_for, servers, logged):
    # One run, stopped three times: by a closed terminal, `kill` and Ctrl-C, each time a little later.
    for number, (sent, step) in enumerate(
        [(signal.SIGHUP, "cleaned"), (signal.SIGTERM, "data_checks"), (signal.SIGINT, "learned")]
    ):
        process = start(project, "run", "visits")
        wait_for(project, process, "step_started", step=step)
        process.send_signal(sent)
        said, complained = process.communicate(timeout=60)
        assert process.returncode == 130, complained
        assert said == ""
        last = complained.strip().splitlines()[-1]
        assert last.startswith("Interrupted. Kept: "), complained
        assert "same command goes on" in last
        # Polars says so itself where it was interrupted within a call of its own.
        assert "Traceback" not in complained or "panicked" in complained
        assert not servers(project)
        told = [line for line in logged(project) if line["event"] == "interrupted"]
        assert len(told) == number + 1
        assert told[-1]["signal"] == sent.name
    status, _, complained = peel(project, "run", "visits")
    assert status == 0, complained
    assert "Going on with a run of this command that did not finish: " in complained
    begun = [line for line in logged(project) if line["event"] == "run_started"]
    assert len({line["run"] for line in begun}) == 1
    assert begun[-1]["resumed"]
    assert not servers(project)


def test_an_interruption_that_a_library_turned_into_an_error_of_its_own_is_still_one(project, start):
    swallowing = """
import time
from peel_ml.cli import main
import peel_ml.experiment.run as module
def run(*arguments, **more):
    try:
        print("running", flush=True)
        time.sleep(100)
    except BaseException as error:
        raise ValueError("a callback failed") from error
module.run = run
main()
"""
    process = start(project, "run", "visits", "--no-flow", program=swallowing)
    assert process.stdout.readline().strip() == "running"
    process.send_signal(signal.SIGTERM)
    _, complained = process.communicate(timeout=30)
    assert (process.returncode, complained) == (130, "Interrupted. The same command starts again.\n")


def test_a_second_signal_ends_it_at_once(project, start):
    slow_to_end = """
import sys, time
from peel_ml.cli import main
import peel_ml.experiment.run as module
def slow(*arguments, **more):
    try:
        print("running", flush=True)
        time.sleep(100)
    finally:
        print("ending", flush=True)
        time.sleep(100)
module.run = slow
main()
"""
    process = start(project, "run", "visits", "--no-flow", program=slow_to_end)
    for expected in ("running", "ending"):
        assert process.stdout.readline().strip() == expected
        process.send_signal(signal.SIGINT)
    said, complained = process.communicate(timeout=30)
    assert (process.returncode, said, complained) == (130, "", "")


@pytest.mark.full
def test_what_nohup_ignores_stays_ignored(project, start, wait_for):
    ignoring = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\nfrom peel_ml.cli import main; main()"
    process = start(project, "run", "visits", "--no-flow", program=ignoring)
    wait_for(project, process, "step_started", step="cleaned")
    process.send_signal(signal.SIGHUP)
    _, complained = process.communicate(timeout=100)
    assert process.returncode == 0, complained


@pytest.mark.full
def test_a_killed_run_leaves_no_server(project, start, wait_for, servers):
    process = start(project, "run", "visits")
    wait_for(project, process, "step_started", step="prepared")
    assert servers(project)
    process.kill()
    process.communicate(timeout=30)
    deadline = time.monotonic() + 10
    while servers(project) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not servers(project)


def test_an_end_that_takes_too_long_is_cut_short(project, start):
    # As when another thread waits for a lock of Python's own that the interruption left held.
    stuck = """
import threading, time
import peel_ml.cli.signals as signals
from peel_ml.cli import main
import peel_ml.experiment.run as module
signals.PATIENCE_S = 1
def run(*arguments, **more):
    try:
        print("running", flush=True)
        time.sleep(100)
    finally:
        threading.Event().wait()
module.run = run
main()
"""
    process = start(project, "run", "visits", "--no-flow", program=stuck)
    assert process.stdout.readline().strip() == "running"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 130
