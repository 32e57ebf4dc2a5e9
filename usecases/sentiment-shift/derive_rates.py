"""Derives the tables in ``rates/`` from the published dashboard: what ``sample.py`` draws from.

    python usecases/sentiment-shift/derive_rates.py DASHBOARD.parquet usecases/sentiment-shift/rates

Written are shares of boroughs in all hate crime, monthly means of strands for all of London, and the months of the
year for all strands together. No figure of one strand in one borough is written.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

from peel_ml.data.cleaning import clean
from peel_ml.data.geography import BOROUGHS
from peel_ml.data.sources import load, source_named

SOURCE = "london-datastore/crime-dashboard"
TOTAL = "Hate crime"
STRANDS = ("Disability Crime", "Faith Crime", "Homophobic Crime", "Racist Crime", "Transphobic Crime")
BEFORE = "2023-10-01"
"""Means are of the months before; from then on faith hate crime is at another level."""


def derive(path: Path) -> dict[str, pl.DataFrame]:
    """Return the tables by name."""
    source = source_named(SOURCE)
    rows = clean(load(source, path).frame.collect(), source.steps).frame
    rows = rows.filter(
        pl.col("measure") == "Offences",
        pl.col("borough").is_in(BOROUGHS),
        pl.col("month") < pl.lit(BEFORE).str.to_date(),
    )
    total = rows.filter(pl.col("crime_subtype") == TOTAL)
    months = rows["month"].n_unique()
    of_year = total.group_by("month").agg(pl.col("count").sum()).group_by(number=pl.col("month").dt.month())
    season = of_year.agg(pl.col("count").mean()).sort("number")
    return {
        "boroughs": total.group_by("borough")
        .agg(pl.col("count").sum())
        .sort("borough")
        .select("borough", share=(pl.col("count") / pl.col("count").sum()).round(4)),
        "strands": rows.filter(pl.col("crime_subtype").is_in(STRANDS))
        .group_by(strand="crime_subtype")
        .agg(a_month=(pl.col("count").sum() / months).round(0))
        .sort("strand"),
        "season": season.select("number", factor=(pl.col("count") / pl.col("count").mean()).round(2)),
    }


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dashboard", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for name, table in derive(asked.dashboard).items():
        table.write_csv(asked.out / f"{name}.csv")


if __name__ == "__main__":
    main()
