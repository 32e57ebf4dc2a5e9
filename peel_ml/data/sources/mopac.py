"""Source ``mopac/pas``: the Public Attitude Survey (Mayor's Office for Policing and Crime), by borough and quarter.

A figure is the share that agreed over the twelve months that end with its quarter, so that neighbouring quarters
share nine months of interviews. How many people were asked is not in the file.
"""

from __future__ import annotations

import polars as pl

from peel_ml.data.sources.london_datastore.steps import boroughs, renamed, trimmed, without
from peel_ml.data.sources.protocol import Step, StepReport
from peel_ml.data.sources.published_table import PublishedTable
from peel_ml.errors import BadRequest, Problem

_NAMES = {
    "Date": "quarter",
    "Survey": "survey",
    "Borough": "borough",
    "Measure": "measure",
    "Proportion": "share",
    "MPS": "share_london",
}
_KEY = ("quarter", "borough", "measure")


def read_quarter(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Make the first day of the quarter of its last day, written with the month first (``3/31/2016``).

    Raises
    ------
    BadRequest
        A row has no such day: left out, it would be a wave that seems to be missing.
    """
    if frame["quarter"].dtype == pl.Date:
        # Written with the year or the day first: quarters end on a 30th or 31st, which no month is.
        return frame.with_columns(pl.col("quarter").dt.truncate("1q")), frame.height
    days = pl.col("quarter").cast(pl.String).str.to_date("%m/%d/%Y", strict=False).dt.truncate("1q")
    after = frame.with_columns(days.alias("quarter"))
    lost = after["quarter"].null_count()
    if lost:
        what = f"{lost:,} of {frame.height:,} rows have no day like 3/31/2016 (the month first)"
        raise BadRequest("The quarters cannot be read.", [Problem(what, "Use the published file.", "Date")])
    return after, after.height


def plain_names(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Take the quotation marks out of the measures' names and write them alike."""
    plain = pl.col("measure").str.replace_all('["“”]', "").str.replace_all(r"\s+", " ")
    after = frame.with_columns(measure=plain.str.slice(0, 1) + plain.str.slice(1).str.replace("Job", "job"))
    return after, int(frame["measure"].ne_missing(after["measure"]).sum())


def once(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Keep one of rows that repeat each other.

    Raises
    ------
    BadRequest
        Two rows give one quarter, borough and measure different figures: nobody can tell which is right.
    """
    after = frame.unique(maintain_order=True)
    apart = int(after.select(_KEY).is_duplicated().sum())
    if apart:
        what = f"{apart:,} rows give one quarter, borough and measure different figures"
        raise BadRequest("The survey was loaded twice, and the loads differ.", [Problem(what, "Give one edition.")])
    return after, 0


def shares(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Blank what is no share of 0 to 1."""
    after = frame.with_columns(
        pl.when(pl.col(name).cast(pl.Float64, strict=False).is_between(0, 1))
        .then(pl.col(name).cast(pl.Float64, strict=False))
        .alias(name)
        for name in ("share", "share_london")
    )
    return after, sum(after[name].null_count() - frame[name].null_count() for name in ("share", "share_london"))


def report_waves(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say which measures were asked in fewer quarters than the survey has, and how finely figures are written."""
    waves = after["quarter"].n_unique()
    spans = after.group_by("measure").agg(pl.col("quarter").n_unique(), pl.col("quarter").min().alias("first"))
    notes = [
        f"{measure} stands in {count} of {waves} quarters, from {first:%B %Y} on."
        for measure, count, first in spans.sort("measure").iter_rows()
        if count < waves
    ]
    known = after["share"].drop_nulls()
    if len(known) and bool(((known * 100 - (known * 100).round()).abs() < 1e-6).all()):
        notes.append("Figures are published in whole points; up to half a point is lost to rounding.")
    return StepReport(notes=tuple(notes))


SOURCE = PublishedTable(
    "mopac/pas",
    "the Public Attitude Survey by borough: one row a quarter, borough and measure",
    tuple(_NAMES),
    (
        trimmed(),
        renamed(_NAMES, "One way of naming columns."),
        without(("survey",), "It says one thing on every row."),
        Step(
            "read the quarter",
            "The last day of a quarter is written with the month first (3/31/2016). Its first day stands for it.",
            read_quarter,
        ),
        Step("name the measures", "One measure's name holds quotation marks.", plain_names),
        boroughs("borough"),
        Step("take out repeats", "A row that stands twice says nothing new.", once),
        Step("read the shares", "What is no share of 0 to 1 is made blank.", shares, report_waves),
    ),
)
