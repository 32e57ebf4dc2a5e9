"""Too little memory, and two runs at once."""

from __future__ import annotations

import resource
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from subprocess import Popen
from threading import Thread
from time import sleep
from typing import Any

from benchmarks.aftermath import events_of, logs_of
from benchmarks.faults.fault import Fault, Place
from benchmarks.faults.moments import said
from benchmarks.process import ROOT

LEFT_MB = 12
"""How much more memory the run gets at most, from the moment that is drawn."""
OTHER_SEED = ("--seed", "1")


class OutOfMemory(Fault):
    """From a moment of the search on to its end the system gives the run's process hardly any more memory.

    Not longer: OpenBLAS, which numpy calls, asks for ever where it is refused memory for the first time, and nothing
    above it can tell.
    """

    name, title = "out-of-memory", "a trial that runs out of memory"
    within = ("step started learned", "step finished learned")
    # The kernel kills for want of memory, and Rust and C++ give up; both leave no time for more than their own word.
    allowed = (1, -signal.SIGABRT)

    def cannot(self) -> str:
        return "" if hasattr(resource, "prlimit") else "limits of another process need Linux"

    def strike(self, process: Popen[Any], place: Place) -> bool:
        pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + int(place.rng.integers(0, LEFT_MB * 2**20))
        resource.prlimit(process.pid, resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
        Thread(target=self._later, args=(process, place)).start()
        return True

    def _later(self, process: Popen[Any], place: Place) -> None:
        while process.poll() is None:
            if any(said(event) == self.within[1] for log in events_of(logs_of(place.home)) for event in log):
                with suppress(ProcessLookupError):
                    resource.prlimit(process.pid, resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                return
            sleep(0.01)


class TwiceTheSame(Fault):
    name, title = "two-the-same", "two runs of one use case at once, the same command"
    allowed = (0,)
    more: tuple[str, ...] = ()

    def strike(self, process: Popen[Any], place: Place) -> bool:
        with (place.scratch / "second.err").open("w") as err:
            place.second = subprocess.Popen(
                [*place.command, *self.more],
                env=place.env,
                stdin=subprocess.DEVNULL,
                stdout=err,
                stderr=err,
                cwd=ROOT,
            )
        return True


class TwiceDifferent(TwiceTheSame):
    name, title = "two-different", "two runs of one use case at once, with another seed"
    more = OTHER_SEED
