"""Source ``london-datastore/business-crime-outcomes``: outcomes of recorded crimes against businesses, day by day.

The day is that of the outcome, not of the crime: a day's outcomes divided by a day's crimes is no rate.
"""

from __future__ import annotations

import polars as pl

from peel_ml.data.sources.london_datastore.steps import boroughs, dated, trimmed, without
from peel_ml.data.sources.protocol import Step, StepReport
from peel_ml.data.sources.published_table import PublishedTable
from peel_ml.results.codes import NOT_RECORDED

PENDING = ("Outcome Pending (Legacy Only)",)
"""Not an outcome yet: censored."""
NO_OUTCOME = ("Admin (Legacy Only)", "No Crime (Legacy Only)", "Not in use in the MPS/on CRIS (Legacy Only)")
"""Entries of the old recording system that say nothing about how a crime ended."""


def judge(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Read the published flag, and take it from what is no outcome."""
    outcome = pl.col("outcome").fill_null(NOT_RECORDED)
    told = ~outcome.is_in([*PENDING, *NO_OUTCOME, NOT_RECORDED])
    flag = pl.col("positive_outcome").replace_strict({"Y": True, "N": False}, default=None, return_dtype=pl.Boolean)
    after = frame.with_columns(outcome=outcome, positive_outcome=pl.when(told).then(flag))
    return after, int(after["positive_outcome"].null_count() + frame["outcome"].null_count())


def report_untold(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say how many outcomes are neither positive nor negative."""
    total = int(after["outcome_count"].sum())
    untold = int(after.filter(pl.col("positive_outcome").is_null())["outcome_count"].sum())
    if not untold:
        return StepReport()
    said = f"{untold:,} of {total:,} outcomes ({untold / total:.1%}) are pending, blank or administrative: no outcome."
    return StepReport(notes=(said,))


SOURCE = PublishedTable(
    "london-datastore/business-crime-outcomes",
    "the London Datastore's business crime outcomes: one row a day, borough, crime group and outcome",
    ("date", "borough", "crime_section", "crime_group", "outcome", "positive_outcome", "outcome_count"),
    (
        trimmed(),
        dated("date"),
        boroughs("borough"),
        without(("measure", "refresh_date", "sheet"), "They say one thing on every row."),
        Step(
            "tell outcomes from what is none",
            "The published flag calls a pending, blank or administrative entry negative ('N'). It is none: the flag is "
            "made blank there, and a blank outcome is written as not recorded.",
            judge,
            report_untold,
        ),
    ),
)
