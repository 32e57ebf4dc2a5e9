"""One server on one sqlite register."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from peel_ml.errors import BadRequest
from peel_ml.review.lock import RegisterLock, sqlite_file

HOLD = """
import sys, time
from pathlib import Path
from peel_ml.review.lock import RegisterLock
held = RegisterLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_the_second_is_told_of_the_first_and_a_killed_one_lets_go(tmp_path, root):
    database = tmp_path / "register.db"
    command = [sys.executable, "-c", HOLD, str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(root)}) as first:
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(BadRequest, match=rf"Process {first.pid} serves the register .*register\.db already"):
            RegisterLock(database)
        first.send_signal(signal.SIGKILL)
        first.wait()
    RegisterLock(database).release()


def test_registers_do_not_get_in_each_others_way(tmp_path):
    first, second = RegisterLock(tmp_path / "a.db"), RegisterLock(tmp_path / "b.db")
    first.release()
    second.release()


def test_another_database_needs_no_lock():
    assert sqlite_file("postgresql+psycopg://peel@db/peel") is None
