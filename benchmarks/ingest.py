"""How long it takes to read, clean and check a million rows, and to bring two million into partitions.

``python -m benchmarks.ingest`` (about five minutes). Two things are measured.

A million rows in police.uk's layout, over pandas' reading alone. The files are the public Met archive three times over,
its months shifted, so that no row of one copy repeats one of another. Pandas is `read_csv` of each file and one
`concat`, which hashes nothing and keeps no log.

Two million made rows of 23 columns as CSV, in a zip archive and in a folder, brought into partitioned Parquet with a
digest of every file and partition and with types that hold for every cell. Bare is what reads the same bytes with
nothing of that: `zipfile` unpacks each member and `polars.read_csv` reads it; of the folder `polars.scan_csv` is
collected. Both guess the types from the first hundred rows. Cold begins without a store; warm finds the partitions
there, and digests the files and the partitions before it takes them.

Everything is a process of its own that imports first and then starts the clock.
"""

from __future__ import annotations

import json
import re
import resource
import shutil
import sys
import tempfile
import zipfile
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
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
MANY = 2_000_000
"""Made rows: more than stay in memory."""
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


def bare(path: Path) -> Callable[[], int]:
    """Unpack and read with polars, and nothing else."""
    import polars as pl

    def read() -> int:
        if path.is_dir():
            return pl.scan_csv(path / "*.csv").collect().height
        with zipfile.ZipFile(path) as archive:
            return pl.concat([pl.read_csv(archive.read(name)) for name in sorted(archive.namelist())]).height

    return read


def by_ingest(path: Path, *, cold: bool) -> Callable[[], int]:
    """Bring the rows into partitions, or take those of the run before."""
    from peel_ml.data.ingest import ingest
    from peel_ml.data.sources import source_named
    from peel_ml.keeping import Stored

    home = path.with_name(f"{path.name}-home")
    if cold:
        shutil.rmtree(home, ignore_errors=True)

    def read() -> int:
        rows = ingest(source_named("tabular"), path, home).rows
        assert isinstance(rows, Stored)
        return rows.height

    return read


STORING: dict[str, Callable[[Path], Callable[[], int]]] = {
    "bare": bare,
    "ingest, cold": partial(by_ingest, cold=True),
    "ingest, warm": partial(by_ingest, cold=False),
}
"""In this order: warm takes what cold left."""


def one(way: str, path: Path) -> None:
    """Do it once in this process, and print what it took."""
    work = {**WAYS, **STORING}[way](path)
    started, spent = perf_counter(), process_time()
    rows = work()
    took = {"wall_s": perf_counter() - started, "cpu_s": process_time() - spent, "rows": rows}
    print(json.dumps({**took, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def write_made(scratch: Path, rows: int = MANY, files: int = 8) -> tuple[Path, Path]:
    """Write made rows as a zip archive of CSV and as a folder of it; return both. Never all rows are in memory."""
    from benchmarks.made import table

    packed, folder = scratch / "made.zip", scratch / "made"
    folder.mkdir()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for number in range(files):
            file = folder / f"{number:02}.csv"
            table(number, rows // files).write_csv(file)
            target.write(file, file.name)
    return packed, folder


def process(way: str, path: Path, env: Mapping[str, str]) -> Callable[[int], Took]:
    """Return one way in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.ingest", "--one", way, str(path)]
    return lambda _: Took(**json.loads(timed(command, env).output))


def measure_storing(scratch: Path, times: int, rows: int = MANY) -> tuple[list[Row], dict[str, Any]]:
    env = environment(ROOT, scratch / "home")
    found_rows: list[Row] = []
    raw: dict[str, Any] = {}
    for place, path in zip(("zip", "folder"), write_made(scratch, rows), strict=True):
        found = alternated({way: process(way, path, env) for way in STORING}, times)
        base = mid(found["bare"], "wall_s")
        held = {took.rows for several in found.values() for took in several}
        assert held == {rows}, f"the ways read {held} rows"
        ratio = mid(found["ingest, cold"], "wall_s") / base
        found_rows.append(Row(f"Ingest to partitions, over bare reading, from a {place}", ratio, "x", at_most=2.5))
        warm = mid(found["ingest, warm"], "wall_s") / base
        found_rows.append(Row(f"The same where it was ingested before, over bare reading, from a {place}", warm, "x"))
        for way, several in found.items():
            found_rows.append(Row(f"{way.capitalize()}, from a {place}", mid(several, "wall_s"), "s"))
            found_rows.append(Row(f"{way.capitalize()}, from a {place}, CPU", mid(several, "cpu_s"), "s"))
            most = max(took.peak_mb for took in several)
            found_rows.append(Row(f"{way.capitalize()}, from a {place}, peak memory", most, "MB"))
        raw[f"made {place}"] = {way: [vars(took) for took in several] for way, several in found.items()}
    return found_rows, raw


def measure(scratch: Path, times: int) -> tuple[list[Row], dict[str, Any]]:
    env = environment(ROOT, scratch / "home")
    rows: list[Row] = []
    raw: dict[str, Any] = {}
    for place, path in zip(("zip", "folder"), write(scratch, MET), strict=True):
        found = alternated({way: process(way, path, env) for way in WAYS}, times)
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
    return rows, raw


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--times", type=int, default=5, help="rounds of each")
    parser.add_argument("--one", nargs=2, metavar=("WAY", "PATH"), help="one measurement in this process")
    parser.add_argument("--rows", type=int, default=MANY, help="made rows that are brought into partitions")
    given = parser.parse_args()
    if given.one:
        one(given.one[0], Path(given.one[1]))
        return
    if not MET.is_file():
        sys.exit(f"The Met archive is not at {MET}. Set PEEL_SHARED to the folder that holds data/police-uk/.")
    idle = require_quiet(given)
    with tempfile.TemporaryDirectory() as scratch:
        print("A million rows in police.uk's layout", flush=True)
        rows, raw = measure(Path(scratch), given.times)
    with tempfile.TemporaryDirectory() as scratch:
        print(f"{given.rows:,} made rows into partitions", flush=True)
        more, more_raw = measure_storing(Path(scratch), given.times, given.rows)
    # Ratios first, then the seconds.
    every = sorted([*rows, *more], key=lambda row: row.at_most is None)
    publish("ingest", "Ingest: from files to checked rows", every, idle=idle, raw={**raw, **more_raw})


if __name__ == "__main__":
    main()
