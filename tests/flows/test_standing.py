"""The server that stays, with real processes: who ends it, what it leaves, and that there is never a second."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.asking import answers
from flows.standing import down, standing, strays
from peel_ml.errors import PeelError

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

RUN = """
import sys
from pathlib import Path
from flows.run_use_case import run_steps
from flows.server import begin
from peel_ml.experiment.steps import Step
server = begin(Path(sys.argv[1]))
run_steps([Step(f"step{number}", lambda: 1, (), "One") for number in range(3)], {}, server=server)
server.end()
print(server.stays, server.url)
"""

BEGIN = """
import sys
from pathlib import Path
from flows.server import begin
print(begin(Path(sys.argv[1])).stays)
"""


def peel(home, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", "from peel_ml.cli import main; main()", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(home),
    )


def environment(home):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    return {**kept, "PEEL_HOME": str(home)}


def done(process):
    said, complained = process.communicate(timeout=120)
    return process.returncode, said, complained


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid):
    deadline = time.monotonic() + 30
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not alive(pid)


def run(home, program):
    return subprocess.run(
        [sys.executable, "-c", program, str(home)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(home),
        timeout=120,
        check=True,
    ).stdout.split()


@pytest.fixture
def up(tmp_path):
    """A server that stays, in a new state folder; ended whatever the test did."""
    home = tmp_path / "new" / "home"
    status, said, complained = done(peel(home, "up"))
    assert (status, complained) == (0, "")
    server = standing(home)
    assert server.pages in said
    yield home, server
    if alive(server.pid):
        os.kill(server.pid, signal.SIGKILL)


def test_it_is_found_by_every_run_until_it_is_ended(up):
    home, server = up
    assert done(peel(home, "up"))[1].startswith(f"Prefect is up at {server.pages}, since {server.since}")
    assert standing(home) == server
    assert run(home, RUN) == ["True", server.url]
    assert answers(server.url)
    status, said, _ = done(peel(home, "down"))
    assert (status, said) == (0, f"Prefect is down; it was up since {server.since}.\n")
    assert not alive(server.pid)
    assert standing(home) is None
    assert done(peel(home, "down"))[:2] == (0, "No Prefect server was up.\n")
    # And a run has its own again.
    assert run(home, BEGIN) == ["False"]


def test_one_that_hangs_is_not_used_and_is_killed_in_the_end(up):
    home, server = up
    os.kill(server.pid, signal.SIGSTOP)
    assert run(home, BEGIN) == ["False"]
    assert down(home, timeout_s=0.5) == server
    assert gone(server.pid)


def test_what_a_dead_one_left_is_removed(tmp_path):
    state = tmp_path / "prefect" / "server.json"
    state.parent.mkdir()
    # Its process id is by now somebody else's: this test's.
    state.write_text(json.dumps({"url": "http://127.0.0.1:9/api", "pid": os.getpid(), "since": "2026-01-01"}))
    assert standing(tmp_path) is None
    assert not state.exists()


@pytest.mark.full
def test_it_outlives_a_closed_terminal_and_not_its_folder(tmp_path):
    command = peel(tmp_path, "up")
    deadline = time.monotonic() + 60
    while standing(tmp_path) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    command.send_signal(signal.SIGHUP)
    # Interrupted, or done already: the command ends as soon as the server answers.
    assert done(command)[0] in (0, 130)
    server = standing(tmp_path)
    assert alive(server.pid)
    shutil.rmtree(tmp_path)
    assert gone(server.pid)


@pytest.mark.full
def test_two_at_once_start_one(tmp_path):
    both = [peel(tmp_path, "up"), peel(tmp_path, "up")]
    said = [done(process) for process in both]
    try:
        assert [status for status, _, _ in said] == [0, 0]
        server = standing(tmp_path)
        assert all(server.pages in line for _, line, _ in said)
        named = [int(path.name) for path in Path("/proc").iterdir() if is_server(path, tmp_path)]
        assert named == [server.pid]
    finally:
        done(peel(tmp_path, "down"))


def is_server(process, home):
    try:
        return b"flows.child" in (process / "cmdline").read_bytes() and str(home) in os.readlink(process / "cwd")
    except OSError:
        return False


def test_a_stray_is_seen(tmp_path):
    folder = tmp_path / "prefect"
    folder.mkdir()
    # What a server would look like whose run has ended: its parent is not the process that it names.
    stray = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(100)", "-m", "flows.child", "follow", "1", "1", "0"],
        cwd=folder,
    )
    try:
        deadline = time.monotonic() + 10
        while not strays(tmp_path) and time.monotonic() < deadline:
            time.sleep(0.02)  # until the system shows what it was started with
        assert strays(tmp_path) == [stray.pid]
    finally:
        stray.kill()
        stray.wait()
    assert strays(tmp_path) == []


def test_a_folder_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").touch()
    status, _, complained = done(peel(tmp_path / "file" / "home", "up"))
    assert status == 1
    assert "PEEL_HOME" in complained


def test_a_server_that_does_not_start_says_why(tmp_path, monkeypatch):
    from flows import standing as module

    def broken(home, *arguments, stays):
        return subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])

    monkeypatch.setattr(module, "child", broken)
    with pytest.raises(PeelError, match="ended with status 3"):
        module.up(tmp_path)
