"""Facts about the machine that a figure depends on; none that names it."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from importlib.util import cache_from_source, find_spec
from pathlib import Path

LIBRARIES = ("lightgbm", "mlflow", "numpy", "optuna", "pandas", "polars", "prefect", "scikit-learn")


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def facts() -> dict[str, object]:
    """Return cores, processor, memory, versions, and whether modules were compiled."""
    return {
        "cores": cores(),
        "processor": _line("/proc/cpuinfo", "model name") or platform.machine(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in LIBRARIES},
        "bytecode": _bytecode(),
    }


def _line(path: str, name: str) -> str:
    lines = Path(path).read_text().splitlines() if Path(path).is_file() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "")


def _bytecode() -> str:
    """Say whether modules were compiled at install; where they were not, every process compiles them again."""
    spec = find_spec("lightgbm.basic")
    compiled = spec is not None and spec.origin is not None and Path(cache_from_source(spec.origin)).is_file()
    return "compiled" if compiled else "not compiled"
