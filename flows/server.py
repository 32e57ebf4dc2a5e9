"""Where the flows of a run report to: a server that is given, the one that stays, or one of the run's own.

Prefect's own temporary server is started when the first flow starts, costs that flow some seconds, and
outlives a killed run. Ours starts while the data is still being read, and cannot outlive its parent.
"""

from __future__ import annotations

import atexit
import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from flows.asking import answers, stored
from flows.process import LOG, child, free_port
from flows.quiet import settle
from flows.standing import START_S, standing
from peel_ml.errors import PeelError

FOUND_S = 1.0
"""How long the server that stays may take to answer before a run starts one of its own."""


class Server:
    """Where the flows of this process report to.

    Parameters
    ----------
    url : str or None
        Address of the API; None where the server did not start, and steps are walked without Prefect.
    process : subprocess.Popen, optional
        Our own server's process; None for a server that somebody else runs.
    log : Path, optional
        What our own server prints.
    stays : bool
        It is the one that ``peel up`` started.
    """

    def __init__(
        self,
        url: str | None,
        process: subprocess.Popen[bytes] | None = None,
        log: Path | None = None,
        stays: bool = False,
    ) -> None:
        self.url = url
        self.process = process
        self.log = log
        self.stays = stays
        self.expected: dict[str, int] = {}
        """For the id of each flow run how many task runs ended in it; `end` waits for them to be stored."""

    def lives(self) -> bool:
        """Tell whether flows can still report to it, as far as can be told without asking a given server."""
        if self.url is None:
            return False
        if self.stays:
            return answers(self.url, FOUND_S)
        return self.process is None or self.process.poll() is None

    def lost(self) -> bool:
        """Tell whether a server of ours has gone while it was in use."""
        return self.ours and not self.lives()

    @property
    def ours(self) -> bool:
        """Whether it is on this machine for our sake: our own, or the one that stays."""
        return self.url is not None and (self.stays or self.process is not None)

    def ready(self, say: Callable[[str], None] | None = None, timeout_s: float = START_S) -> str | None:
        """Wait until the server answers, and return its address.

        Our own server that does not start is given up, said with the reason through `say` (by default on
        stderr), and None is returned: the caller then does without Prefect. (Its own temporary server would
        outlive a killed run.)

        Raises
        ------
        PeelError
            The server that ``PREFECT_API_URL`` names does not answer.
        """
        if self.url is None or answers(self.url):
            return self.url
        if self.stays:
            raise PeelError(
                f"The Prefect server that `peel up` started no longer answers at {self.url}. The same command again "
                "starts one of its own."
            )
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
            f"Prefect's server did not start ({reason}; see {self.log}). Going on without Prefect; "
            "the results are the same."
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


def _send_what_is_queued() -> None:
    """Let Prefect's client send its last events: one that finds its server gone waits for it many seconds."""
    worker = sys.modules.get("prefect.events.worker")
    if worker is not None:
        # In a thread of its own: where a loop runs, in a notebook say, Prefect returns a coroutine instead of waiting.
        drain = threading.Thread(target=worker.EventsWorker.drain_all, kwargs={"timeout": 5, "at_exit": False})
        drain.start()
        drain.join()


def forget_events() -> None:
    """Throw away what Prefect's client has still to send to a server that has gone.

    At the end of the process it would try each event for some seconds, one after the other. There is no public way.
    """
    worker = sys.modules.get("prefect.events.worker")
    for instance in tuple(worker.EventsWorker._instances.values()) if worker is not None else ():
        with suppress(queue.Empty):
            while True:
                instance._queue.get_nowait()


def _on_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")


_current: Server | None = None
_lock = threading.Lock()


def begin(home: Path) -> Server:
    """Return the server of this process at once; one that is being started is waited for by `Server.ready`.

    A ``PREFECT_API_URL`` that is set is honoured; then the server that stays is used, if it answers; else one
    of this process's own is started. Call this before prefect is imported: with an address known the client
    does not import the whole server.

    Parameters
    ----------
    home : Path
        ``PEEL_HOME``.

    Raises
    ------
    PeelError
        The state folder cannot be written.
    """
    global _current
    with _lock:
        if _current is not None and _current.lives():
            return _current
        given = os.environ.get("PREFECT_API_URL")
        if _current is not None and given == _current.url:
            given = None  # ours, set below, and gone since
        _current = Server(given) if given else (_found(home) or started(home))
        return _current


def _found(home: Path) -> Server | None:
    found = standing(home)
    if found is None or not answers(found.url, FOUND_S):
        return None
    settle(os.environ, home)
    return _ours(Server(found.url, stays=True))


def started(home: Path) -> Server:
    """Start a server of this process's own, which ends with it."""
    port = free_port()
    bound = threading.current_thread() is threading.main_thread()
    process = child(home, "follow", str(port), str(os.getpid()), "1" if bound else "0")
    server = _ours(Server(f"http://127.0.0.1:{port}/api", process, home / "prefect" / LOG))
    atexit.register(server.end)
    return server


def _ours(server: Server) -> Server:
    os.environ["PREFECT_API_URL"] = str(server.url)
    # It warns at the end of what is left to send, in a logger that no setting of Prefect's reaches.
    logging.getLogger("EventsWorker").setLevel(logging.CRITICAL)
    return server
