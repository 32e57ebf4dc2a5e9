import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from flows import server as servers
from flows.process import free_port
from flows.quiet import child_environment, settle
from flows.run_use_case import run_steps
from peel_ml.errors import PeelError
from peel_ml.experiment.steps import Step

ROOT = Path(__file__).resolve().parents[2]

# Hands on the server's process id, then waits to be killed.
PARENT = """
import sys, time
from pathlib import Path
from flows.server import begin
server = begin(Path(sys.argv[1]))
print(server.process.pid, flush=True)
time.sleep(100)
"""

# Every address that this process or its server connects to is noted by an audit hook.
WATCHED = """
import sys
seen = set()
sys.addaudithook(lambda event, args: seen.add(str(args[1])) if event == "socket.connect" else None)
from pathlib import Path
from flows.server import begin
from flows.run_use_case import run_steps
from peel_ml.experiment.steps import Step
server = begin(Path(sys.argv[1]))
run_steps([Step(f"step{number}", lambda: 1, (), "One") for number in range(12)], {}, server=server)
server.end()
assert seen, "nothing was watched"
outside = [place for place in seen if "127.0.0.1" not in place and "::1" not in place and "/" not in place]
sys.exit(str(outside) if outside else 0)
"""


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie has ended; nobody has collected it yet.
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def without_server():
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}


@pytest.mark.parametrize("wait", [0.0, 2.0])
def test_a_killed_run_leaves_no_server(tmp_path, wait):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=without_server()
    )
    pid = int(parent.stdout.readline())
    time.sleep(wait)
    assert alive(pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(pid)


def test_nothing_but_loopback_is_touched_nothing_is_said_and_everything_is_stored(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(tmp_path)],
        cwd=ROOT,
        env=without_server(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    # Ended at once, and yet every task's end is stored.
    with closing(sqlite3.connect(tmp_path / "prefect" / "prefect.db")) as database:
        stored = database.execute("select state_type, count(*) from task_run group by state_type").fetchall()
    assert stored == [("COMPLETED", 12)]


def test_one_server_a_process(server, home):
    assert servers.begin(home) is server
    assert server.process is not None


def test_a_given_address_is_honoured_and_left_alone(server, monkeypatch, tmp_path):
    monkeypatch.setattr(servers, "_current", None)
    monkeypatch.setenv("PREFECT_API_URL", server.url)
    given = servers.begin(tmp_path)
    assert given.ready() == server.url
    assert given.process is None
    given.end()
    assert server.ready() == server.url
    assert not (tmp_path / "prefect").exists()


def test_a_given_address_that_does_not_answer_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(servers, "_current", None)
    monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{free_port()}/api")
    with pytest.raises(PeelError, match="unset PREFECT_API_URL"):
        servers.begin(tmp_path).ready()


def test_what_is_queued_is_sent_where_a_loop_runs_too(monkeypatch):
    """In a notebook a loop runs: there Prefect would return a coroutine that nobody awaits, and send nothing."""
    loops = []

    class EventsWorker:
        @staticmethod
        def drain_all(timeout, at_exit):
            loops.append(asyncio._get_running_loop())

    monkeypatch.setitem(sys.modules, "prefect.events.worker", SimpleNamespace(EventsWorker=EventsWorker))

    async def ends():
        servers._send_what_is_queued()

    # The tests of pages leave a loop of their own in the main thread.
    notebook = threading.Thread(target=lambda: asyncio.run(ends()))
    notebook.start()
    notebook.join()
    assert loops == [None]


def test_a_server_that_does_not_start_is_given_up_with_its_reason(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"], stdin=subprocess.PIPE)
    broken = servers.Server(f"http://127.0.0.1:{free_port()}/api", process, tmp_path / "server.log")
    said = []
    assert broken.ready(said.append) is None
    assert "ended with status 3" in said[0]
    assert "without Prefect" in said[0]


def test_without_a_server_the_steps_are_walked_plainly():
    given_up = servers.Server(None)
    table = [Step("double", lambda number: 2 * number, ("number",), "Doubling")]
    assert run_steps(table, {"number": 4}, server=given_up)["double"] == 8


def test_settings_keep_to_this_machine(tmp_path):
    environ = {"NO_PROXY": "example.org", "PREFECT_API_URL": "http://a", "PREFECT_API_KEY": "k"}
    settle(environ, tmp_path)
    assert environ["NO_PROXY"] == "example.org,127.0.0.1,localhost"
    assert environ["PREFECT_HOME"] == str(tmp_path / "prefect")
    assert environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    for stays in (False, True):
        child = child_environment(environ, tmp_path, stays)
        assert not [name for name in child if name.startswith("PREFECT_API_")]
        assert child["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
