"""What every benchmark stands on: a quiet machine, alternated runs, one form for results."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import sleep
from typing import Any

from benchmarks.machine import facts

RESULTS = Path(__file__).parent / "results"
SEEDS = (0, 1, 2, 3, 4)
QUIET = 0.9
"""Share of the cores that must be idle before anything is timed."""


@dataclass(frozen=True)
class Row:
    """One figure of a table. Where there is an interval, its worse end is held to the bar."""

    what: str
    value: float
    unit: str
    """``x`` for a ratio, ``s``, ``MB``, ``AUC``, ``%``, ``figure`` (three digits) or empty for a count."""
    low: float | None = None
    high: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the bar is reached; None where there is none."""
        if self.at_least is not None:
            return (self.value if self.low is None else self.low) >= self.at_least
        if self.at_most is not None:
            return (self.value if self.high is None else self.high) <= self.at_most
        return None


def idle_share(seconds: float = 2.0) -> float:
    """Return the share of all cores that did nothing for this long (1 - load per core where there is no /proc)."""
    stat = Path("/proc/stat")
    if not stat.is_file():
        return max(0.0, 1 - os.getloadavg()[0] / (os.cpu_count() or 1))

    def ticks() -> list[int]:
        return [int(word) for word in stat.read_text().split("\n", 1)[0].split()[1:9]]

    before = ticks()
    sleep(seconds)
    spent = [after - earlier for after, earlier in zip(ticks(), before, strict=True)]
    return (spent[3] + spent[4]) / max(1, sum(spent))


def options(about: str | None) -> argparse.ArgumentParser:
    """Return a parser with the option every timed benchmark has."""
    parser = argparse.ArgumentParser(description=(about or "").split("\n", 1)[0])
    parser.add_argument("--even-if-busy", action="store_true", help="time on a busy machine; the result says so")
    return parser


def require_quiet(given: argparse.Namespace) -> float:
    """Return the idle share, or end with what to do where the machine is busy."""
    idle = idle_share()
    if idle < QUIET and not given.even_if_busy:
        sys.exit(
            f"The machine is busy: {idle:.0%} of its cores are idle, {QUIET:.0%} are needed for times that mean "
            "anything. End what else runs and try again, or give --even-if-busy: the result is then marked."
        )
    return idle


def alternated(runs: Mapping[str, Callable[[int], Any]], times: int) -> dict[str, list[Any]]:
    """Call each `times` times with the number of the round, one after another, every other round backwards."""
    found: dict[str, list[Any]] = {name: [] for name in runs}
    for number in range(times):
        for name in list(runs) if number % 2 == 0 else list(reversed(runs)):
            found[name].append(runs[name](number))
            print(f"  {number + 1}/{times} {name}: {found[name][-1]}", flush=True)
    return found


def mid(values: Sequence[Any], name: str) -> float:
    """Return the median of one attribute."""
    return float(median(getattr(value, name) for value in values))


def publish(name: str, title: str, rows: Sequence[Row], *, raw: Mapping[str, Any], idle: float | None = None) -> None:
    """Write ``results/<name>.json`` and the table in README.md.

    `raw` holds every single measurement; `idle` is None where nothing was timed, so that load does not matter.
    """
    document = {
        "title": title,
        "rows": [{**asdict(row), "reached": row.reached} for row in rows],
        "raw": dict(raw),
        "machine": facts(),
        "idle_share": None if idle is None else round(idle, 2),
        "busy": idle is not None and idle < QUIET,
        "measured": date.today().isoformat(),
    }
    write(RESULTS / f"{name}.json", document)
    from benchmarks.table import refresh, shown

    refresh()
    print(shown(document))


def write(path: Path, document: Mapping[str, Any]) -> None:
    """Write JSON with sorted keys, under a temporary name first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(".tmp")
    scratch.write_text(json.dumps(document, indent=2, sort_keys=True, allow_nan=False) + "\n")
    scratch.replace(path)
