"""Made-up series with a known season and level."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from peel_ml.forecasting.series import SeriesTable

KINDS = ("Burglary", "Theft")


def periods(count: int, first: int = 2015 * 12) -> tuple[date, ...]:
    """Return so many months from January 2015."""
    return tuple(date(month // 12, month % 12 + 1, 1) for month in range(first, first + count))


def table(areas: int = 12, months: int = 72, seed: int = 0, spread: float = 1.0) -> SeriesTable:
    """Return negative binomial counts with a season that all areas share; `spread` is variance over mean."""
    rng = np.random.default_rng(seed)
    level = rng.uniform(20, 200, areas * len(KINDS))
    season = 1 + 0.3 * np.sin(2 * np.pi * np.arange(months) / 12)
    mean = level[:, None] * season
    counts = rng.poisson(mean) if spread <= 1 else rng.negative_binomial(mean / (spread - 1), 1 / spread)
    names = np.repeat([f"Area {number:02d}" for number in range(areas)], len(KINDS))
    larger = np.where(np.arange(len(names)) < len(names) // 2, "East", "West")
    return SeriesTable(names, np.tile(KINDS, areas), larger, counts.astype(np.float32), periods(months))


def frame(made: SeriesTable) -> pl.DataFrame:
    """Return a table as rows with who lives in each area."""
    rows = [
        (area, kind, larger, month, int(count))
        for area, kind, larger, counts in zip(made.areas, made.kinds, made.larger, made.counts, strict=True)
        for month, count in zip(made.periods, counts, strict=True)
        if not np.isnan(count)
    ]
    whole = pl.DataFrame(rows, schema=["area", "kind", "larger", "month", "n"], orient="row")
    number = pl.col("area").str.slice(5).cast(pl.Int32)
    return whole.with_columns(share=number / 40, residents=1000 + number).sort("area", "kind", "month")
