"""A use case whose rows are areas and periods: what it declares of them, and the rows as a stage is given them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from peel_ml.data.declaration import Column, Composition, Names
from peel_ml.declaration import Declared


class Quantity(Declared):
    """What is counted or measured."""

    column: str
    words: str
    """What it counts, in the plural and inside a sentence: "recorded offences"; or names: "share who trust the Met"."""
    unit: Literal["count", "share", "rate", "number"] = "count"
    """``share`` is 0 to 1 and read as points; ``rate`` is per 1,000 residents unless `words` says otherwise."""


class Studied(Declared):
    """What every kind of study declares."""

    target: Quantity
    area: str
    """Column of the areas, for example ``borough``."""
    series: Names = ()
    """Further columns that tell series of one area apart, for example ``offence_group``."""
    weight: str | None = None
    """Column of how much a row counts, for example residents or respondents."""
    label_construct: str | None = None
    """What the quantity is meant to stand for."""
    label_bias: str | None = None
    """How the record may differ from that, and in which direction."""
    label_delay: str | None = None
    """How long after the period it is known, and what is done about late changes."""


@dataclass(frozen=True)
class StudyRows:
    """The rows of a study, as its stage is given them.

    Parameters
    ----------
    frame : polars.DataFrame
        Prepared rows, one for each area, series and period, sorted by them. Rows of the held-out period are not there
        unless the run opens it.
    part : polars.Series
        For each row ``training``, ``validation``, ``held_out`` or ``embargo``.
    judged : {"validation", "held_out"}
        The part whose rows are judged.
    time : str
        Column of the first day of the period (a date).
    columns : mapping of str to Column
        The declared columns.
    composition : mapping of str to Composition
        The declared measures of who lives in an area.
    synthetic : bool
        Whether the rows are made up.
    """

    frame: pl.DataFrame
    part: pl.Series
    judged: Literal["validation", "held_out"]
    time: str
    columns: Mapping[str, Column]
    composition: Mapping[str, Composition]
    synthetic: bool

    @property
    def mask(self) -> pl.Series:
        """Which rows are judged."""
        return self.part == self.judged

    @property
    def features(self) -> tuple[str, ...]:
        """Columns with the role feature."""
        return tuple(name for name, column in self.columns.items() if column.role == "feature")
