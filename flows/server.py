"""A Prefect server of our own for the length of a run: started first, waited for last, ended with us.

Prefect's own temporary server is started when the first flow starts, costs that flow some seconds, and
outlives a killed run. This one starts while the data is still being read, and cannot outlive its parent.
"""

from __future__ import annotations

import atexit
import http.client
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Mapping
from pathlib import Path

from flows.quiet import child_environment, settle
from peel_ml.errors import PeelError
from peel_ml.tracking.storage import copy_prepared, prepared_folder, prepared_name

ROOT = Path(__file__).resolve().parents[1]

START_S = 90.0
"""How long a server may take to answer; it takes 2 to 10 seconds."""

STORE_S = 10.0
"""How long to wait at the end for the server to store what it was told; it takes about a second."""


class Server:
    """Where the flows of this process report to.

    Parameters
    ----------
    url : str or None
        Address of the API; None leaves Prefect to its own temporary server.
    process : subprocess.Popen, optional
        Our own server's process; None for a server that somebody else runs.
    log : Path, optional
        What our own server prints.
    """

    def __init__(
        self, url: str | None, process: subprocess.Popen[bytes] | None = None, log: Path | None = None
    ) -> None:
        self.url = url
        self.process = process
        self.log = log
        self.expected: dict[str, int] = {}
        """For the id of each flow run how many task runs ended in it; `end` waits for them to be stored."""

    def ready(self, say: Callable[[str], None] | None = None, timeout_s: float = START_S) -> str | None:
        """Wait until the server answers, and return its address.

        Our own server that does not start is given up, said with the reason through `say` (by default on
        stderr), and None is returned: Prefect then starts its own.

        Raises
        ------
        PeelError
            The server that ``PREFECT_API_URL`` names does not answer.
        """
        if self.url is None or answers(self.url):
            return self.url
        if self.process is None:
            raise PeelError(
                f"No Prefect server answers at {self.url}. Start it, or unset PREFECT_API_URL to "
                "use a server of this run's own."
            )
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline and self.process.poll() is None:
            if answers(self.url):
                return self.url
            time.sleep(0.05)
        ended = self.process.poll()
        reason = f"no answer within {timeout_s:.0f} s" if ended is None else f"it ended with status {ended}"
        self.end()
        (say or _on_stderr)(
            f"Prefect's server did not start ({reason}; see {self.log}). Going on with "
            "Prefect's own temporary server, which is slower."
        )
        return None

    def end(self) -> None:
        """End our own server; a server that somebody else runs is left alone."""
        process, url, self.process, self.url = self.process, self.url, None, None
        if process is None:
            self.url = url
            return
        if url is not None and process.poll() is None:
            stored(url, self.expected)
            _send_what_is_queued()
        if os.environ.get("PREFECT_API_URL") == url:
            del os.environ["PREFECT_API_URL"]
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin is not None:
            process.stdin.close()


def stored(url: str, expected: Mapping[str, int], timeout_s: float = STORE_S) -> bool:
    """Wait until the server has stored the end of every task run; tell whether it has.

    Task runs reach the server as events and are stored some time later. A server that is ended at once
    loses the last of them.

    Parameters
    ----------
    url : str
        Address of the API.
    expected : mapping of str to int
        For the id of each flow run how many task runs ended in it.
    timeout_s : float
        When to give up; the runs themselves do not depend on it.
    """
    wanted = {
        "flow_runs": {"id": {"any_": list(expected)}},
        "task_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}},
    }
    deadline = time.monotonic() + timeout_s
    while expected and _asked(url, "POST", "/task_runs/count", wanted) != str(sum(expected.values())):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _send_what_is_queued() -> None:
    """Let Prefect's client send its last events: one that finds its server gone waits for it many seconds."""
    worker = sys.modules.get("prefect.events.worker")
    if worker is not None:
        worker.EventsWorker.drain_all(timeout=5, at_exit=False)


def answers(url: str) -> bool:
    """Tell whether a Prefect server answers at this address, without following proxies."""
    return _asked(url, "GET", "/health") is not None


def _asked(url: str, method: str, path: str, document: object = None) -> str | None:
    parts = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request(
            method, f"{parts.path.rstrip('/')}{path}", json.dumps(document), {"Content-Type": "application/json"}
        )
        answer = connection.getresponse()
        return answer.read().decode() if answer.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _on_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")


_current: Server | None = None
_lock = threading.Lock()


def begin(home: Path) -> Server:
    """Start the server of this process, or return the one that runs. Returns at once; `Server.ready` waits.

    A ``PREFECT_API_URL`` that is set is honoured. Call this before prefect is imported: with an address
    known the client does not import the whole server.

    Parameters
    ----------
    home : Path
        ``PEEL_HOME``; the server keeps its database and its log in ``prefect/`` below.

    Raises
    ------
    PeelError
        The state folder cannot be written.
    """
    global _current
    with _lock:
        if (
            _current is not None
            and _current.url is not None
            and (_current.process is None or _current.process.poll() is None)
        ):
            return _current
        given = os.environ.get("PREFECT_API_URL")
        _current = Server(given) if given else _started(home)
        return _current


def _started(home: Path) -> Server:
    folder = home / "prefect"
    log = folder / "server.log"
    settle(os.environ, home)
    # It warns at the end of what is left to send, in a logger that no setting of Prefect's reaches.
    logging.getLogger("EventsWorker").setLevel(logging.CRITICAL)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        copy_prepared(prepared_folder() / prepared_name("prefect"), folder / "prefect.db")
        output = log.open("wb")
    except OSError as error:
        raise PeelError(
            f"Prefect's folder {folder} cannot be written ({error.strerror}). Set PEEL_HOME to a folder you may write."
        ) from error
    port = free_port()
    bound = threading.current_thread() is threading.main_thread()
    with output:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.child", str(port), str(os.getpid()), "1" if bound else "0"],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=child_environment(os.environ, ROOT),
            start_new_session=True,
        )
    server = Server(f"http://127.0.0.1:{port}/api", process, log)
    os.environ["PREFECT_API_URL"] = str(server.url)
    atexit.register(server.end)
    return server


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare(folder: Path | None = None) -> Path:
    """Make the migrated database that new servers start from, unless it is there. Takes about 10 s once."""
    place = folder or prepared_folder()
    target = place / prepared_name("prefect")
    if target.exists():
        return target
    scratch = place / ".prefect-fresh"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        server = _started(scratch)
        if server.ready() is None:
            raise PeelError("Prefect's database could not be prepared: its server did not start.")
        server.end()
        _settled(scratch / "prefect" / "prefect.db").replace(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return target


def _settled(database: Path) -> Path:
    import sqlite3

    connection = sqlite3.connect(database)
    # Everything from the write-ahead log into the file itself, which is all that is copied.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return database
