"""One command, watched: how long, how much processor time and how much memory, all in one go."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from benchmarks.process import family, kilobytes

EVERY_S = 0.1


@dataclass(frozen=True)
class Watched:
    """What one command took: `cpu_s` counts the children it waited for, `peak_mb` all of them together."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    status: int

    def __str__(self) -> str:
        return f"{self.wall_s:.1f} s, {self.cpu_s:.1f} CPU s, {self.peak_mb:,.0f} MB"


def watched(command: Sequence[str], env: Mapping[str, str], log: Path) -> Watched:
    """Run a command to its end; what it says goes to `log`, and its status stands in the result."""
    started = perf_counter()
    most = 0.0
    with log.open("w") as out:
        process = subprocess.Popen(command, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        try:
            while True:
                ended, status, used = os.wait4(process.pid, os.WNOHANG)
                if ended:
                    break
                most = max(most, sum(kilobytes(pid) for pid in family(process.pid)) / 1024)
                sleep(EVERY_S)
        except BaseException:
            process.kill()
            raise
    process.returncode = os.waitstatus_to_exitcode(status)
    return Watched(perf_counter() - started, used.ru_utime + used.ru_stime, most, process.returncode)
