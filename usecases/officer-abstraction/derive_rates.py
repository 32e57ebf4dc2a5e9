"""Derive the tables that the synthetic sample is drawn from: means of boroughs and of months, and spreads.

Run it as::

    python usecases/officer-abstraction/derive_rates.py FOLDER usecases/officer-abstraction/rates

where FOLDER holds the published files, as for ``peel run officer-abstraction --data FOLDER``. No value of a borough in
a month is written: means over all months of a borough, means over all boroughs of a month, and two spreads.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl

from peel_ml.data.cleaning import clean
from peel_ml.data.sources import load, source_named

OFFENCES = ("residential_burglary", "personal_robbery", "theft_from_person", "vehicle_crime", "sexual_offences")
MEASURES = ("trust", "knows_ward_officer")


def derived(folder: Path) -> dict[str, pl.DataFrame]:
    """Return each table by its name."""
    source = source_named("london-datastore/officer-abstraction")
    frame = clean(load(source, folder).frame.collect(), source.steps).frame
    minutes = [name for name in frame.columns if name.startswith("minutes_")]
    frame = frame.filter(pl.col("month").is_between(pl.date(2018, 2, 1), pl.date(2024, 3, 1)))
    total = pl.sum_horizontal(minutes)
    held = (
        frame.filter(pl.col("minutes_kept").is_not_null(), pl.col("month") >= pl.date(2019, 2, 1))
        .with_columns(hours=total / 60, abstracted=1 - pl.col("minutes_kept") / total)
        .with_columns(pl.sum_horizontal(OFFENCES[:4]).log().alias("crime"))
    )
    boroughs = (
        held.group_by("borough")
        .agg(
            pl.col("hours").mean().round(0),
            pl.col("abstracted").mean().round(3),
            *(pl.col(name).mean().round(0) for name in OFFENCES),
            *(pl.col(name).mean().round(2) for name in MEASURES),
        )
        .sort("borough")
    )
    months = (
        frame.with_columns(hours=total / 60, abstracted=1 - pl.col("minutes_kept") / pl.when(total > 0).then(total))
        .group_by("month")
        .agg(
            abstracted=pl.when(pl.len() == pl.col("minutes_kept").count()).then(pl.col("abstracted").mean()).round(3),
            crime=pl.sum_horizontal(OFFENCES[:4]).sum().round(0),
        )
        .sort("month")
    )
    left = held.with_columns(
        (pl.col(name) - pl.col(name).mean().over("borough") - pl.col(name).mean().over("month") + pl.col(name).mean())
        for name in ("abstracted", "crime")
    )
    spreads = pl.DataFrame(
        {
            "what": ["abstracted", "crime"],
            "spread": [round(float(left[name].std()), 3) for name in ("abstracted", "crime")],  # type: ignore[arg-type]
        }
    )
    return {"boroughs": boroughs, "months": months, "spreads": spreads}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for name, table in derived(given.folder).items():
        table.write_csv(given.out / f"{name}.csv")
