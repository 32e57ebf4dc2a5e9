"""The tables of the record: one row each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from peel_ml.disclosure.counts import Counts
from peel_ml.disclosure.hidden import Tally
from peel_ml.disclosure.parts import about, inside, scores, shares, unrecorded, verdicts, world
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


def _nothing(record: RunRecord, counts: Counts) -> None:
    """Note nothing: the table has no count of people that another table does not have."""


TABLES: tuple[Table, ...] = (
    Table("Scores by period and area", scores.count_slices, scores.show_slices),
    Table("Calibration bands", scores.count_bands, scores.show_bands),
    Table("Operating point and its curves", _nothing, scores.show_point),
    Table("Figures of performance", _nothing, scores.show_figures),
    Table("Recorded against expected", scores.count_expected, scores.show_expected),
    Table("Groups of people", verdicts.count, verdicts.show),
    Table("What groups of these sizes could show", _nothing, inside.show_planning),
    Table("People without a recorded group", unrecorded.count_rates, unrecorded.show_rates),
    Table("Ways of handling missing groups", _nothing, unrecorded.show_treated),
    Table("The nine characteristics", _nothing, unrecorded.show_shares),
    Table("Two accounts of ethnicity", unrecorded.count_accounts, unrecorded.show_accounts),
    Table("Fully recorded people only", _nothing, unrecorded.show_sensitivity),
    Table("Percentages within groups", _nothing, inside.show_calibration),
    Table("Error rates over thresholds", _nothing, inside.show_curves),
    Table("Like compared with like", _nothing, inside.show_conditional),
    Table("Errors in the outcome", _nothing, inside.show_label_bias),
    Table("Residents and records", world.count_rates, world.show_rates),
    Table("Outcomes within slices", world.count_gaps, world.show_gaps),
    Table("Recorded facts by group", shares.count, shares.show),
    Table("What the score goes by", _nothing, inside.show_reasons),
    Table("How far facts give a group away", _nothing, about.show_proxies),
    Table("Months of the data", about.count_months, about.show_months),
    Table("Data and cleaning", _nothing, about.show_data),
    Table("Findings", _nothing, about.show_findings),
    Table("Words around the tables", _nothing, about.show_words),
)
"""In the order of the log. A table that is new is a new row here."""
