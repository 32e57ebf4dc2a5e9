"""From recorded crime to one row an area, offence group and month, with who lives in the area."""

from __future__ import annotations

from typing import Any

import polars as pl

from peel_ml.data.census import composition
from peel_ml.data.sources.london_datastore.recorded_crime import MOVED_ELSEWHERE, POLICE_GENERATED

LEFT_OUT = (*POLICE_GENERATED, *MOVED_ELSEWHERE)
"""Offences that are no target and in no lagged feature: police find most of the first by looking, and fraud has been
recorded elsewhere since 2013."""


def prepare(raw: pl.LazyFrame, use_case: Any) -> pl.DataFrame:
    """Leave offences out, add the others up to groups, and join residents; rows of no known area are left out."""
    rows = raw.filter(pl.col("area_code").is_not_null() & ~pl.col("offence").is_in(LEFT_OUT)).collect()
    level = rows["level"].first() if rows.height else "borough"
    # A ward's name can be that of several wards.
    name = pl.col("area") if level == "borough" else pl.concat_str("area", "borough", separator=", ")
    counts = (
        rows.with_columns(area=name)
        .group_by("area_code", "area", "borough", "offence_group", "month")
        .agg(pl.col("count").sum(), offences=pl.len())
        # A group of which one offence is blank in a month has no known sum.
        .filter(pl.col("offences") == pl.col("offences").max().over("area_code", "offence_group"))
        .drop("offences")
    )
    # What no file lists for an area had none recorded in any month.
    areas = counts.select("area_code", "area", "borough").unique()
    whole = areas.join(counts.select("offence_group").unique(), how="cross").join(
        counts.select("month").unique(), how="cross"
    )
    listed = counts.select("area_code", "offence_group").unique().with_columns(listed=True)
    whole = whole.join(listed, on=["area_code", "offence_group"], how="left")
    whole = whole.join(counts, on=["area_code", "area", "borough", "offence_group", "month"], how="left")
    whole = whole.with_columns(count=pl.when(pl.col("listed").is_null()).then(0).otherwise("count")).drop("listed")
    who = composition(str(level)).drop("area_name", "borough")  # type: ignore[arg-type]
    joined = whole.drop_nulls("count").join(who, on="area_code", how="left")
    return joined.sort("area", "offence_group", "month")
