"""From recorded crime by small area to one row an area and month: what people reported, and who lives there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from peel_ml.data.census import composition
from peel_ml.data.sources.london_datastore.recorded_crime import POLICE_GENERATED

RATES = Path(__file__).with_name("rates")
PARTS = {
    "violence": "Violence against the person",
    "theft": "Theft",
    "burglary": "Burglary",
    "vehicle": "Vehicle offences",
    "robbery": "Robbery",
    "damage": "Arson and criminal damage",
}
"""Groups of offences whose past may say more than the sum does."""
LIVES = ("residents", "share_asian", "share_black", "share_mixed", "share_white", "share_other", "imd_2019")


def prepare(raw: pl.LazyFrame, use_case: Any) -> pl.LazyFrame:
    """Count offences that people reported, by area and month, and join who lives there.

    What is mostly found by police looking for it (drugs, weapons, the group with "going equipped") is left out: it
    follows where officers are sent. An area with a row for any offence has a row for every month.

    Parameters
    ----------
    raw : polars.LazyFrame
        Cleaned by the source: one row an area, offence and month.
    use_case : UseCase
        The declaration; nothing here depends on it.
    """
    reported = ~pl.col("offence").is_in(POLICE_GENERATED)
    counted = raw.group_by("area_code", "borough", "month").agg(
        pl.col("count").filter(reported).sum().alias("recorded"),
        *(
            pl.col("count").filter(reported & (pl.col("offence_group") == group)).sum().alias(name)
            for name, group in PARTS.items()
        ),
    )
    return counted.join(areas().lazy(), on="area_code", how="left").sort("area_code", "month")


def areas() -> pl.DataFrame:
    """Return who lives in each area: the census's, and the made-up areas of the synthetic sample."""
    made_up = pl.read_csv(RATES / "areas.csv").rename({"code": "area_code"})
    columns = ["area_code", *LIVES]
    known = composition("lsoa").select(columns).with_columns(pl.col("residents").cast(pl.Int64))
    return pl.concat([known, made_up.select(columns)])
