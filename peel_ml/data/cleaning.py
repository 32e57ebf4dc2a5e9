"""Cleaning in named steps, each counted, so that a reader sees what happened to the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from peel_ml.data.sources.protocol import Step
from peel_ml.keeping import Frame
from peel_ml.results.data import CleaningRecord


@dataclass(frozen=True)
class Cleaned:
    """The frame after every step, and what each step did."""

    frame: Frame
    log: tuple[CleaningRecord, ...]
    unmapped: dict[str, int]
    """For each mapped column how many cells the category maps did not know, zero included."""
    notes: tuple[str, ...]
    """Plain sentences for the card."""


def clean(raw: pl.DataFrame, steps: Iterable[Step]) -> Cleaned:
    """Apply the steps in order.

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
    frame = raw
    log: list[CleaningRecord] = []
    unmapped: dict[str, int] = {}
    notes: list[str] = []
    for step in steps:
        after, changed = step.apply(frame)
        log.append(CleaningRecord(step.name, frame.height, after.height, changed, step.why))
        if step.report is not None:
            report = step.report(frame, after)
            for column, count in report.unmapped.items():
                unmapped[column] = unmapped.get(column, 0) + count
            notes += report.notes
        frame = after
    return Cleaned(frame, tuple(log), unmapped, tuple(notes))
