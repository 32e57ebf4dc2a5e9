"""The Prefect server that stays: started with ``peel up``, ended with ``peel down``, found by every run between.

It stands as long as ``PEEL_HOME/prefect/server.json`` names it, and ends by itself when that file is gone or
names another, so that it can be ended by removing the file, and a state folder that is deleted leaves no process
behind. Whether it lives is told by a lock that it holds: a process id may by then be somebody else's.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flows.asking import answers
from flows.child import LOCK, STATE
from flows.process import LOG, child, free_port
from peel_ml.errors import PeelError

START_S = 90.0
"""How long a server may take to answer; it takes 2 to 10 seconds."""

END_S = 15.0
"""How long the server may take to end before it is killed; it takes one to two seconds."""


@dataclass(frozen=True)
class Standing:
    """A server that stays.

    Parameters
    ----------
    url : str
        Address of its API; its pages are one level up.
    pid : int
        Its process.
    since : str
        When it was started, ISO 8601.
    """

    url: str
    pid: int
    since: str

    @property
    def pages(self) -> str:
        """Address for a browser."""
        return self.url.removesuffix("/api")


_started: list[subprocess.Popen[bytes]] = []
"""Held to the end of this process, because Python complains of a child that is forgotten while it lives."""


def standing(home: Path) -> Standing | None:
    """Return the server that stays, ``None`` when there is none; what a dead one left is removed.

    A server that was just started may not answer yet.
    """
    folder = home / "prefect"
    state = folder / STATE
    if not state.exists():
        return None
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _read(state)
        # Nobody holds it, and nobody new can while this is done.
        state.unlink(missing_ok=True)
    return None


def _read(state: Path) -> Standing | None:
    try:
        return Standing(**json.loads(state.read_bytes()))
    except FileNotFoundError:  # it is being ended
        return None


def up(home: Path, timeout_s: float = START_S) -> tuple[Standing, bool]:
    """Start the server that stays and wait until it answers.

    Returns
    -------
    Standing
        The server.
    bool
        Whether it was started now; otherwise it was up already.

    Raises
    ------
    PeelError
        It does not start, or the state folder cannot be written.
    """
    deadline = time.monotonic() + timeout_s
    process = None
    while time.monotonic() < deadline:
        found = standing(home)
        if found is not None and answers(found.url):
            return found, process is not None and process.pid == found.pid
        if found is None and process is None:
            process = child(home, "stay", str(free_port()), stays=True)
            _started.append(process)
        # One that ends with 0 found another `peel up` ahead of it, whose server is the one to wait for.
        if process is not None and process.poll() not in (None, 0):
            raise PeelError(
                f"Prefect's server ended with status {process.returncode} instead of starting; "
                f"see {home / 'prefect' / LOG}."
            )
        time.sleep(0.05)
    down(home)
    raise PeelError(
        f"Prefect's server did not answer within {timeout_s:.0f} s, and was ended; "
        f"see {home / 'prefect' / LOG}. Try again, or run without it."
    )


def down(home: Path, timeout_s: float = END_S) -> Standing | None:
    """End the server that stays, and return it; ``None`` when there was none.

    It is asked first; one that has not ended after `timeout_s` seconds is killed.

    Raises
    ------
    PeelError
        It cannot be killed either.
    """
    found = standing(home)
    if found is None:
        return None
    folder = home / "prefect"
    (folder / STATE).unlink(missing_ok=True)
    with (folder / LOCK).open("a") as lock:
        if not _free_within(lock, timeout_s):
            _kill(found.pid)
            if not _free_within(lock, timeout_s):
                raise PeelError(f"Prefect's server, process {found.pid}, does not end. End it with `kill {found.pid}`.")
    return found


def _free_within(lock: IO[str], timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.02)
        else:
            return True
    return False


def _kill(pid: int) -> None:
    """Kill the server, unless that number belongs to another program here: it may run in another container."""
    told = Path(f"/proc/{pid}/cmdline")
    if not Path("/proc/self").exists() or (told.exists() and b"flows.child" in told.read_bytes()):
        os.kill(pid, signal.SIGKILL)


def strays(home: Path) -> list[int] | None:
    """Return the processes of servers below this state folder that nobody uses; ``None`` where none can be seen.

    There should never be one: a server ends with its run, or when the state file no longer names it.
    """
    processes = Path("/proc")
    if not (processes / "self" / "cwd").exists():
        return None
    folder, named = str(home / "prefect"), standing(home)
    return sorted(
        int(path.name)
        for path in processes.iterdir()
        if path.name.isdigit() and _is_stray(path, folder, None if named is None else named.pid)
    )


def _is_stray(process: Path, folder: str, named: int | None) -> bool:
    try:
        words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
        where = os.readlink(process / "cwd")
        parent = (process / "stat").read_text().rsplit(")", 1)[1].split()[1]
    except OSError:  # it has ended, or belongs to somebody else
        return False
    if "flows.child" not in words or where.removesuffix(" (deleted)") != folder:
        return False
    how, *rest = words[words.index("flows.child") + 1 :]
    return parent != rest[1] if how == "follow" else int(process.name) != named
