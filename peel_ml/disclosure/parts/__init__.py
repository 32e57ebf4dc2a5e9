"""The tables of the record: one row each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peel_ml.disclosure.counts import Counts
from peel_ml.disclosure.hidden import Tally
from peel_ml.disclosure.parts import scores, verdicts, world
from peel_ml.results.record import RunRecord

Count = Callable[[RunRecord, Counts], None]
Show = Callable[[RunRecord, Tally], RunRecord]


@dataclass(frozen=True)
class Table:
    """One table of a record.

    Parameters
    ----------
    name : str
        As the log names it.
    count : function
        Notes every count that the table shows or lets be worked out.
    show : function
        Returns the record with this table as a view may show it, and tallies its figures.
    """

    name: str
    count: Count
    show: Show


TABLES: tuple[Table, ...] = (
    Table("Groups of people", verdicts.count, verdicts.show),
    Table("Scores by period and area", scores.count_slices, scores.show_slices),
    Table("Recorded against expected", scores.count_expected, scores.show_expected),
    Table("Residents and records", world.count_rates, world.show_rates),
    Table("Outcomes within slices", world.count_gaps, world.show_gaps),
)
