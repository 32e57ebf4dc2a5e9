"""Cleaning in named steps, each counted, so that a reader sees what happened to the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import polars as pl

from peel_ml.data.sources.protocol import Step
from peel_ml.data.sources.sink import gathered
from peel_ml.keeping import LARGE, Rows, Stored, Table, in_memory
from peel_ml.keeping.stored import PIECE_ROWS
from peel_ml.results.data import CleaningRecord


@dataclass(frozen=True)
class Cleaned:
    """The frame after every step, and what each step did."""

    frame: Rows
    log: tuple[CleaningRecord, ...]
    unmapped: dict[str, int]
    """For each mapped column how many cells the category maps did not know, zero included."""
    notes: tuple[str, ...]
    """Plain sentences for the card."""


def clean(raw: Table, steps: Iterable[Step], home: Path | None = None) -> Cleaned:
    """Apply the steps in order.

    Parameters
    ----------
    raw : polars.DataFrame or Stored
        Rows too many for memory are cleaned piece by piece by steps that work on each row by itself; a step that needs
        everything gets everything.
    steps : iterable of Step
    home : Path, optional
        Where such rows are written; needed for them alone.

    Raises
    ------
    BadRequest
        A step cannot work on this frame.

    Examples
    --------
    >>> step = Step("drop blanks", "Nothing can be told from them.", lambda frame: (frame.drop_nulls(), 0))
    >>> clean(pl.DataFrame({"a": [1, None]}), [step]).log[0].rows_out
    1
    """
    counted: list[_Counted] = []
    rows = raw
    for rowwise, run in groupby(steps, key=lambda step: step.rowwise):
        these = [_Counted(step) for step in run]
        counted += these
        if isinstance(rows, Stored) and rowwise:
            assert home is not None
            rows = gathered((_applied(frame, these) for frame in rows.frames()), home)
        else:
            rows = _applied(in_memory(rows), these)
    if isinstance(raw, Stored) and isinstance(rows, pl.DataFrame) and rows.height > LARGE:
        assert home is not None
        rows = gathered(rows.iter_slices(PIECE_ROWS), home)
    unmapped: dict[str, int] = {}
    for one in counted:
        for column, count in one.unmapped.items():
            unmapped[column] = unmapped.get(column, 0) + count
    notes = tuple(note for one in counted for note in one.notes)
    return Cleaned(rows, tuple(one.record for one in counted), unmapped, notes)


@dataclass
class _Counted:
    """What a step did so far."""

    step: Step
    rows_in: int = 0
    rows_out: int = 0
    changed: int = 0
    unmapped: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def record(self) -> CleaningRecord:
        return CleaningRecord(self.step.name, self.rows_in, self.rows_out, self.changed, self.step.why)


def _applied(frame: pl.DataFrame, steps: list[_Counted]) -> pl.DataFrame:
    for one in steps:
        after, changed = one.step.apply(frame)
        one.rows_in += frame.height
        one.rows_out += after.height
        one.changed += changed
        if one.step.report is not None:
            report = one.step.report(frame, after)
            for column, count in report.unmapped.items():
                one.unmapped[column] = one.unmapped.get(column, 0) + count
            one.notes += [note for note in report.notes if not one.step.rowwise or note not in one.notes]
        frame = after
    return frame
