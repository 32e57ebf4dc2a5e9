"""Writes the rows that every peer is handed: the same development and test rows, as CSV with a word on the columns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from benchmarks import made
from peel_ml.data.parts import Part
from peel_ml.keeping import keep

TARGET = "needed"
PROTECTED = ("sex", "age")
KEPT = ("development part", "test part")
"""Names of the parts as PEEL ML keeps them, for its own search."""
TEST_MONTHS = CLOSED_MONTHS = 3


def split_of(table: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return development and test rows by the rule of the made declaration: the last three months stay closed."""
    month = table["opened"].dt.year() * 12 + table["opened"].dt.month()
    closed_from = month.max() - CLOSED_MONTHS + 1  # type: ignore[operator]
    before = month < closed_from - TEST_MONTHS
    return tuple(  # type: ignore[return-value]
        table.filter(rows).drop("opened") for rows in (before, ~before & (month < closed_from))
    )


def write_made(folder: Path, table: pl.DataFrame) -> None:
    """Write the whole table, for those who read and split it themselves, and its two parts."""
    folder.mkdir(parents=True, exist_ok=True)
    table.write_csv(folder / "made.csv")
    kinds = [name for name, kind in made.KINDS.items() if kind == "category"]
    _write(folder, split_of(table), kinds, PROTECTED)


def write_parts(folder: Path, development: Part, test: Part) -> None:
    """Write the features and the outcome of two parts as CSV for the peers, and the parts themselves."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in zip(KEPT, (development, test), strict=True):
        keep(folder / name, Part, part)
    frames = [part.features.frame.with_columns(pl.Series(TARGET, part.target)) for part in (development, test)]
    kinds: Mapping[str, str] = development.features.kinds
    _write(folder, frames, [name for name, kind in kinds.items() if kind == "category"], ())


def _write(folder: Path, frames: Sequence[pl.DataFrame], category: Sequence[str], protected: Sequence[str]) -> None:
    for name, frame in zip(("development", "test"), frames, strict=True):
        frame.write_csv(folder / f"{name}.csv")
    said = {"category": list(category), "protected": list(protected), "target": TARGET}
    (folder / "columns.json").write_text(json.dumps(said))
