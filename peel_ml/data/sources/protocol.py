"""What a source of data must offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

import polars as pl

from peel_ml.data.sources.sink import Sink
from peel_ml.errors import BadRequest
from peel_ml.results.data import SourceFile


class OtherLayout(BadRequest):
    """What lies at a path is whole, and not of this source's layout: another source may read it."""


@dataclass(frozen=True)
class Inspection:
    """What the headers alone tell: cheap enough for ``peel check`` (well under a second)."""

    files: tuple[str, ...]
    """Names of the files that would be read, inside the folder or archive."""
    columns: tuple[str, ...]
    """Column names after the source's renaming, in order of first appearance."""
    size: int
    """Bytes on disk."""


@dataclass(frozen=True)
class StepReport:
    """What a step has to say beyond its counts."""

    unmapped: Mapping[str, int] = field(default_factory=dict)
    """For each mapped column how many cells the category maps did not know."""
    notes: tuple[str, ...] = ()
    """Plain sentences for the card: shares and counts, never row values."""


@dataclass(frozen=True)
class Step:
    """One cleaning step: a name, why it is done, and a function from frame to frame.

    `apply` returns the new frame and how many cells it changed (rows removed are counted by the caller).
    `report`, where there is one, looks at the frame before and after.
    """

    name: str
    why: str
    apply: Callable[[pl.DataFrame], tuple[pl.DataFrame, int]]
    report: Callable[[pl.DataFrame, pl.DataFrame], StepReport] | None = None
    rowwise: bool = False
    """Whether each row is cleaned by itself: of many rows the step is then given some at a time. Its counts are added
    up, and so are the cells its report did not know; a report of shares needs all rows, so such a step is not."""


@dataclass(frozen=True)
class Loaded:
    """What a source read: lazily, nothing cleaned, every column of the files kept (as text for CSV)."""

    frame: pl.LazyFrame
    files: tuple[SourceFile, ...]
    sha256: str
    """Digest of the sorted lines ``name digest`` of `files`."""
    unmapped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Source(Protocol):
    """Reads one layout of files.

    Every implementation passes the contract suite ``tests/contract/source_contract.py``.
    """

    name: str
    """For example ``police-uk/stop-and-search``."""
    layout: str
    """One sentence: which files it reads. Shown when a path is not recognised."""
    steps: tuple[Step, ...]
    """The cleaning this source's data needs, in order."""

    def recognises(self, path: Path) -> bool:
        """Tell whether `path` has this source's layout, from names and headers only."""
        ...

    def inspect(self, path: Path) -> Inspection:
        """Read names and headers only.

        Raises
        ------
        OtherLayout
            Nothing here is of this source's layout.
        BadRequest
            The path is missing, or what is there cannot be read; every problem at once.
        """
        ...

    def load(self, path: Path) -> Loaded:
        """Read the files lazily.

        Raises
        ------
        BadRequest
            As `inspect`.
        """
        ...


@runtime_checkable
class Streaming(Protocol):
    """A source that can also read in pieces, so that its rows never stand in memory together."""

    def stream(self, path: Path, sink: Sink) -> Loaded:
        """Read the files in pieces into `sink`, and finish it.

        The rows are those of `Source.load`, in the same order and with the same dtypes.

        Raises
        ------
        BadRequest
            As `Source.load`.
        """
        ...
