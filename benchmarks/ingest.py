"""A million rows in police.uk's layout: how long reading, cleaning and checking take over pandas' reading alone.

``python -m benchmarks.ingest`` (about two minutes). The files are the public Met archive three times over, its months
shifted, so that no row of one copy repeats one of another. Pandas is `read_csv` of each file and one `concat`, which
hashes nothing and keeps no log. Everything is a process of its own that imports first and then starts the clock.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import tempfile
import zipfile
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from benchmarks.harness import Row, alternated, mid, options, publish, require_quiet
from benchmarks.process import PEEL, ROOT, environment, timed
from benchmarks.rows import MET

COPIES = (-1, 0, 1)
MONTHS = 25
"""Months in the archive: each copy is moved by as many."""
_DATE = re.compile(rb",(\d{4})-(\d{2})-(\d{2})T")


@dataclass(frozen=True)
class Took:
    """What one process took, imports left out."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    rows: int

    def __str__(self) -> str:
        return f"{self.wall_s:.2f} s, {self.cpu_s:.2f} CPU s, {self.peak_mb:,.0f} MB, {self.rows:,} rows"


def moved(year: int, month: int, by: int) -> tuple[int, int]:
    """Return the month that lies `by` months later."""
    count = year * 12 + month - 1 + by
    return count // 12, count % 12 + 1


def shifted(content: bytes, by: int) -> bytes:
    """Return a month's file with every date moved by whole months; the 31st becomes the last day there is."""

    def later(date: re.Match[bytes]) -> bytes:
        year, month = moved(int(date[1]), int(date[2]), by)
        return f",{year:04}-{month:02}-{min(int(date[3]), monthrange(year, month)[1]):02}T".encode()

    return _DATE.sub(later, content) if by else content


def write(scratch: Path, archive: Path) -> tuple[Path, Path]:
    """Write the files as a zip archive and as a folder; return both."""
    packed, folder = scratch / "million.zip", scratch / "million"
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            found = re.search(r"(\d{4})-(\d{2})-(metropolitan-stop-and-search\.csv)$", name)
            if found is None:
                continue
            for copy in COPIES:
                year, month = moved(int(found[1]), int(found[2]), copy * MONTHS)
                inside = f"{year:04}-{month:02}/{year:04}-{month:02}-{found[3]}"
                content = shifted(source.read(name), copy * MONTHS)
                target.writestr(inside, content)
                (folder / inside).parent.mkdir(parents=True)
                (folder / inside).write_bytes(content)
    return packed, folder


def by_pandas(path: Path) -> Callable[[], int]:
    import pandas as pd

    def read() -> int:
        if path.is_dir():
            return len(pd.concat([pd.read_csv(file) for file in sorted(path.rglob("*.csv"))]))
        with zipfile.ZipFile(path) as archive:
            return len(pd.concat([pd.read_csv(archive.open(name)) for name in sorted(archive.namelist())]))

    return read


def by_reading(path: Path) -> Callable[[], int]:
    from peel_ml.data.sources import load, source_named

    return lambda: load(source_named("police-uk/stop-and-search"), path).frame.collect().height


def by_checking(path: Path) -> Callable[[], int]:
    """Everything a run does before it learns: reading, cleaning, preparation, contract and the data checks."""
    import scipy.spatial  # noqa: F401  (imported by the first place that is looked up)

    from peel_ml.experiment import material
    from peel_ml.experiment.request import RunRequest
    from peel_ml.settings import Settings
    from peel_ml.usecase.load import load_use_case

    folder = ROOT / "usecases" / "stop-search-outcome"
    case = load_use_case(folder)
    request = RunRequest(case, folder, Settings(ROOT, folder / ".peel", ""), "", "", path, None, 0, False, "none")

    def check() -> int:
        raw = material.read(request)
        cleaned = material.cleaned(request, raw)
        prepared = material.prepared(request, cleaned)
        assert material.data_checks(request, raw, cleaned, prepared).findings
        return raw.frame.height

    return check


WAYS: dict[str, Callable[[Path], Callable[[], int]]] = {
    "pandas": by_pandas,
    "read": by_reading,
    "read, clean, check": by_checking,
}


def one(way: str, path: Path) -> None:
    """Do it once in this process, and print what it took."""
    work = WAYS[way](path)
    started, spent = perf_counter(), process_time()
    rows = work()
    took = {"wall_s": perf_counter() - started, "cpu_s": process_time() - spent, "rows": rows}
    print(json.dumps({**took, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def measure(scratch: Path, times: int) -> tuple[list[Row], dict[str, Any]]:
    env = environment(ROOT, scratch / "home")
    rows: list[Row] = []
    raw: dict[str, Any] = {}
    for place, path in zip(("zip", "folder"), write(scratch, MET), strict=True):

        def process(way: str, path: Path = path) -> Callable[[int], Took]:
            command = [sys.executable, "-m", "benchmarks.ingest", "--one", way, str(path)]
            return lambda _: Took(**json.loads(timed(command, env).output))

        found = alternated({way: process(way) for way in WAYS}, times)
        base = mid(found["pandas"], "wall_s")
        bars = {"read": 1.1, "read, clean, check": 4.0}
        rows += [
            Row(
                f"{way.capitalize()}, over pandas' reading, from a {place}",
                mid(found[way], "wall_s") / base,
                "x",
                at_most=bar,
            )
            for way, bar in bars.items()
        ]
        rows += [Row(f"{way.capitalize()}, from a {place}", mid(found[way], "wall_s"), "s") for way in WAYS]
        rows += [Row(f"{way.capitalize()}, from a {place}, CPU", mid(found[way], "cpu_s"), "s") for way in WAYS]
        most = max(took.peak_mb for took in found["read, clean, check"])
        rows.append(Row(f"Peak memory, from a {place}", most, "MB", at_most=1500.0))
        raw[place] = {way: [vars(took) for took in several] for way, several in found.items()}
        command = [PEEL, "data", "check", str(path)]
        whole = [timed(command, env).wall_s for _ in range(times)]
        rows.append(Row(f"`peel data check` from a {place}, the whole command", median(whole), "s"))
    # Ratios first, then the seconds.
    rows.sort(key=lambda row: row.at_most is None)
    return rows, raw


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--times", type=int, default=5, help="rounds of each")
    parser.add_argument("--one", nargs=2, metavar=("WAY", "PATH"), help="one measurement in this process")
    given = parser.parse_args()
    if given.one:
        one(given.one[0], Path(given.one[1]))
        return
    if not MET.is_file():
        sys.exit(f"The Met archive is not at {MET}. Set PEEL_SHARED to the folder that holds data/police-uk/.")
    idle = require_quiet(given)
    with tempfile.TemporaryDirectory() as scratch:
        rows, raw = measure(Path(scratch), given.times)
    publish("ingest", "Ingest: a million rows in police.uk's layout", rows, idle=idle, raw=raw)


if __name__ == "__main__":
    main()
