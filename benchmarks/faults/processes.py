"""Processes that are killed: the run itself, and the two Prefect servers."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from typing import Any

from benchmarks.faults.fault import Fault, Place
from benchmarks.process import PEEL, family, timed


class KillRun(Fault):
    name, title = "kill-run", "kill -9 of the run"
    allowed = (-signal.SIGKILL,)

    def strike(self, process: Popen[Any], place: Place) -> bool:
        process.kill()
        return True


class Interrupt(Fault):
    name, title = "interrupt", "Ctrl-C or `kill` of the run"
    allowed = (130,)

    def strike(self, process: Popen[Any], place: Place) -> bool:
        process.send_signal(place.rng.choice([signal.SIGINT, signal.SIGTERM]))
        return True


class KillOwnPrefect(Fault):
    name, title = "kill-own-prefect", "kill -9 of the run's own Prefect server"
    allowed = (0,)

    def strike(self, process: Popen[Any], place: Place) -> bool:
        servers = [pid for pid in family(process.pid)[1:] if b"flows.child" in _words(pid)]
        for pid in servers:
            os.kill(pid, signal.SIGKILL)
        return bool(servers)


class KillStandingPrefect(Fault):
    name, title = "kill-standing-prefect", "kill -9 of the Prefect server of `peel up`"

    @contextmanager
    def around(self, place: Place) -> Iterator[None]:
        timed([PEEL, "up"], place.env)
        try:
            yield
        finally:
            timed([PEEL, "down"], place.env)

    def strike(self, process: Popen[Any], place: Place) -> bool:
        os.kill(json.loads((place.home / "prefect" / "server.json").read_bytes())["pid"], signal.SIGKILL)
        return True


def _words(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it ended meanwhile
        return b""
