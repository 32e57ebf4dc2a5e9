"""Street-level crime and its outcomes as data.police.uk publishes them: two kinds of CSV a month and force.

Source: https://data.police.uk/data/ (Open Government Licence 3.0); columns as in
https://data.police.uk/about/#columns. Street files hold the crimes recorded in a month, outcomes files
the outcomes recorded in a month, of crimes of any month;
a crime id joins them. There is no day, and places are snapped to map points.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import polars as pl

from peel_ml.data.sources.crime_outcomes import OUTCOME_STEPS, STREET_STEPS
from peel_ml.data.sources.csv_text import HEAD
from peel_ml.data.sources.files import NO_FILES, Member, digest_of, naming, opened
from peel_ml.data.sources.police_uk_files import header_of, text_rows
from peel_ml.data.sources.protocol import Inspection, Loaded, OtherLayout, Source, Step
from peel_ml.data.sources.sink import Sink
from peel_ml.errors import BadRequest, Problem, Problems
from peel_ml.results.data import SourceFile

_BOTH = (
    "crime_id",
    "month",
    "reported_by",
    "falls_within",
    "longitude",
    "latitude",
    "location",
    "lsoa_code",
    "lsoa_name",
)
_NEEDS = {
    "street": (*_BOTH, "crime_type", "last_outcome_category", "context"),
    "outcomes": (*_BOTH, "outcome_type"),
}
"""Published columns of each kind; outcomes carried the crime type in some years."""
_MAY = {"street": (), "outcomes": ("crime_type",)}
_NAMED = re.compile(
    r"^(?P<month>\d{4}-(0[1-9]|1[0-2]))-(?P<force>.+?)-(?P<kind>street|outcomes)\.csv(\.(gz|bz2|xz|zst))?$"
)


@dataclass(frozen=True)
class CrimeFile:
    """One month of one force, of one kind."""

    name: str
    """``YYYY-MM/file.csv``; for a lone file its own name."""
    member: Member
    kind: str
    force: str

    def header(self, raw: bytes) -> tuple[list[str], list[str]]:
        """Return the header, and the columns that are kept of it."""
        header = header_of(raw, _NEEDS[self.kind], f"{self.kind} files")
        return header, [*_NEEDS[self.kind], *(name for name in _MAY[self.kind] if name in header)]

    def read(self) -> tuple[pl.DataFrame, SourceFile, list[str]]:
        """Return the rows as text, with `kind` and `force`, the file's digest, and notes."""
        raw = self.member.read()
        unpacked = self.member.unpacked(raw)
        header, columns = self.header(unpacked[:HEAD])
        frame, notes = text_rows(unpacked, header, columns, self.name)
        named = frame.with_columns(kind=pl.lit(self.kind), force=pl.lit(self.force))
        return named, SourceFile(self.name, hashlib.sha256(raw).hexdigest(), len(raw), frame.height), notes


def crime_files(listed: Sequence[Member], path: Path, kinds: Sequence[str]) -> tuple[CrimeFile, ...]:
    """Return the files of these kinds, from names only."""
    files = []
    for member in listed:
        # Some programs on Windows pack with backslashes.
        short = PurePosixPath(member.name.replace("\\", "/")).name
        match = _NAMED.match(short)
        if match is not None and match["kind"] in kinds:
            lone = member.pack is None and member.path == path
            name = short if lone else f"{match['month']}/{short}"
            files.append(CrimeFile(name, member, match["kind"], match["force"]))
    return tuple(sorted(files, key=lambda file: file.name))


class Crimes:
    """Sources ``police-uk/street`` and ``police-uk/outcomes``.

    Examples
    --------
    >>> STREET.recognises(Path("nowhere.zip"))
    False
    """

    def __init__(self, name: str, needed: str, kinds: tuple[str, ...], layout: str, steps: tuple[Step, ...]) -> None:
        self.name, self.layout, self.steps = name, layout, steps
        self._needed, self._kinds = needed, kinds

    def recognises(self, path: Path) -> bool:
        """Tell whether a file at `path` is named like a month of the kind that is needed."""
        try:
            with opened(path) as listed:
                return any(file.kind == self._needed for file in crime_files(listed, path, self._kinds))
        except BadRequest:
            return False

    def inspect(self, path: Path) -> Inspection:
        """Read names and headers only; see `Source.inspect`."""
        with opened(path) as listed:
            found = crime_files(listed, path, self._kinds)
            columns = self._columns(found, path)
        size = path.stat().st_size if path.is_file() else sum(file.member.size for file in found)
        return Inspection(tuple(file.name for file in found), columns, size)

    def load(self, path: Path) -> Loaded:
        """Read every month as text, blank cells as null; see `Source.load`."""
        return self.stream(path, Sink())

    def stream(self, path: Path, sink: Sink) -> Loaded:
        """Read month by month into `sink`; see `Streaming.stream`."""
        problems = Problems()
        files = []
        notes: list[str] = []
        with opened(path) as listed:
            found = crime_files(listed, path, self._kinds)
            columns = self._columns(found, path)
            for file in found:
                with naming(problems, file.name):
                    frame, record, said = file.read()
                    absent = [pl.lit(None, pl.String).alias(name) for name in columns if name not in frame.columns]
                    sink.add(frame.with_columns(absent).select(columns))
                    files.append(record)
                    notes += said
        problems.raise_if_any("The files cannot be read.")
        sink.finish()
        if not sum(file.rows or 0 for file in files):
            what = f"{len(files)} file{'s' * (len(files) != 1)}, with a header and no rows"
            raise BadRequest("There are no rows.", [Problem(what, "Download the months again.", path.name)])
        notes += [f"{file.name} holds no rows." for file in files if not file.rows]
        return Loaded(sink.rows.lazy(), tuple(files), digest_of(files), notes=tuple(notes))

    def _columns(self, found: Sequence[CrimeFile], path: Path) -> tuple[str, ...]:
        """Return the columns of all files, or raise everything that names and headers show."""
        if not any(file.kind == self._needed for file in found):
            problem = Problem(f"no {self._needed} file here" if found else NO_FILES, where=path.name)
            raise OtherLayout(f"There are no {self._needed} files.", [problem])
        problems = Problems()
        for name, count in Counter(file.name for file in found).items():
            if count > 1:
                problems.add(f"found {count} times", "Keep one of them.", name)
        columns: dict[str, None] = {}
        for file in found:
            with naming(problems, file.name):
                columns |= dict.fromkeys(file.header(file.member.head())[1])
        problems.raise_if_any("This cannot be read as crimes and their outcomes.")
        return (*columns, "kind", "force")


STREET: Source = Crimes(
    "police-uk/street",
    "street",
    ("street", "outcomes"),
    "the data.police.uk download of crimes: a zip archive or folder of YYYY-MM/YYYY-MM-force-street.csv, with the "
    "outcomes files beside them where they are there",
    STREET_STEPS,
)
OUTCOMES: Source = Crimes(
    "police-uk/outcomes",
    "outcomes",
    ("outcomes",),
    "the data.police.uk download of outcomes alone: a zip archive or folder of YYYY-MM/YYYY-MM-force-outcomes.csv",
    OUTCOME_STEPS,
)
