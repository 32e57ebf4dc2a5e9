"""What crimes and their outcomes need before anything is counted: one row a crime, and how it ended."""

from __future__ import annotations

import polars as pl

from peel_ml.data.sources.protocol import Step, StepReport
from peel_ml.data.vocabulary.outcomes import ENDED, MEANING, NO_UPDATE, POSITIVE, unknown_labels
from peel_ml.errors import BadRequest, Problem
from peel_ml.results.codes import NOT_RECORDED

ANTI_SOCIAL = "Anti-social behaviour"


def read_months(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Read the month as the day it begins; rows without one are left out.

    Raises
    ------
    BadRequest
        No row has a month that can be read.
    """
    day = frame["month"].str.to_date("%Y-%m", strict=False)
    after = frame.with_columns(date=day).filter(day.is_not_null())
    if after.is_empty() and not frame.is_empty():
        what = f"none of {frame.height:,} rows has a month like 2022-06"
        raise BadRequest("The months cannot be read.", [Problem(what, "Download the months again.", "month")])
    return after, after.height


def join_outcomes(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Make one row of a crime and all its outcomes, joined by crime id.

    Adds, in whole months from the month of the crime: `months_followed`, to the last month of the force's outcomes (the
    cut-off: nothing later is known); `months_to_positive` and `months_to_end`, to the first positive outcome and to the
    first end without one. `outcome` is the latest outcome known by the cut-off.
    """
    crimes = frame.filter(pl.col("kind") == "street").drop("kind", "outcome_type", strict=False)
    outcomes = frame.filter(pl.col("kind") == "outcomes")
    if outcomes.is_empty():
        empty = crimes.with_columns(outcome=pl.lit(None, pl.String), months_followed=pl.lit(0))
        return empty.with_columns(months_to_positive=pl.lit(None, pl.Int64), months_to_end=pl.lit(None, pl.Int64)), 0
    last = outcomes.group_by("force").agg(_cut_off=pl.col("date").max())
    known = outcomes.drop_nulls("crime_id").with_columns(
        meaning=pl.col("outcome_type").replace_strict(MEANING, default=None, return_dtype=pl.String)
    )
    ends = (
        known.sort("date", maintain_order=True)
        .group_by("crime_id", "force", maintain_order=True)
        .agg(
            outcome=pl.col("outcome_type").last(),
            _positive=pl.col("date").filter(pl.col("meaning") == POSITIVE).first(),
            _end=pl.col("date").filter(pl.col("meaning") == ENDED).first(),
        )
    )
    joined = crimes.join(ends, on=["crime_id", "force"], how="left", maintain_order="left").join(
        last, on="force", how="left", maintain_order="left"
    )
    after = joined.with_columns(
        months_followed=_months("_cut_off").fill_null(0).clip(0),
        months_to_positive=_months("_positive"),
        months_to_end=_months("_end"),
    ).drop("_cut_off", "_positive", "_end")
    return after, int(after["outcome"].count())


def _months(later: str) -> pl.Expr:
    """Return whole months from `date` to another column."""
    number = [pl.col(name).dt.year().cast(pl.Int64) * 12 + pl.col(name).dt.month() for name in (later, "date")]
    return number[0] - number[1]


def report_join(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say how many crimes have an outcome, and which words nobody knows."""
    unknown: dict[str, int] = {}
    for name in ("outcome_type", "last_outcome_category"):
        if name in before.columns:
            unknown[name] = int(before[name].is_in(list(unknown_labels(before[name].unique()))).sum())
    dated = int(after["outcome"].count())
    open_ = int((after["last_outcome_category"] == NO_UPDATE).sum())
    alone = before.filter((pl.col("kind") == "outcomes") & ~pl.col("crime_id").is_in(after["crime_id"].implode()))
    notes = [
        f"{dated:,} of {after.height:,} crimes have an outcome with its month; "
        f"of {open_:,} the force says '{NO_UPDATE}'.",
        f"{alone.height:,} outcomes belong to crimes that are not in these files, and were not used.",
    ]
    return StepReport(unknown, tuple(notes))


def drop_without_id(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Leave out rows that no outcome can belong to."""
    return frame.filter(pl.col("crime_id").is_not_null()), 0


def report_without_id(before: pl.DataFrame, after: pl.DataFrame) -> StepReport:
    """Say how many there were, and of what kind."""
    gone = before.filter(pl.col("crime_id").is_null())
    if not gone.height or "crime_type" not in gone.columns:
        return StepReport()
    same = int((gone["crime_type"] == ANTI_SOCIAL).sum())
    return StepReport(notes=(f"{gone.height:,} rows without a crime id left out, {same:,} of them {ANTI_SOCIAL}.",))


def count_once(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Keep the first of rows with one crime id: a crime with several places or victims stands in several rows."""
    first = pl.col("crime_id").is_first_distinct().over("kind")
    return frame.filter((pl.col("kind") == "outcomes") | first), 0


def keep_latest(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Keep the latest outcome of each crime id, and within one month the one that stands last."""
    rows = frame.sort("date", maintain_order=True).unique("crime_id", keep="last", maintain_order=True)
    return rows, 0


def fill_blanks(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Write "Not recorded" where text is blank."""
    text = [name for name in ("crime_type", "lsoa_code", "lsoa_name") if name in frame.columns]
    return frame.with_columns(pl.col(text).fill_null(NOT_RECORDED)), sum(int(frame[name].null_count()) for name in text)


_MONTHS = Step(
    "read the months",
    "A month is all that is published of the time. It is kept as the day on which the month begins.",
    read_months,
)
_WITHOUT = Step(
    "leave out rows without a crime id",
    "Anti-social behaviour is published without an id, so no outcome can be joined to it.",
    drop_without_id,
    report_without_id,
)
_BLANKS = Step("fill blanks", "A blank is a code of its own, 'Not recorded'; it is never dropped.", fill_blanks)

STREET_STEPS = (
    _MONTHS,
    _WITHOUT,
    Step("count a crime once", "One crime id stands in several rows, of several places as a rule.", count_once),
    Step(
        "join the outcomes",
        "Outcomes are published apart, in the month they were recorded, and joined by crime id: from here a row is a "
        "crime. The last month of outcomes is the cut-off: what happened later is unknown.",
        join_outcomes,
        report_join,
    ),
    _BLANKS,
)
"""The steps of ``police-uk/street``, in order."""

OUTCOME_STEPS = (
    _MONTHS,
    _WITHOUT,
    Step("keep the latest outcome", "A crime has several outcomes where a court follows a charge.", keep_latest),
    _BLANKS,
)
"""The steps of ``police-uk/outcomes``, in order."""
