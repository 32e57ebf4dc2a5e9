"""What the data was, and what was done to it before anything was learnt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from peel_ml.results.shares import RecordedShare
from peel_ml.results.timeline import Timeline

DataClass = Literal["D0", "D1", "D2", "D3", "D4"]
"""D0 synthetic, D1 published, D2 aggregate, D3 pseudonymised (still personal), D4 identifiable."""

ColumnRole = Literal["feature", "target", "protected", "time", "group", "cluster", "id", "drop"]

_CONFIG = ConfigDict(populate_by_name=True, extra="forbid")


@dataclass(frozen=True)
class SourceFile:
    """One file that was read: its name inside the folder or archive, digest, size and rows."""

    name: str
    sha256: str
    bytes: int
    rows: int | None = None


@dataclass(frozen=True)
class Period:
    """First and last day, ISO 8601, both included, in London time."""

    __pydantic_config__ = _CONFIG

    from_: Annotated[str, Field(alias="from")]
    to: str


@dataclass(frozen=True)
class CleaningRecord:
    """One named cleaning step: what it did, to how many rows and cells, and why."""

    step: str
    rows_in: int
    rows_out: int
    cells_changed: int
    why: str


@dataclass(frozen=True)
class ColumnRecord:
    """One column as the run used it."""

    name: str
    plain_name: str
    dtype: str
    role: ColumnRole
    known_when: str | None
    missing: float
    """Share of rows without a value, 0 to 1 (codes such as "Not stated" count as missing)."""


@dataclass(frozen=True)
class PartRecord:
    """One part of the split."""

    name: Literal["training", "validation", "held_out"]
    rows: int
    period: Period | None
    positives: int | None
    """Rows with a positive outcome; ``None`` for a held-out period that was not opened."""


@dataclass(frozen=True)
class SplitRecord:
    """Which row fell in which part, and what two parts have in common."""

    sha256: str
    """Digest of the part of every prepared row, in order: with the digest of the data it fixes the split."""
    identical_rows: int
    """Rows that equal a row of another part in every column but those that say how a case ended."""
    shared_clusters: int | None
    """Clusters (events, people) with rows in more than one part; null where none are declared."""


@dataclass(frozen=True)
class DataRecord:
    """The data of a run. `sha256` is the digest of the sorted lines "name digest" of its files."""

    __pydantic_config__ = _CONFIG

    source: str
    class_: Annotated[DataClass, Field(alias="class")]
    declared_class: DataClass
    synthetic: bool
    sha256: str
    rows: int
    """Rows read."""
    rows_used: int
    """Rows left after cleaning and preparation."""
    period: Period | None
    files: tuple[SourceFile, ...]
    cleaning: tuple[CleaningRecord, ...]
    columns: tuple[ColumnRecord, ...]
    parts: tuple[PartRecord, ...]
    notes: tuple[str, ...] = ()
    """Plain sentences on what was left out, such as the share of rows without a borough."""
    timeline: Timeline | None = None
    """Null where the data has no time column."""
    split: SplitRecord | None = None
    shares: tuple[RecordedShare, ...] = ()
    """Shares of rows with a recorded fact, by group; empty where none are declared."""
    partitions: tuple[str, ...] = ()
    """sha256 of each partition the rows were read into, in order: whoever has the run's state folder can hold its
    Parquet files to them. Empty where the rows stood in memory, which are not written."""
