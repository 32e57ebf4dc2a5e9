"""Two runs at the same moment on one of Prefect's databases, and a server that goes while it is in use."""

import os
import signal
import sqlite3
from contextlib import closing

import pytest


@pytest.mark.full
def test_two_runs_at_once_both_finish_and_everything_is_stored(project, start):
    both = [start(project, "run", "visits", "--seed", seed) for seed in (1, 2)]
    ended = [(process.communicate(timeout=200), process.returncode) for process in both]
    assert [status for _, status in ended] == [0, 0], ended
    assert len(list((project / ".peel" / "runs" / "visits").glob("*/card.json"))) == 2
    with closing(sqlite3.connect(project / ".peel" / "prefect" / "prefect.db")) as database:
        flows = database.execute("select id, state_type from flow_run").fetchall()
        tasks = database.execute("select flow_run_id, state_type, count(*) from task_run group by 1, 2").fetchall()
    assert [state for _, state in flows] == ["COMPLETED", "COMPLETED"]
    # As many of each, all of them ended.
    assert len(tasks) == 2
    assert {(state, count) for _, state, count in tasks} == {("COMPLETED", tasks[0][2])}


@pytest.mark.full
def test_a_server_that_goes_in_the_middle_does_not_hold_up_the_run(project, start, wait_for, servers):
    process = start(project, "run", "visits")
    wait_for(project, process, "step_finished", step="prepared")
    (server,) = servers(project)
    os.kill(server, signal.SIGKILL)
    said, complained = process.communicate(timeout=120)
    assert process.returncode == 0, complained
    assert "Prefect's server has gone" in complained
    assert "card.html" in said
    assert len(list((project / ".peel" / "runs" / "visits").glob("*/card.json"))) == 1
    assert not list((project / ".peel" / "work").iterdir())
