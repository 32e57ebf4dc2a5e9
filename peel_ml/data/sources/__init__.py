"""Sources of data: each reads one layout of files. `SOURCES` is the table; adding one is adding a row."""

from __future__ import annotations

from pathlib import Path

from peel_ml.data.sources.fingerprint import fingerprint
from peel_ml.data.sources.police_uk import StopAndSearch
from peel_ml.data.sources.protocol import Inspection, Loaded, Source, Step, StepReport
from peel_ml.data.sources.tabular import Tabular
from peel_ml.errors import BadRequest, Problem, Problems

SOURCES: dict[str, Source] = {source.name: source for source in (StopAndSearch(), Tabular())}
"""Every source by its name."""


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


def load(source: Source, path: Path) -> Loaded:
    """Read `path` with `source`.

    Raises
    ------
    BadRequest
        The source does not recognise the path (the message names the sources that do), or cannot read it;
        every problem at once.
    """
    if source.recognises(path):
        return source.load(path)
    problems = Problems()
    with problems.collecting():
        source.inspect(path)
    others = [other.name for other in sources_for(path)]
    if others:
        problems.add(f"{path.name} would be read by {', '.join(others)}", "Declare it as data.source.")
    elif path.exists():
        known = "; ".join(f"{one.name} reads {one.layout}" for one in SOURCES.values())
        problems.add("no source reads this layout", f"Sources: {known}.")
    raise BadRequest(f"{source.name} does not read this path.", problems)


__all__ = [
    "SOURCES",
    "Inspection",
    "Loaded",
    "Source",
    "Step",
    "StepReport",
    "fingerprint",
    "load",
    "source_named",
    "sources_for",
]
