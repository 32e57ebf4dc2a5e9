"""Two runs in one state folder at the same moment, each with a Prefect server of its own on the same database."""

import sqlite3
from contextlib import closing


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
