"""Derives the tables in ``rates/`` from the published file: shares that ``sample.py`` draws from.

    python usecases/thorough-search-standards/derive_rates.py SEARCHES.parquet usecases/thorough-search-standards/rates

No share stands on fewer than `SMALLEST_CELL` rows; smaller ones are left out and the rest of their group is rescaled.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named

SMALLEST_CELL = 20
ANY = "(any)"
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "months": ("month", ()),
    "boroughs": ("borough", ()),
    "reasons": ("stop_reason", ("year",)),
    "ethnicity": ("ethnic_appearance", ("borough",)),
    "sexes": ("sex", ()),
    "ages": ("age_group", ("year",)),
    "adults": ("appropriate_adult", ("age_group", "year")),
    "outcomes": ("positive_outcome", ("stop_reason", "year")),
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


def derive(searches: Path, folder: Path) -> None:
    """Write every table into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    source = source_named("london-datastore/thorough-searches")
    rows = clean(load(source, searches).frame.collect(), source.steps).frame.with_columns(
        month=pl.col("date").dt.strftime("%Y-%m"), year=pl.col("date").dt.strftime("%Y")
    )
    for name, (value, given) in TABLES.items():
        shares(rows, value, given).write_csv(folder / f"{name}.csv")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Derive the rates of the synthetic sample.")
    parser.add_argument("searches", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    derive(options.searches, options.folder)
