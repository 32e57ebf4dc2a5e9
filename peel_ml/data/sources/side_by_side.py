"""Several published tables for one question, read from one folder and kept apart until the use case joins them.

A source gives one frame. The rows of each table stand in it with that table's columns, named ``TABLE/COLUMN``, and
nothing in the others; `table` takes one of them out again. Each is cleaned by its own steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from peel_ml.data.sources.files import digest_of
from peel_ml.data.sources.protocol import Inspection, Loaded, OtherLayout, Source, Step
from peel_ml.data.sources.published_table import PublishedTable
from peel_ml.errors import Problem

MARK = "/"


@dataclass(eq=False)
class SideBySide:
    """A source made of several.

    Parameters
    ----------
    name, layout : str
        As of every source.
    tables : mapping of str to PublishedTable
        Each by the short name that its columns carry.

    Examples
    --------
    >>> fines = PublishedTable("council/fines", "the council's fines", ("street", "fines"))
    >>> streets = PublishedTable("council/streets", "the council's streets", ("street", "metres"))
    >>> both = SideBySide("council/fines-by-metre", "fines and streets", {"fines": fines, "streets": streets})
    >>> both.recognises(Path("nowhere"))
    False
    """

    name: str
    layout: str
    tables: Mapping[str, PublishedTable]
    steps: tuple[Step, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.steps = tuple(_within(key, step) for key, one in self.tables.items() for step in one.steps)

    def recognises(self, path: Path) -> bool:
        """Tell whether every table is at `path`, from headers only."""
        return all(one.recognises(path) for one in self.tables.values())

    def inspect(self, path: Path) -> Inspection:
        """Read names and headers only; see `Source.inspect`."""
        self._refuse_absent(path)
        found = {key: one.inspect(path) for key, one in self.tables.items()}
        return Inspection(
            tuple(name for one in found.values() for name in one.files),
            tuple(f"{key}{MARK}{name}" for key, one in found.items() for name in one.columns),
            sum(one.size for one in found.values()),
        )

    def load(self, path: Path) -> Loaded:
        """Read every table; see `Source.load`."""
        self._refuse_absent(path)
        found = {key: one.load(path) for key, one in self.tables.items()}
        files = tuple(file for one in found.values() for file in one.files)
        frames = [_marked(key, one.frame) for key, one in found.items()]
        notes = tuple(f"{self.tables[key].name}: {note}" for key, one in found.items() for note in one.notes)
        return Loaded(pl.concat(frames, how="diagonal"), files, digest_of(files), notes=notes)

    def _refuse_absent(self, path: Path) -> None:
        """Refuse a path without some of the tables, naming every one; what is there and unreadable says so itself."""
        absent = []
        for one in self.tables.values():
            try:
                one.inspect(path)
            except OtherLayout as error:
                said = "; ".join(problem.what for problem in error.problems)
                absent.append(Problem(f"{one.name} is not there: {said}", f"Put {one.layout} in the same folder."))
        if absent:
            raise OtherLayout(f"This is not {self.name}.", absent)


def table(frame: pl.LazyFrame, key: str) -> pl.LazyFrame:
    """Take one table out, with its own names of columns.

    Examples
    --------
    >>> both = pl.LazyFrame({"fines/street": ["High Street", None], "streets/street": [None, "High Street"]})
    >>> table(both, "fines").collect()["street"].to_list()
    ['High Street']
    """
    names = [name for name in frame.collect_schema() if name.startswith(f"{key}{MARK}")]
    mine = frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in names))
    return mine.select(pl.col(name).alias(name.removeprefix(f"{key}{MARK}")) for name in names)


def _marked(key: str, frame: pl.LazyFrame) -> pl.LazyFrame:
    return frame.rename({name: f"{key}{MARK}{name}" for name in frame.collect_schema()})


def _within(key: str, step: Step) -> Step:
    """Return a step that touches the rows of its own table only."""

    def apply(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        after, changed = step.apply(_own(frame))
        others = [name for name in frame.columns if not name.startswith(f"{key}{MARK}")]
        rest = frame.select(others).filter(pl.any_horizontal(pl.col(name).is_not_null() for name in others))
        return pl.concat([_marked(key, after.lazy()).collect(), rest], how="diagonal"), changed

    def _own(frame: pl.DataFrame) -> pl.DataFrame:
        return table(frame.lazy(), key).collect()

    report = step.report
    return Step(
        f"{key}: {step.name}",
        step.why,
        apply,
        None if report is None else lambda before, after: report(_own(before), _own(after)),
    )


_typed: Source = SideBySide("example", "an example", {})
