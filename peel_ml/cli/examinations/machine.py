"""What the machine offers, and what is asked of it."""

from __future__ import annotations

import os
from pathlib import Path

from peel_ml.cli.examinations import Examined

NEEDED = 2**30
"""A run of 100,000 rows takes up to this many bytes."""


def cores(available: int | None = None) -> Examined:
    """Compare the cores this process may use with the fits at a time and their threads."""
    from peel_ml.settings import read_settings

    settings = read_settings()
    count = available or _cores()
    asked = settings.workers * settings.threads
    return Examined(
        "Cores",
        asked <= count,
        f"{count} for this process; {settings.workers} fit{'s' * (settings.workers != 1)} at a time of "
        f"{settings.threads} thread{'s' * (settings.threads != 1)}",
        "More threads than cores are slower than fewer: set PEEL_WORKERS or PEEL_THREADS lower.",
    )


def memory(available: int | None = None) -> Examined:
    """Look at the memory that is free."""
    count = _memory() if available is None else available
    if count is None:
        return Examined("Memory", True, "not known on this system")
    return Examined(
        "Memory",
        count >= NEEDED,
        f"{count / 2**30:.1f} GiB free",
        "Close other programs, or set PEEL_WORKERS=1.",
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory() -> int | None:
    """Return the bytes that are free: the system's, or fewer where a container allows fewer."""
    told = Path("/proc/meminfo")
    if not told.is_file():
        return None
    free = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in told.read_text().splitlines()}["MemAvailable"]
    group = Path("/sys/fs/cgroup")
    limit, used = group / "memory.max", group / "memory.current"
    if limit.is_file() and used.is_file() and limit.read_text().strip().isdigit():
        free = min(free, int(limit.read_text()) - int(used.read_text()))
    return free
