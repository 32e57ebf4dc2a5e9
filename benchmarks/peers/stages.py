"""Stages of a peer's script: how long each took. Runs in the peer's environment: the standard library alone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter


def cpu_s() -> float:
    """Return the processor seconds of this process and of the children it waited for."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


class Stages:
    """Wall and CPU seconds by stage, written with the notes of the script when it ends."""

    def __init__(self) -> None:
        self.spent: dict[str, dict[str, float]] = {}
        self.notes: dict[str, object] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        wall, cpu = perf_counter(), cpu_s()
        yield
        self.spent[name] = {"wall_s": round(perf_counter() - wall, 3), "cpu_s": round(cpu_s() - cpu, 3)}
        print(f"    {name}: {self.spent[name]['wall_s']:.1f} s", flush=True)

    def write(self, folder: Path) -> None:
        (folder / "stages.json").write_text(json.dumps({"stages": self.spent, "notes": self.notes}, default=str))
