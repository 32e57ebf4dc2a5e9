"""Source ``london-datastore/custody``: what became of offences dealt with in Metropolitan custody, month by month.

A row counts offences, not people: somebody held for two offences is counted twice, and there is no person id.
The disposal is the current one when the file was made, so that the newest months hold more open cases.
"""

from __future__ import annotations

import polars as pl

from peel_ml.data.sources.london_datastore.steps import renamed, trimmed, without
from peel_ml.data.sources.protocol import Step, StepReport
from peel_ml.data.sources.published_table import PublishedTable
from peel_ml.results.codes import NOT_RECORDED

OPEN = ("Police Bail", "Released Under Investigation")
"""Disposals that are none yet: the case is open. They are censored, and neither for nor against anything."""

_YEAR, _MONTH = "current_disposal_year", "current_disposal_month"
_PEOPLE = ("gender", "age_group", "ethnicity")


def read_month(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Make one day of year and month: the first of the month."""
    return frame.with_columns(month=pl.date(pl.col(_YEAR), pl.col(_MONTH), 1)).drop(_YEAR, _MONTH), 0


def not_recorded(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Write what is not recorded in one way."""
    after = frame.with_columns(
        pl.when(pl.col(name).is_null() | (pl.col(name).str.to_lowercase() == "not recorded"))
        .then(pl.lit(NOT_RECORDED))
        .otherwise(pl.col(name))
        .alias(name)
        for name in _PEOPLE
    )
    return after, sum(int(frame[name].ne_missing(after[name]).sum()) for name in _PEOPLE)


def report_not_recorded(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say the share of offences without each of the three, weighted by their count."""
    total = int(after["offence_count"].sum())
    if not total:
        return StepReport()
    notes = []
    for name in _PEOPLE:
        lost = int(after.filter(pl.col(name) == NOT_RECORDED)["offence_count"].sum())
        notes.append(f"{name} is not recorded for {lost / total:.1%} of offences.")
    return StepReport(notes=tuple(notes))


def mark_open(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Mark open cases."""
    return frame.with_columns(is_open=pl.col("current_disposal").is_in(OPEN)), 0


def report_open(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say how many offences are open."""
    total = int(after["offence_count"].sum())
    if not total:
        return StepReport()
    still = int(after.filter("is_open")["offence_count"].sum())
    return StepReport(notes=(f"{still:,} of {total:,} offences ({still / total:.1%}) are still open.",))


SOURCE = PublishedTable(
    "london-datastore/custody",
    "the London Datastore's custody disposals: one row a month, group of people, offence group and disposal",
    (_YEAR, _MONTH, "gender", "age_group", "ethnicity_4+1", "offence_group", "current_disposal", "offence_count"),
    (
        trimmed(),
        renamed(
            {"ethnicity_4+1": "ethnicity"},
            "'ethnicity_4+1' becomes 'ethnicity': the plus sign has no place in the name of a column.",
        ),
        Step("read the month", "Year and month are two columns; one day, the first, stands for both.", read_month),
        without(
            ("current_disposal_month_name", "sheet"), "They repeat the month and the name of the spreadsheet's page."
        ),
        Step(
            "write what is not recorded in one way",
            "'Not Recorded' is a value of its own here and a blank elsewhere; neither is dropped.",
            not_recorded,
            report_not_recorded,
        ),
        Step(
            "mark open cases",
            "Bail and release under investigation are not the end of a case: they are censored, not negative, and "
            "more common in the newest months.",
            mark_open,
            report_open,
        ),
    ),
)
