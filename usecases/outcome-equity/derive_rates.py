"""Derives the tables in ``rates/`` from a download of street and outcomes files: shares that ``sample.py`` draws from.

    python usecases/outcome-equity/derive_rates.py CITY-OF-LONDON.zip usecases/outcome-equity/rates

No share stands on fewer than `SMALLEST_CELL` crimes; smaller ones are left out and the rest of their group is rescaled.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named
from peel_ml.data.vocabulary.outcomes import MEANING, NO_UPDATE

SMALLEST_CELL = 20
ANY = "(any)"
FOLLOWED = 12
"""Months a crime must have been followed to tell how long outcomes take."""
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "months": ("month", ()),
    "types": ("crime_type", ()),
    "places": ("place", ("crime_type",)),
    "areas": ("lsoa", ()),
    "ends": ("end", ("crime_type",)),
    "outcomes": ("outcome", ("end", "crime_type")),
    "lags": ("lag", ("end",)),
}
"""Table to the value whose shares it holds, and what they are given."""


def shares(rows: pl.DataFrame, value: str, given: tuple[str, ...]) -> pl.DataFrame:
    """Return shares of `value` at every level of `given`; a coarser level has `ANY` in its last columns."""
    levels = []
    for depth in range(len(given) + 1):
        known = list(given[:depth])
        counts = rows.group_by(*known, value).len().filter(pl.col("len") >= SMALLEST_CELL)
        total = pl.col("len").sum().over(known) if known else pl.col("len").sum()
        levels.append(
            counts.with_columns((pl.col("len") / total).round(4).alias("share"))
            .with_columns(pl.lit(ANY).alias(name) for name in given[depth:])
            .select(*given, value, "share")
        )
    return pl.concat(levels).sort(*given, value)


def described(download: Path) -> pl.DataFrame:
    """Return one row a crime: what the tables are made of."""
    source = source_named("police-uk/street")
    rows = clean(load(source, download).frame.collect(), source.steps).frame
    place = pl.col("location").fill_null("No Location").str.strip_chars()
    named = place.is_in(place.value_counts(sort=True).struct.field("location").head(40).implode())
    meaning = pl.col("outcome").replace_strict(MEANING, default=None, return_dtype=pl.String)
    return rows.with_columns(
        month=pl.col("date").dt.strftime("%Y-%m"),
        place=pl.when(named).then(place).otherwise(pl.lit("On or near A Street")),
        lsoa=pl.col("lsoa_code") + " " + pl.col("lsoa_name"),
        end=pl.when(pl.col("outcome").is_not_null())
        .then(meaning)
        .when(pl.col("last_outcome_category") == NO_UPDATE)
        .then(pl.lit("silent"))
        .otherwise(pl.lit("open")),
        lag=pl.coalesce("months_to_positive", "months_to_end").cast(pl.String),
    ).with_columns(lsoa=pl.when(pl.col("lsoa_code") != "Not recorded").then("lsoa"))


def derive(download: Path, folder: Path) -> None:
    """Write every table into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = described(download)
    long_known = rows.filter(pl.col("months_followed") >= FOLLOWED)
    for name, (value, given) in TABLES.items():
        used = long_known.filter(pl.col("outcome").is_not_null()) if name in ("lags", "outcomes") else rows
        used = long_known if name == "ends" else used
        shares(used.drop_nulls(value), value, given).write_csv(folder / f"{name}.csv")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Derive the rates of the synthetic sample.")
    parser.add_argument("download", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    derive(options.download, options.folder)
