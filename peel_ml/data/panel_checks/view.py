"""What a check of a panel may look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from peel_ml.data.panel_checks.periods import PeriodLength, month_of, numbered, period_name
from peel_ml.results.data import SourceFile


@dataclass(frozen=True)
class PanelView:
    """A panel as a check sees it: one row an area, series and period.

    Whatever is not given is ``None`` or empty, and the check is skipped or does not apply. Rows of a held-out period
    that is not opened are left out by whoever makes the view: checks read the value of every row.
    """

    frame: pl.DataFrame
    """After cleaning and preparation."""
    time: str
    """Column of the period's first day, a date."""
    value: str
    """Column of what is counted or measured."""
    area: str | None = None
    """Column of the areas."""
    series: tuple[str, ...] = ()
    """Further columns that tell series of one area apart, such as ``offence_group``."""
    raw: pl.DataFrame | None = None
    """As the source read it."""
    files: tuple[SourceFile, ...] = ()
    """The files that were read."""
    period: PeriodLength = "month"
    """How long a period is expected to last."""
    counts: bool = True
    """Whether the value is a count, which adds up over areas; not so for shares, rates and scores."""
    wording: str | None = None
    """Column of a survey question's wording or label."""
    treatment: str | None = None
    """Column of a treatment: 0 or 1."""
    parent: str | None = None
    """Column of the larger area that a row's area lies in."""
    totals: pl.DataFrame | None = None
    """Published totals of the larger areas, with the columns `parent`, `time`, `value` and what else they share."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that tell series apart, area included."""
        return (*((self.area,) if self.area else ()), *self.series)

    @cached_property
    def dated(self) -> pl.DataFrame:
        """The rows with a day, and the number of their period in a column ``period``."""
        return (
            self.frame.drop("period", strict=False).with_columns(numbered(self.time, self.period)).drop_nulls("period")
        )

    @cached_property
    def cells(self) -> pl.DataFrame:
        """One row a series and period: its ``total``, sorted."""
        return self.by(*self.keys)

    def by(self, *columns: str) -> pl.DataFrame:
        """Return the value by these columns and ``period``: ``total``, a sum of counts and else a mean."""
        value = pl.col(self.value).cast(pl.Float64)
        total = (value.sum() if self.counts else value.mean()).alias("total")
        kept = self.dated.drop_nulls(list(columns)) if columns else self.dated
        return kept.group_by(*columns, "period").agg(total).sort(*columns, "period")

    @cached_property
    def periods(self) -> tuple[int, ...]:
        """The periods that any row has, in order."""
        return tuple(self.dated["period"].unique().sort())

    def name(self, number: int) -> str:
        """Return a period in words."""
        return period_name(number, self.period)

    def month(self, number: int) -> str:
        """Return the month in which a period begins."""
        return month_of(number, self.period)

    def missing(self, *columns: str | None) -> Sequence[str]:
        """Return which of these columns the frame does not have."""
        return [name for name in columns if name is not None and name not in self.frame.columns]
