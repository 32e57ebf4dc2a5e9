"""One process for each use case: started, listened to, and ended with the process that started it."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from peel_ml.experiment.book.asked import BookRequest, Planned
from peel_ml.settings import Settings

PROGRAM = "peel_ml.cli.book_child"
"""The module that runs one use case for the book, with a log of its own."""

PATIENCE_S = 25.0
"""How long all processes together may take to end in order: each ends itself after twenty seconds."""

Event = dict[str, Any]


class Child:
    """The process of one use case.

    It ends when this process does: its standard input is a pipe that only this process holds. It has a session of
    its own, so that Ctrl-C on a terminal reaches it once, through `stop`.

    Parameters
    ----------
    planned : Planned
        The use case.
    told : queue
        Gets ``(child, event)`` for each thing it tells, and ``(child, None)`` at its end.
    """

    def __init__(
        self,
        planned: Planned,
        request: BookRequest,
        settings: Settings,
        told: queue.Queue[tuple[Child, Event | None]],
        quiet: bool = True,
    ) -> None:
        self.planned = planned
        self.started = time.monotonic()
        self.end: Event | None = None
        """What it said at its end; None where it ended without a word."""
        self._told = told
        asked = {
            "use_case": planned.use_case,
            "data": planned.data,
            "final": request.final,
            "quick": request.quick,
            "seed": request.seed,
            "orchestrate": request.orchestrate,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", PROGRAM, json.dumps(asked)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # What libraries print there may quote rows; what went wrong is told as an event and logged.
            stderr=subprocess.DEVNULL if quiet else None,
            text=True,
            cwd=settings.project,
            env=_environment(os.environ, settings, request.processes(settings)),
            start_new_session=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with suppress(ValueError):  # a library printed something
                found = json.loads(line)
                if isinstance(found, dict) and "event" in found:
                    self._told.put((self, found))
        self.process.wait()
        self._told.put((self, None))

    @property
    def seconds(self) -> float:
        """Seconds since its start."""
        return time.monotonic() - self.started

    def ended(self) -> str:
        """Return how it ended without a word, as a sentence."""
        status = self.process.returncode
        if status is not None and status < 0:
            name = signal.Signals(-status).name
            memory = " The system may have run out of memory: fewer at a time need less." if name == "SIGKILL" else ""
            return f"Its process was ended by {name}.{memory}"
        return f"Its process ended with status {status} and said nothing."

    def close(self) -> None:
        """Wait for its end and close its pipes."""
        self.process.wait()
        self._listener.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def stop(children: list[Child]) -> None:
    """End all processes in order, what is done kept; those that do not end in time at once."""
    for child in children:
        with suppress(ProcessLookupError):
            child.process.terminate()
    deadline = time.monotonic() + PATIENCE_S
    for child in children:
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
        child.close()


def _environment(environ: Mapping[str, str], settings: Settings, processes: int) -> dict[str, str]:
    """Return a child's environment: the same project, state and store, and its share of the cores."""
    package = str(Path(__file__).resolve().parents[3])
    places = (package, environ.get("PYTHONPATH", ""))
    return {
        **environ,
        "PEEL_PROJECT": str(settings.project),
        "PEEL_HOME": str(settings.home),
        "PEEL_MLFLOW_URI": settings.tracking_uri,
        "PEEL_THREADS": str(settings.threads),
        "PEEL_WORKERS": str(max(1, settings.workers // processes)),
        "PYTHONPATH": os.pathsep.join(place for place in places if place),
    }
