"""Commands as processes: how long, how much processor time, how much memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

ROOT = Path(__file__).resolve().parents[1]
PEEL = str(Path(sys.executable).with_name("peel"))
SAMPLED_S = 0.05


@dataclass(frozen=True)
class Usage:
    """What one command took; `cpu_s` counts every child it waited for."""

    wall_s: float
    cpu_s: float
    output: str

    def __str__(self) -> str:
        return f"{self.wall_s:.2f} s, {self.cpu_s:.2f} CPU s"


def environment(project: Path, home: Path, **more: str) -> dict[str, str]:
    """Return an environment in which `peel` works on `project` and keeps its state in `home`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PEEL_", "PREFECT_", "MLFLOW_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**kept, "PYTHONPATH": str(ROOT), "PEEL_PROJECT": str(project), "PEEL_HOME": str(home), **more}


def timed(command: Sequence[str], env: Mapping[str, str]) -> Usage:
    """Run a command to its end and return what it took; end here with its messages where it fails."""
    started = perf_counter()
    # Files, not pipes: a server that outlives its parent would keep a pipe open for ever.
    with Path(env["PEEL_HOME"] + ".out").open("w+") as out, Path(env["PEEL_HOME"] + ".err").open("w+") as err:
        process = subprocess.Popen(command, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        wall = perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            sys.exit(f"{' '.join(command)} ended with status {process.returncode}:\n{err.read()[-4000:]}")
        return Usage(wall, used.ru_utime + used.ru_stime, out.read())


def peak_mb(command: Sequence[str], env: Mapping[str, str]) -> float:
    """Run a command and return the most memory it and all its children held together, in MB.

    Sampled from /proc: each page that processes share counts once (proportional set size).
    """
    process = subprocess.Popen(
        command, env=dict(env), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    most = 0
    while process.poll() is None:
        most = max(most, sum(kilobytes(pid) for pid in family(process.pid)))
        sleep(SAMPLED_S)
    return most / 1024


def family(pid: int) -> list[int]:
    """Return a process and everything that descends from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):  # it ended meanwhile
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for one in found:
        found.extend(children.get(one, ()))
    return found


def kilobytes(pid: int) -> int:
    """Return the proportional set size of one process (shared pages count in part), 0 where it is no more."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it ended meanwhile
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
