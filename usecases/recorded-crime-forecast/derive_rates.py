"""Derive the tables of rates of the synthetic sample from the published files.

Run as::

    python usecases/recorded-crime-forecast/derive_rates.py "FOLDER/recorded-crime-borough-*.parquet" \
        usecases/recorded-crime-forecast/rates

Every figure is a mean over years of whole boroughs or of the whole force area, and is rounded.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named

OFFENCES = (
    "Residential burglary",
    "Theft from a vehicle",
    "Violence with injury",
    "Possession of drugs",
)
"""Four of the published offences: a sample needs no more to show every step."""


def derive(path: Path, folder: Path) -> None:
    """Write the tables.

    ``levels.csv``: mean count a month by borough and offence, 2018 to 2024; ``season.csv``: months over the mean of
    their year; ``trend.csv``: years over all; ``spread.csv``: variance over mean, with season and trend taken out.
    """
    source = source_named("london-datastore/recorded-crime")
    frame = clean(load(source, path).frame.collect(), source.steps).frame
    rows = frame.filter(
        pl.col("offence").is_in(OFFENCES)
        & pl.col("area_code").is_not_null()
        & pl.col("month").dt.year().is_between(2018, 2024)
    ).with_columns(year=pl.col("month").dt.year(), number=pl.col("month").dt.month())
    folder.mkdir(parents=True, exist_ok=True)
    levels = rows.group_by("borough", "offence_group", "offence").agg(pl.col("count").mean().round(0).cast(pl.Int32))
    levels.sort("borough", "offence").write_csv(folder / "levels.csv")
    whole = rows.group_by("offence", "year", "number").agg(pl.col("count").sum())
    season = whole.with_columns(factor=pl.col("count") / pl.col("count").mean().over("offence", "year"))
    # 2020 and 2021 had restrictions: no season.
    calm = season.filter(~pl.col("year").is_in([2020, 2021]))
    calm.group_by("offence", "number").agg(pl.col("factor").mean().round(2)).sort("offence", "number").write_csv(
        folder / "season.csv"
    )
    trend = whole.group_by("offence", "year").agg(pl.col("count").mean())
    trend.with_columns(factor=(pl.col("count") / pl.col("count").mean().over("offence")).round(2)).drop("count").sort(
        "offence", "year"
    ).write_csv(folder / "trend.csv")
    last = rows.sort("month").with_columns(
        before=pl.col("count").rolling_mean(12, center=True).over("borough", "offence")
    )
    last = last.join(calm.group_by("offence", "number").agg(pl.col("factor").mean()), on=["offence", "number"])
    last = last.with_columns(expected=pl.col("before") * pl.col("factor")).drop_nulls("expected")
    spread = last.group_by("offence").agg(
        dispersion=((pl.col("count") - pl.col("expected")) ** 2 / pl.col("expected")).median().mul(1 / 0.455).round(1)
    )
    spread.sort("offence").write_csv(folder / "spread.csv")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Derive the rates of the synthetic sample.")
    parser.add_argument("files", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    derive(options.files, options.folder)
