"""Derive the tables that the synthetic sample is drawn from.

Each made-up area is the mean of about `TOGETHER` neighbours in order: areas of one borough with about as many recorded
offences. No table holds a real area, and no share stands on fewer than `SMALLEST_CELL` offences. Run it as::

    python usecases/hotspot-honesty/derive_rates.py LSOA_FILE usecases/hotspot-honesty/rates

where LSOA_FILE is the London Datastore's recorded crime by LSOA (one column a month, as Parquet).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import polars as pl

from peel_ml.data.census import composition

TOGETHER = 12
SMALLEST_CELL = 50
BANDS = 5
NEAR_EMPTY = 0.1
"""A month with less than this share of the median month is the edge of an extract."""


def months(frame: pl.DataFrame) -> list[str]:
    """Return the columns of whole months."""
    named = sorted(name for name in frame.columns if name.isdigit())
    totals = np.array([float(frame[name].sum()) for name in named])
    return [name for name, total in zip(named, totals, strict=True) if total >= NEAR_EMPTY * np.median(totals)]


def areas(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the made-up areas: borough, mean count a month, residents, composition, and how much they change."""
    names = months(frame)
    half = len(names) // 2
    sums = frame.group_by("lsoa_code", "borough").agg(pl.col(names).sum())
    sums = sums.with_columns(
        count=pl.sum_horizontal(names) / len(names),
        first=pl.sum_horizontal(names[:half]),
        second=pl.sum_horizontal(names[half:]),
    )
    known = composition("lsoa").drop("borough", "area_name").rename({"area_code": "lsoa_code"})
    rows = sums.join(known, on="lsoa_code").sort("borough", "count", "lsoa_code")
    rows = rows.with_columns(place=pl.int_range(pl.len()).over("borough"), size=pl.len().over("borough"))
    number = pl.max_horizontal(pl.col("size") // TOGETHER, 1)
    rows = rows.with_columns(bin=pl.col("place") * number // pl.col("size"))
    shares = [name for name in known.columns if name.startswith("share_")]
    weighted = [(pl.col(name) * pl.col("residents")).sum() / pl.col("residents").sum() for name in shares]
    made = rows.group_by("borough", "bin").agg(
        pl.len().alias("behind"),
        pl.col("count").mean(),
        pl.col("residents").mean(),
        *weighted,
        pl.col("imd_2019").mean(),
    )
    made = made.sort("borough", "bin").with_row_index("number", 1)
    return made.select(
        code="SYN" + pl.col("number").cast(pl.String).str.zfill(6),
        borough="borough",
        count=pl.col("count").round(1),
        residents=(pl.col("residents") / 100).round(0).cast(pl.Int64) * 100,
        **{name: pl.col(name).round(2) for name in shares},
        imd_2019=pl.col("imd_2019").round(0),
        behind="behind",
    )


def offences(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the share of each offence, by how much is recorded in an area."""
    names = months(frame)
    rows = frame.with_columns(count=pl.sum_horizontal(names))
    total = rows.group_by("lsoa_code").agg(total=pl.col("count").sum()).sort("total", "lsoa_code")
    total = total.with_columns(band=pl.int_range(pl.len()) * BANDS // pl.len())
    table = rows.join(total, on="lsoa_code").group_by("band", "major_category", "minor_category")
    table = table.agg(pl.col("count").sum())
    table = table.filter(pl.col("count") >= SMALLEST_CELL)
    share = pl.col("count") / pl.col("count").sum().over("band")
    return table.with_columns(share=share.round(4)).drop("count").sort("band", "major_category", "minor_category")


def seasons(frame: pl.DataFrame) -> pl.DataFrame:
    """Return each month against the mean month, and how much areas move about it beyond chance.

    ``moves`` is the standard deviation of an area's month about its mean, as a share of the mean, without what a
    Poisson count of that size varies by.
    """
    names = months(frame)
    values = frame.group_by("lsoa_code").agg(pl.col(names).sum()).select(names).to_numpy().astype(float)
    month = values.sum(0) / values.sum(0).mean()
    mean = values.mean(1, keepdims=True) * month
    busy = values.mean(1) >= 10
    excess = ((values - mean)[busy] ** 2 - mean[busy]).sum() / (mean[busy] ** 2).sum()
    moves = round(float(np.sqrt(max(excess, 0.0))), 3)
    return pl.DataFrame({"month": names, "factor": month.round(3), "moves": [moves] * len(names)})


def derive(file: Path, folder: Path) -> None:
    """Write every table into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    frame = pl.read_parquet(file)
    for name, table in (("areas", areas(frame)), ("offences", offences(frame)), ("months", seasons(frame))):
        table.write_csv(folder / f"{name}.csv")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Derive the tables of the synthetic sample.")
    parser.add_argument("file", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    derive(options.file, options.folder)
