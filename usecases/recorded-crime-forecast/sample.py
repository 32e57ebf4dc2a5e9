"""A synthetic sample in the layout of the London Datastore's recorded crime by borough. No count in it is real.

Counts are drawn from a seed and the tables in ``rates/``: a borough's level, the season and the year of an offence, a
slow drift of each series by chance, and chance. Nothing about who lives in a borough is in it, so a difference by
composition is chance. The published quirks are there: burglary changes its name in March 2023, and a part of
Hillingdon is published as an airport for some months.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

RATES = Path(__file__).with_name("rates")
FIRST, RECENT, END = (2018, 4), (2024, 3), (2025, 2)
"""First month of either file, and the last month."""
AIRPORTS = "London Heathrow and London City Airports"
RENAMED, AIRPORT_FROM = (2023, 3), (2023, 5)
DRIFT = 0.02
"""Standard deviation of the monthly drift, in logarithms."""
PULL = 0.97
"""How much of a drift is left a month later."""

Month = tuple[int, int]


def months(first: Month, last: Month) -> list[Month]:
    """Return every month from the first to the last."""
    count = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    return [((first[0] * 12 + first[1] - 1 + n) // 12, (first[1] - 1 + n) % 12 + 1) for n in range(count)]


def drawn(seed: int) -> dict[tuple[str, str], NDArray[np.int64]]:
    """Return the counts of every borough and published offence over all months."""
    rng = np.random.default_rng(seed)
    season, trend, spread = (pl.read_csv(RATES / f"{name}.csv") for name in ("season", "trend", "spread"))
    every = months(FIRST, END)
    made = {}
    for borough, _, offence, level in pl.read_csv(RATES / "levels.csv").iter_rows():
        by_month = dict(season.filter(pl.col("offence") == offence).select("number", "factor").iter_rows())
        by_year = trend.filter(pl.col("offence") == offence).sort("year")
        # Between the middles of years the trend is a line.
        years = np.interp(
            [year + month / 12 for year, month in every],
            (by_year["year"] + 0.5).to_numpy(),
            by_year["factor"].to_numpy(),
        )
        drift = np.zeros(len(every))
        for place in range(1, len(every)):
            drift[place] = PULL * drift[place - 1] + rng.normal(0, DRIFT)
        mean = level * years * np.array([by_month[month] for _, month in every]) * np.exp(drift)
        wide = spread.filter(pl.col("offence") == offence)["dispersion"].item()
        # Negative binomial: its variance is `wide` times its mean.
        made[borough, offence] = rng.negative_binomial(mean / (wide - 1), 1 / wide)
    return made


def rows(seed: int) -> list[tuple[str, str, str, NDArray[np.int64]]]:
    """Return (major text, minor text, borough, counts) as they are published."""
    rng = np.random.default_rng([seed, 1])
    every = months(FIRST, END)
    groups = dict(pl.read_csv(RATES / "levels.csv").select("offence", "offence_group").iter_rows())
    renamed = np.array([month >= RENAMED for month in every])
    at_airport = np.array([AIRPORT_FROM <= month < RECENT for month in every])
    made = []
    for (borough, offence), counts in drawn(seed).items():
        places = {borough: counts}
        if borough == "Hillingdon":
            there = np.where(at_airport, rng.binomial(counts, 0.2), 0)
            places = {borough: counts - there, AIRPORTS: there}
        if borough == "Camden":
            places["Unknown"] = rng.poisson(counts.mean() / 20, len(every))
        for place, here in places.items():
            if offence != "Residential burglary":
                made.append((groups[offence].upper(), offence.upper(), place, here))
                continue
            home = rng.binomial(here, 0.72)
            for name, part in (
                ("DOMESTIC BURGLARY", np.where(renamed, 0, here)),
                ("RES BURGLARY OF A HOME", np.where(renamed, home, 0)),
                ("RES BURGLARY OF UNCONNECTED BUILDING", np.where(renamed, here - home, 0)),
            ):
                made.append((groups[offence].upper(), name, place, part))
    return made


def sample(seed: int, folder: Path) -> None:
    """Write both files; the same seed gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    every = months(FIRST, END)
    published = rows(seed)
    for file, here in (
        ("recorded-crime-borough-historical.csv", [month < RECENT for month in every]),
        ("recorded-crime-borough-to-202502.csv", [month >= RECENT for month in every]),
    ):
        names = [f"{year}{month:02}" for (year, month), wanted in zip(every, here, strict=True) if wanted]
        lines = [
            {"majortext": major, "minortext": minor, "boroughname": place}
            | dict(zip(names, counts[np.array(here)].tolist(), strict=True))
            # A file lists what it has something of.
            for major, minor, place, counts in published
            if counts[np.array(here)].any()
        ]
        pl.DataFrame(lines).write_csv(folder / file)
