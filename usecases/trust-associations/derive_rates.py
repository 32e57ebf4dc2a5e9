"""Derive the tables in ``rates/`` from the published survey and recorded crime: run it to see that they are these.

    python usecases/trust-associations/derive_rates.py DATA usecases/trust-associations/rates

DATA is a folder with both files. Nothing but means and spreads over all boroughs is kept, and one monthly mean of
recorded offences for each borough.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.data.sources.side_by_side import table

SOURCE = "mopac/pas-and-recorded-crime"


def levels(survey: pl.DataFrame) -> pl.DataFrame:
    """Return the published figure of all of London by measure and quarter."""
    return survey.group_by("measure", "quarter").agg(london=pl.col("share_london").first()).sort("measure", "quarter")


def spreads(survey: pl.DataFrame) -> pl.DataFrame:
    """Return by measure how far boroughs lie apart, and how far one moves about its own distance from the others."""
    apart = survey.with_columns(apart=pl.col("share") - pl.col("share").mean().over("measure", "quarter"))
    apart = apart.with_columns(own=pl.col("apart").mean().over("measure", "borough"))
    areas = apart.unique(["measure", "borough"])
    between = areas.group_by("measure").agg(between=pl.col("own").std().round(3))
    within = apart.group_by("measure").agg(within=(pl.col("apart") - pl.col("own")).std().round(3))
    return between.join(within, on="measure").sort("measure")


def crime(recorded: pl.DataFrame) -> pl.DataFrame:
    """Return recorded offences a month by borough, 2015 to 2019, to the nearest ten."""
    months = recorded.filter(pl.col("month").dt.year().is_between(2015, 2019))
    sums = months.group_by("borough", "month").agg(pl.col("count").sum())
    means = sums.group_by("borough").agg(monthly=(pl.col("count").mean() / 10).round(0).cast(pl.Int64) * 10)
    return means.sort("borough")


def main(data: Path, out: Path) -> None:
    """Write the tables."""
    source = source_named(SOURCE)
    cleaned = clean(load(source, data).frame.collect(), source.steps).frame.lazy()
    survey = table(cleaned, "pas").collect()
    boroughs = survey["borough"].unique()
    recorded = table(cleaned, "crime").filter(pl.col("borough").is_in(boroughs.implode())).collect()
    out.mkdir(parents=True, exist_ok=True)
    levels(survey).write_csv(out / "levels.csv")
    spreads(survey).write_csv(out / "spreads.csv")
    crime(recorded).write_csv(out / "crime.csv")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
