"""Sources of data: each reads one layout of files. `SOURCES` is the table; adding one is adding a row."""

from __future__ import annotations

from pathlib import Path

from peel_ml.data.sources import joint, london_datastore, mopac
from peel_ml.data.sources.fingerprint import fingerprint
from peel_ml.data.sources.police_uk import StopAndSearch
from peel_ml.data.sources.police_uk_crimes import OUTCOMES, STREET
from peel_ml.data.sources.protocol import Inspection, Loaded, OtherLayout, Source, Step, StepReport
from peel_ml.data.sources.sql import Sql
from peel_ml.data.sources.tabular import Tabular
from peel_ml.errors import BadRequest, Problem

_TABLE: tuple[Source, ...] = (
    StopAndSearch(),
    STREET,
    OUTCOMES,
    *london_datastore.TABLES,
    mopac.SOURCE,
    *joint.SOURCES,
    Sql(),
    Tabular(),
)

SOURCES: dict[str, Source] = {source.name: source for source in _TABLE}
"""Every source by its name. The first that recognises a path reads it, so `Tabular`, which reads any table, is last."""


def source_named(name: str) -> Source:
    """Return the source of this name.

    Raises
    ------
    BadRequest
        There is none; the message names those there are.

    Examples
    --------
    >>> source_named("tabular").name
    'tabular'
    """
    if name not in SOURCES:
        raise BadRequest(
            "There is no such source of data.",
            [Problem(f"unknown source {name!r}", f"Known: {', '.join(SOURCES)}.", "data.source")],
        )
    return SOURCES[name]


def sources_for(path: Path) -> tuple[Source, ...]:
    """Return the sources that recognise what lies at `path`, from names and headers only."""
    return tuple(source for source in SOURCES.values() if source.recognises(path))


def source_of(path: Path) -> Source:
    """Return the source that reads `path`.

    Raises
    ------
    BadRequest
        The path is missing or damaged, or no source reads its layout; the message says what each reads.
    """
    found = sources_for(path)
    if found:
        return found[0]
    problems: list[Problem] = []
    for source in SOURCES.values():
        try:
            source.inspect(path)
        except OtherLayout as error:
            problems += error.problems
    raise BadRequest(f"No source reads {path.name}.", [*_layouts(), *dict.fromkeys(problems)])


def load(source: Source, path: Path) -> Loaded:
    """Read `path` with `source`.

    Raises
    ------
    BadRequest
        The source does not read this layout (the message names the sources that do), or cannot read the files;
        every problem at once.
    """
    try:
        return source.load(path)
    except OtherLayout as error:
        others = [other.name for other in sources_for(path)]
        problems = [Problem(f"{name} reads it", f"Declare data.source: {name}.", path.name) for name in others]
        raise BadRequest(
            f"{source.name} does not read {path.name}.", [*error.problems, *(problems or _layouts())]
        ) from error


def _layouts() -> list[Problem]:
    return [Problem(f"reads {source.layout}.", where=source.name) for source in SOURCES.values()]


__all__ = [
    "SOURCES",
    "Inspection",
    "Loaded",
    "OtherLayout",
    "Source",
    "Step",
    "StepReport",
    "fingerprint",
    "load",
    "source_named",
    "source_of",
    "sources_for",
]
