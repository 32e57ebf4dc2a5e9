"""Stop and search as data.police.uk publishes it: one CSV (or the API's JSON) a month and force, zipped or not.

Source: https://data.police.uk/data/ (Open Government Licence 3.0); columns as in
https://data.police.uk/about/#columns. There is no person id, and places are snapped to map points.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path

from peel_ml.data.sources.files import NO_FILES, digest_of, naming, opened
from peel_ml.data.sources.police_uk_cleaning import STEPS
from peel_ml.data.sources.police_uk_files import (
    COLUMNS,
    Archive,
    Month,
    MonthFile,
    archive_notes,
    read_month,
    sorted_by_kind,
)
from peel_ml.data.sources.protocol import Inspection, Loaded, OtherLayout, Source, Step
from peel_ml.data.sources.sink import Sink
from peel_ml.errors import BadRequest, Problem, Problems

READERS = 2
"""Files read at a time. More hold more of them in memory and gain little: parsing uses every core by itself."""


class StopAndSearch:
    """Source ``police-uk/stop-and-search``.

    Examples
    --------
    >>> StopAndSearch().recognises(Path("nowhere.zip"))
    False
    """

    name = "police-uk/stop-and-search"
    layout = (
        "the data.police.uk download: a zip archive or folder of "
        "YYYY-MM/YYYY-MM-force-stop-and-search.csv, or one such CSV, also compressed; or a month as its API gives it, "
        "stops-force-FORCE-YYYY-MM.json"
    )
    steps: tuple[Step, ...] = STEPS

    def recognises(self, path: Path) -> bool:
        """Tell whether a file at `path` is named like a month of stop and search."""
        try:
            with opened(path) as listed:
                return bool(sorted_by_kind(listed, path).files)
        except BadRequest:
            return False

    def inspect(self, path: Path) -> Inspection:
        """Read names and headers only; see `Source.inspect`."""
        with opened(path) as listed:
            found = sorted_by_kind(listed, path)
            columns = _columns(found, path)
        size = path.stat().st_size if path.is_file() else sum(file.member.size for file in found.files)
        return Inspection(tuple(file.name for file in found.files), columns, size)

    def load(self, path: Path) -> Loaded:
        """Read every month as text, blank cells as null; see `Source.load`."""
        return self.stream(path, Sink())

    def stream(self, path: Path, sink: Sink) -> Loaded:
        """Read month by month into `sink`; see `Streaming.stream`."""
        with opened(path) as listed:
            found = sorted_by_kind(listed, path)
            _columns(found, path)
            months = read_in_order(found.files, read_month, sink)
        if not sum(month.file.rows or 0 for month in months):
            what = f"{len(months)} file{'s' * (len(months) != 1)}, with a header and no rows"
            raise BadRequest("There are no rows.", [Problem(what, "Download the months again.", path.name)])
        files = tuple(month.file for month in months)
        return Loaded(sink.rows.lazy(), files, digest_of(files), notes=tuple(archive_notes(found, months)))


def read_in_order(files: Sequence[MonthFile], read: Callable[[MonthFile], Month], sink: Sink) -> list[Month]:
    """Read files into `sink`, in order, and return what is known of each besides its rows.

    Raises
    ------
    BadRequest
        Files cannot be read; every problem at once.
    """
    problems = Problems()
    months = []
    ahead: deque[tuple[MonthFile, Future[Month]]] = deque()
    # Unpacking and hashing one file while the next is parsed: each lets the other run.
    with ThreadPoolExecutor(READERS) as readers:
        waiting = iter(files)
        for file in islice(waiting, READERS + 1):
            ahead.append((file, readers.submit(read, file)))
        while ahead:
            file, reading = ahead.popleft()
            with naming(problems, file.name):
                month = reading.result()
                sink.add(month.frame)
                months.append(replace(month, frame=month.frame.clear()))
            for file in islice(waiting, 1):
                ahead.append((file, readers.submit(read, file)))
    problems.raise_if_any("The files cannot be read.")
    sink.finish()
    return months


def _columns(found: Archive, path: Path) -> tuple[str, ...]:
    """Return the columns after renaming, or raise everything that names and headers show."""
    if not found.files:
        held = ", ".join(f"{count} {kind} file{'s' * (count != 1)}" for kind, count in found.others.items())
        problem = Problem(f"no stop and search file here, but {held}" if held else NO_FILES, where=path.name)
        raise OtherLayout("This is not stop and search.", [problem])
    problems = Problems()
    for name, count in Counter(file.name for file in found.files).items():
        if count > 1:
            problems.add(f"found {count} times", "Keep one of them.", name)
    both = {(file.month, file.force) for file in found.files if file.from_api}
    for file in found.files:
        if not file.from_api and (file.month, file.force) in both:
            problems.add("the same month is here from the API too", "Keep one of them.", file.name)
    columns: dict[str, None] = {}
    for file in found.files:
        with naming(problems, file.name):
            columns |= dict.fromkeys(file.columns())
    problems.raise_if_any("This cannot be read as stop and search.")
    return (*(name for name in columns if name in COLUMNS), "month", "force")


_typed: Source = StopAndSearch()
