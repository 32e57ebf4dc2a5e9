"""Derive the shipped table of residents from the published files of the Office for National Statistics.

Run as::

    python -m peel_ml.data.census.derive SOURCE --out peel_ml/data/census/london_boroughs_2021.csv

where SOURCE is a folder that holds

- ``Census_2021_ethnicity.csv``: Census 2021, table TS021 (ethnic group, eight categories) by upper-tier local
  authority;
- ``london_areas_lookup.parquet``: the lookup of London's areas, for the boroughs' full names by code.

The borough figures are taken as published and not summed from small areas: the Office changes small counts a
little so that nobody can be singled out, and a sum of many gathers those changes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from peel_ml.data.geography import BOROUGHS
from peel_ml.data.vocabulary import GROUPS
from peel_ml.data.vocabulary.ethnicity import ASIAN, BLACK, MIXED, OTHER, WHITE
from peel_ml.errors import BadRequest

CATEGORIES = {1: ASIAN, 2: BLACK, 3: MIXED, 4: WHITE, 5: WHITE, 6: WHITE, 7: OTHER}
"""The eight published categories by their code; 4 to 6 are White British; Irish, Gypsy, Traveller and Roma; other."""


def derive(source: Path) -> pl.DataFrame:
    """Return one row a borough: its name (``area``) and its residents of each of the five groups.

    Raises
    ------
    BadRequest
        The boroughs of the files are not those of Greater London.
    """
    codes = pl.read_parquet(source / "london_areas_lookup.parquet").select(
        code=pl.col("LAD22CD").cast(pl.String), area="LAD22NM"
    )
    published = pl.read_csv(source / "Census_2021_ethnicity.csv").select(
        code="Upper tier local authorities Code",
        group=pl.col("Ethnic group (8 categories) Code").replace_strict(CATEGORIES, default=None),
        people="Observation",
    )
    groups = list(GROUPS["ons-5"])
    table = (
        published.join(codes.unique(), on="code")
        .drop_nulls("group")
        .pivot("group", index="area", values="people", aggregate_function="sum")
        .select("area", *groups)
        .sort("area")
    )
    if tuple(table["area"]) != BOROUGHS:
        raise BadRequest(
            f"The files name {table.height} boroughs of Greater London, and not the {len(BOROUGHS)} there are."
        )
    return table


def _main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Derive the table of residents by borough and ethnic group.")
    parser.add_argument("source", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(None if arguments is None else list(arguments))
    derive(options.source).write_csv(options.out)


if __name__ == "__main__":
    _main()
