"""Derive the tables in ``rates/`` from the published files: run it to see that they are these.

    python usecases/vawg-attrition/derive_rates.py DATA usecases/vawg-attrition/rates

DATA is a folder with the crime dashboard and the victims. What is kept are rounded means over 43 months, each resting
on hundreds of offences or more.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from peel_ml.data.cleaning import clean
from peel_ml.data.geography import BOROUGHS
from peel_ml.data.sources import load, source_named
from peel_ml.data.sources.side_by_side import table

SOURCE = "london-datastore/outcomes-and-victims"
KINDS = ("Domestic Abuse", "Domestic Abuse Violence with Injury", "TNO Victim Based")
SINCE = pl.date(2021, 8, 1)
SMALLEST = 500
"""Offences that must stand behind a share."""


def boroughs(crime: pl.DataFrame) -> pl.DataFrame:
    """Return offences a month (to the nearest five) and the share with a positive outcome, by borough and kind.

    The published figure of all domestic abuse holds that with injury; here it is what is left without.
    """
    months = crime["month"].n_unique()
    injury = pl.col("crime_subtype") == KINDS[1]
    less = crime.filter(injury).with_columns(crime_subtype=pl.lit(KINDS[0]), count=-pl.col("count"))
    sums = (
        pl.concat([crime, less])
        .filter(pl.col("borough").is_in(BOROUGHS) & (pl.col("borough") != "City of London"))
        .pivot(on="measure", index=["borough", "crime_subtype"], values="count", aggregate_function="sum")
        .filter(pl.col("Offences") >= SMALLEST)
    )
    return sums.select(
        "borough",
        kind="crime_subtype",
        monthly=(pl.col("Offences") / months / 5).round(0).cast(pl.Int64) * 5,
        positive=(pl.col("Positive Outcomes") / pl.col("Offences")).round(3),
    ).sort("borough", "kind")


def months(crime: pl.DataFrame) -> pl.DataFrame:
    """Return for each month how much more or less often than on average domestic abuse saw a positive outcome."""
    sums = (
        crime.filter(pl.col("crime_subtype") == KINDS[0])
        .pivot(on="measure", index="month", values="count", aggregate_function="sum")
        .with_columns(share=pl.col("Positive Outcomes") / pl.col("Offences"))
    )
    return sums.select("month", times=(pl.col("share") / pl.col("share").mean()).round(2)).sort("month")


def victims(counts: pl.DataFrame) -> pl.DataFrame:
    """Return victims of all of London a month, by sheet and group, to the nearest ten."""
    since = counts.filter((pl.col("month") >= SINCE) & (pl.col("counted_by") != "place"))
    group = pl.coalesce("ethnic_appearance", "age_group")
    return (
        since.with_columns(group=group)
        .group_by("counted_by", "group")
        .agg(monthly=(pl.col("victims").sum() / since["month"].n_unique() / 10).round(0).cast(pl.Int64) * 10)
        .sort("counted_by", "group")
    )


def main(data: Path, out: Path) -> None:
    """Write the tables."""
    source = source_named(SOURCE)
    cleaned = clean(load(source, data).frame.collect(), source.steps).frame.lazy()
    crime = table(cleaned, "crime").filter(pl.col("crime_subtype").is_in(KINDS)).collect()
    out.mkdir(parents=True, exist_ok=True)
    boroughs(crime).write_csv(out / "boroughs.csv")
    months(crime).write_csv(out / "months.csv")
    victims(table(cleaned, "victims").collect()).write_csv(out / "victims.csv")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
