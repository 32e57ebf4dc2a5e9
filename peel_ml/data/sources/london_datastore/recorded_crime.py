"""Source ``london-datastore/recorded-crime``: offences the Met recorded, by area, offence and month.

The published files are wide: one row an area and offence, one column a month (``202403``). There are three levels
(borough, ward, lower layer super output area), each with a file up to February 2024 and one from then on. A run
reads one level. An area and offence without a row in a file had none recorded in all its months.

Recorded crime is not demand for the police: most calls are not crimes. The steps are in `recorded_crime_steps`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from peel_ml.data.sources.london_datastore import recorded_crime_steps as steps
from peel_ml.data.sources.london_datastore.steps import trimmed
from peel_ml.data.sources.protocol import Inspection, Loaded, OtherLayout, Source, Step
from peel_ml.data.sources.published_table import PublishedTable
from peel_ml.errors import BadRequest, Problem

LAYOUT = (
    "the London Datastore's recorded crime of one level (borough, ward or LSOA): one row an area and offence, one "
    "column a month"
)

POLICE_GENERATED = (
    "Possession of drugs",
    "Trafficking of drugs",
    "Possession of weapons",
    "Miscellaneous crimes against society",
)
"""Offences that are mostly found by police looking for them: they follow where officers are sent. "Going equipped"
is published inside the last of them."""
MOVED_ELSEWHERE = ("Fraud and forgery", "NFIB fraud")
"""Recorded by Action Fraud for all forces since 2013, so that almost none is left here."""

_NAME = "london-datastore/recorded-crime"
_STEPS = (
    trimmed(),
    Step(
        "name the columns",
        "The three levels name the same columns in three ways.",
        steps.named,
    ),
    Step(
        "name the boroughs",
        "Small areas carry codes of boroughs instead of names. Heathrow is published under its borough, under its "
        "own name and under the command that polices it, in turn: it is put under Hillingdon throughout, or that "
        "borough would seem to lose a fifth of its offences in May 2023. Offences without a known borough are kept "
        "and counted.",
        steps.placed,
        steps.report_unplaced,
    ),
    Step(
        "give an offence one name",
        "Residential burglary was recorded under one name until early 2023 and under two, with a third left empty, "
        "since: they are one series. The other offences are written in small letters.",
        steps.one_name,
    ),
    Step(
        "leave out near-empty months",
        "A file may begin with a month that holds next to nothing, such as February 2024 in the recent files of "
        "wards and small areas. That is the edge of an extract, not calm: the month is taken from the other file, or "
        "is not there.",
        steps.without_edges,
        steps.report_edges,
    ),
    Step(
        "join the files",
        "One row an area and offence. A month that two files hold counts once, as the newer says. Two rows of one "
        "area are added up. An area and offence that a file does not list had none recorded: it is written as 0. "
        "Offences without a known place are in no ward or small area: their totals are about 2% and 5 to 7% under "
        "the boroughs'.",
        steps.joined,
        steps.report_joined,
    ),
    Step("one row a month", "Months are columns in the files.", steps.long, steps.report_long),
)


@dataclass(eq=False)
class RecordedCrime:
    """One of three layouts, told by their columns.

    Examples
    --------
    >>> SOURCE.recognises(Path("nowhere.csv"))
    False
    """

    name: str = _NAME
    layout: str = LAYOUT
    steps: tuple[Step, ...] = _STEPS

    def recognises(self, path: Path) -> bool:
        """Tell whether there is a file of any level at `path`, from headers only."""
        return any(table.recognises(path) for table in LEVELS.values())

    def inspect(self, path: Path) -> Inspection:
        """Read headers only; see `Source.inspect`."""
        return self._one(path).inspect(path)

    def load(self, path: Path) -> Loaded:
        """Read the files of the one level at `path`; see `Source.load`."""
        return self._one(path).load(path)

    def _one(self, path: Path) -> PublishedTable:
        found = [level for level, table in LEVELS.items() if table.recognises(path)]
        if len(found) == 1:
            return LEVELS[found[0]]
        if found:
            fix = f"Give a pattern that matches one, such as {path.name}/*{found[0]}*."
            raise BadRequest(
                "There are files of several levels.", [Problem(f"levels {' and '.join(found)}", fix, path.name)]
            )
        for table in LEVELS.values():
            try:
                table.inspect(path)
            except OtherLayout as error:
                other = error
        raise OtherLayout(f"This is not {self.name}.", other.problems) from other


LEVELS: dict[str, PublishedTable] = {
    level: PublishedTable(_NAME, LAYOUT, columns, file_column=steps.FILE) for level, columns in steps.COLUMNS.items()
}
"""For each level what reads its files."""

SOURCE = RecordedCrime()
_typed: Source = SOURCE
