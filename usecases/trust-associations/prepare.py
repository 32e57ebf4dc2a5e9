"""From the survey's rows and recorded crime to one row a borough and quarter, as `usecase.yaml` declares them."""

from __future__ import annotations

from typing import Any

import polars as pl

from peel_ml.data.as_of import join_as_of
from peel_ml.data.census import composition
from peel_ml.data.sources.side_by_side import table
from peel_ml.errors import BadRequest, Problem

MEASURES = {
    "Good job local": "good_job",
    "Treat everyone fairly": "fair",
    "Listen to concerns": "listen",
    "Understand issues": "understand",
    "Informed local": "informed",
    "Contact ward officer": "contact",
    "Relied on to be there": "relied_on",
}
"""The survey's measures by the name of their column. Trust itself is asked from 2016 on only, and is left out."""
OUT_AFTER_DAYS = 45
"""Days after a month's end by which recorded crime is taken to be out; the file does not say."""


def prepare(raw: pl.LazyFrame, use_case: Any) -> pl.LazyFrame:
    """Lay the measures side by side, and join what was recorded and who lives there.

    Parameters
    ----------
    raw : polars.LazyFrame
        Cleaned by the source: the tables ``pas`` and ``crime`` side by side.
    use_case : UseCase
        The declaration; nothing here depends on it.

    Raises
    ------
    BadRequest
        The survey lacks a measure: it may have been renamed, and a gap would look like an answer.
    """
    survey = table(raw, "pas").collect()
    absent = sorted(set(MEASURES) - set(survey["measure"].unique()))
    if absent:
        there = ", ".join(sorted(survey["measure"].unique().to_list()))
        raise BadRequest(
            "The survey lacks measures.",
            [Problem(f"no {name!r}", f"There are: {there}. Correct MEASURES in prepare.py.") for name in absent],
        )
    wide = (
        survey.filter(pl.col("measure").is_in(list(MEASURES)))
        .with_columns(pl.col("measure").replace(MEASURES))
        .pivot(on="measure", index=["quarter", "borough"], values="share")
        .sort("borough", "quarter")
    )
    people = composition("borough").select(
        pl.col("area_name").alias("borough"), "residents", "share_black", "share_asian", "imd_2019"
    )
    rate = _crime_rate(table(raw, "crime").collect(), people)
    # What was out on the quarter's first day. The study itself goes back a further twelve months.
    joined = join_as_of(
        wide,
        rate,
        name="crime",
        on_area="borough",
        time="quarter",
        period_end="month_end",
        lag_days=OUT_AFTER_DAYS,
    ).frame
    return joined.join(people, on="borough", how="left").lazy()


def _crime_rate(crime: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Return recorded offences of twelve months per 1,000 residents, by borough and last day of the twelve months."""
    months = crime.group_by("borough", "month").agg(pl.col("count").sum()).sort("borough", "month")
    whole = pl.col("count").rolling_sum(12).over("borough")
    return (
        months.with_columns(whole.alias("year"))
        .join(people.select("borough", "residents"), on="borough")
        .filter(pl.col("year").is_not_null())
        .select(
            "borough",
            month_end=pl.col("month").dt.offset_by("1mo").dt.offset_by("-1d"),
            crime_rate=1000 * pl.col("year") / pl.col("residents"),
        )
    )
