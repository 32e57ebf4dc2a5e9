"""Faults that a small preloaded library makes: a clock that jumps, and a disk that answers late."""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen
from threading import Timer
from typing import Any

import numpy as np

from benchmarks.aftermath import events_of, logs_of
from benchmarks.faults.fault import Fault, Place
from benchmarks.faults.seen import visible
from peel_ml.results.recorded import loads

SOURCE = Path(__file__).with_name("shim.c")
HOUR_S, DAY_S = 3600.0, 86_400.0
SYNC_S = 0.3
"""How much longer a sync takes on slow storage; an old disk takes a twentieth of that."""


class Shimmed(Fault):
    """The library is compiled here and now."""

    def cannot(self) -> str:
        return "" if shutil.which("cc") else "there is no C compiler (`apt-get install gcc libc6-dev`)"

    @contextmanager
    def ready(self, scratch: Path) -> Iterator[None]:
        self._library = scratch / "shim.so"
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O1", str(SOURCE), "-o", str(self._library), "-ldl", "-lm"], check=True
        )
        yield

    @contextmanager
    def around(self, place: Place) -> Iterator[None]:
        self._told = place.scratch / "told"
        self.tell(0.0, 0.0)
        place.env.update(LD_PRELOAD=str(self._library), FAULTS_SHIM=str(self._told))
        yield

    def tell(self, ahead_s: float, sync_s: float) -> None:
        # Written in place: the file is mapped by the processes that are told.
        with self._told.open("r+b" if self._told.exists() else "w+b") as told:
            told.write(struct.pack("dd", ahead_s, sync_s))


class SlowStorage(Shimmed):
    name, title = "slow-storage", f"storage that takes {SYNC_S:g} s longer for every sync"
    allowed = (0,)

    def strike(self, process: Popen[Any], place: Place) -> bool:
        self.tell(0.0, SYNC_S)
        return True

    def mend(self, place: Place) -> None:
        self.tell(0.0, 0.0)


class ClockJump(Shimmed):
    """The clock jumps by seconds up to sixty days; every other time the run is then killed, and goes on after it."""

    allowed = (0, -9)
    sign = 1

    def strike(self, process: Popen[Any], place: Place) -> bool:
        self.tell(self.sign * float(np.exp(place.rng.uniform(np.log(2.0), np.log(60 * DAY_S)))), 0.0)
        if place.rng.random() < 0.5:
            self._killer = Timer(float(place.rng.uniform(0, 15)), process.kill)
            self._killer.start()
        return True

    def wrong(self, place: Place) -> list[str]:
        found = []
        for event in (event for attempt in events_of(logs_of(place.home)) for event in attempt):
            if event.get("seconds") is not None and event["seconds"] < 0:
                found.append(f"{event['event']} took {event['seconds']} s")
        for folder in visible(place.home):
            timings = loads((folder / "record.json").read_bytes()).timings
            found += [f"{step} took {seconds} s in the record" for step, seconds in timings.items() if seconds < 0]
        return found


class ClockForward(ClockJump):
    name, title = "clock-forward", "a clock that jumps forward, by up to sixty days"


class ClockBack(ClockJump):
    """An earlier run is there, made before the clock went back: the new one has to stand after it."""

    name, title = "clock-back", "a clock that jumps back, by up to sixty days"
    sign = -1

    @contextmanager
    def around(self, place: Place) -> Iterator[None]:
        with super().around(place):
            self.tell(-HOUR_S, 0.0)
            shutil.copytree(
                place.undisturbed, place.home / "runs" / place.undisturbed.parent.name / place.undisturbed.name
            )
            yield

    def wrong(self, place: Place) -> list[str]:
        last = max(folder.name for folder in visible(place.home))
        return super().wrong(place) + (["an earlier run stands last"] if last == place.undisturbed.name else [])
