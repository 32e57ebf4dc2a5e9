"""From officers' minutes, recorded crime and the survey to one row a borough and month, as `usecase.yaml` declares."""

from __future__ import annotations

from typing import Any

import polars as pl

from peel_ml.data.census import composition
from peel_ml.errors import BadRequest, Problem

NEIGHBOURHOOD = ("residential_burglary", "personal_robbery", "theft_from_person", "vehicle_crime")
"""Neighbourhood crime as the Home Office counts it."""
UNITS = {
    "Central East": ("Hackney", "Tower Hamlets"),
    "Central North": ("Camden", "Islington"),
    "Central South": ("Lambeth", "Southwark"),
    "Central West": ("Hammersmith and Fulham", "Kensington and Chelsea", "Westminster"),
    "East": ("Barking and Dagenham", "Havering", "Redbridge"),
    "North": ("Enfield", "Haringey"),
    "North East": ("Newham", "Waltham Forest"),
    "North West": ("Barnet", "Brent", "Harrow"),
    "South": ("Bromley", "Croydon", "Sutton"),
    "South East": ("Bexley", "Greenwich", "Lewisham"),
    "South West": ("Kingston upon Thames", "Merton", "Richmond upon Thames", "Wandsworth"),
    "West": ("Ealing", "Hillingdon", "Hounslow"),
}
"""Boroughs by the basic command unit that sends their officers."""
YEAR = 12
LEAST = 11
"""Months of the last twelve that must be known for a yearly mean: one of them was not fully loaded."""


def prepare(raw: pl.LazyFrame, use_case: Any) -> pl.LazyFrame:
    """Work out the share of time taken away, and what was known before it.

    Parameters
    ----------
    raw : polars.LazyFrame
        Cleaned by the source: one row a borough and month.
    use_case : UseCase
        The declaration; nothing here depends on it.

    Raises
    ------
    BadRequest
        No month has the time of officers of every borough.
    """
    minutes = [name for name in raw.collect_schema() if name.startswith("minutes_")]
    unit = {borough: name for name, boroughs in UNITS.items() for borough in boroughs}
    total = pl.sum_horizontal(minutes)
    rows = raw.with_columns(
        abstracted=1 - pl.col("minutes_kept") / pl.when(total > 0).then(total),
        officer_hours=(total / 60).log(),
        neighbourhood_crime=pl.sum_horizontal(NEIGHBOURHOOD).cast(pl.Float64),
        command_unit=pl.col("borough").replace_strict(unit, default=None),
        month_of_year=pl.col("month").dt.month().cast(pl.Int64),
        sexual_offences=pl.col("sexual_offences").cast(pl.Float64),
    ).sort("borough", "month")
    rows = rows.with_columns(
        crime_last_month=_earlier("neighbourhood_crime", 1).log(),
        crime_a_year_earlier=_earlier("neighbourhood_crime", YEAR),
    )
    people = composition("borough").select(
        pl.col("area_name").alias("borough"), "residents", "share_asian", "share_black", "share_white", "imd_2019"
    )
    rows = rows.join(people.lazy(), on="borough", how="left")
    rows = rows.with_columns(
        hours_per_1000=total / 60 / pl.col("residents") * 1000,
        crime_rate_before=pl.col("crime_a_year_earlier") / pl.col("residents") * 1000,
    )
    held = rows.filter(pl.col("abstracted").is_not_null()).collect()
    # Boroughs came into the record one after the other until February 2019: begin where all are there.
    whole = held.group_by("month").len().filter(pl.col("len") == held["borough"].n_unique())["month"]
    if whole.is_empty():
        raise BadRequest(
            "Officers' time cannot be compared between boroughs.",
            [Problem("no month has the time of every borough", "Give the whole publication.", "Date")],
        )
    held = held.filter(pl.col("month") >= whole.min()).sort("borough", "month")
    # By the calendar: a month that is left out must not make a window longer.
    year = held.rolling("month", period=f"{YEAR}mo", group_by="borough").agg(
        abstracted_year=pl.when(pl.len() >= LEAST).then(pl.col("abstracted").mean())
    )
    return held.join(year, on=["borough", "month"], how="left").lazy()


def _earlier(column: str, months: int) -> pl.Expr:
    """Return a column some months before; rows are one a month, without gaps, in recorded crime."""
    return pl.col(column).shift(months).over("borough")
