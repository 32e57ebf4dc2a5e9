"""From the cleaned monthly dashboard to one row a borough, strand of hate crime and month."""

from __future__ import annotations

from typing import Any

import polars as pl

from peel_ml.data.census import composition
from peel_ml.data.geography import BOROUGHS

STRANDS = {
    "Disability Crime": "Disability hate crime",
    "Faith Crime": "Faith hate crime",
    "Homophobic Crime": "Sexual orientation hate crime",
    "Racist Crime": "Race hate crime",
    "Transphobic Crime": "Transgender identity hate crime",
}
"""The five monitored strands, by their name in the file. One offence may belong to several: never add them up."""
CITY = "City of London"
"""Has a police force of its own, whose records are not in the file."""


def prepare(raw: pl.LazyFrame, use_case: Any) -> pl.LazyFrame:
    """Fill in the noughts, and join who lives there.

    Parameters
    ----------
    raw : polars.LazyFrame
        Cleaned by the source: `month`, `borough`, `crime_type`, `crime_subtype`, `measure`, `count`.
    use_case : UseCase
        The declaration; nothing here depends on it.

    Notes
    -----
    The file has no row for a count of nought. A borough without a row is given one only in months in which the strand
    has a row somewhere: a month or a strand that is not in the file stays missing.
    """
    known = (
        raw.filter(pl.col("measure") == "Offences", pl.col("crime_subtype").is_in(list(STRANDS)))
        .with_columns(strand=pl.col("crime_subtype").replace_strict(STRANDS, return_dtype=pl.String))
        .select("month", "borough", "strand", offences="count")
    )
    people = composition("borough").lazy()
    people = people.filter(pl.col("area_name").is_in(BOROUGHS), pl.col("area_name") != CITY).select(
        pl.col("area_name").alias("borough"), "residents", "share_asian", "share_black", "share_white", "imd_2019"
    )
    grid = known.select("month", "strand").unique().join(people, how="cross")
    return (
        grid.join(known, on=["month", "borough", "strand"], how="left")
        .with_columns(pl.col("offences").fill_null(0))
        .sort("borough", "strand", "month")
    )
