"""A synthetic sample in the layout of the published files. No row is about a survey that took place.

Boroughs, the level of all of London and the spreads are those of ``rates/``; every borough's own figure is drawn.
What is planted: half of how boroughs differ in one measure is common to all measures, and crime has no part in any.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

RATES = Path(__file__).with_name("rates")
COMMON = 0.5
"""Share of the variance between boroughs that all measures have in common."""
OFFENCES = ("THEFT", "VIOLENCE AGAINST THE PERSON", "BURGLARY")
PARTS = (0.5, 0.35, 0.15)
SURVEY_NAMES = {"Westminster": "City of Westminster"}
QUOTED = {"Good job local": '"Good Job" local'}


def sample(seed: int, folder: Path) -> None:
    """Write the survey and recorded crime.

    Parameters
    ----------
    seed : int
        The same seed gives the same bytes.
    folder : Path
        Made if it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    crime = pl.read_csv(RATES / "crime.csv")
    _survey(random, crime["borough"].to_list()).write_csv(folder / "SYNTHETIC-survey.csv")
    _recorded(random, crime).write_csv(folder / "SYNTHETIC-recorded-crime-borough.csv")


def _survey(random: np.random.Generator, boroughs: list[str]) -> pl.DataFrame:
    levels = pl.read_csv(RATES / "levels.csv", try_parse_dates=True)
    spreads = {row["measure"]: row for row in pl.read_csv(RATES / "spreads.csv").iter_rows(named=True)}
    shared = random.standard_normal(len(boroughs))
    parts = []
    for (measure,), each in levels.sort("measure", "quarter").group_by("measure", maintain_order=True):
        spread = spreads[str(measure)]
        own = np.sqrt(COMMON) * shared + np.sqrt(1 - COMMON) * random.standard_normal(len(boroughs))
        # Interviews of each quarter differ by themselves; what is published is the mean of four quarters.
        quarters = 2 * spread["within"] * random.standard_normal((len(boroughs), each.height + 3))
        moving = np.lib.stride_tricks.sliding_window_view(quarters, 4, axis=1).mean(axis=2)
        share = each["london"].to_numpy() + spread["between"] * own[:, None] + moving
        last = each["quarter"].dt.offset_by("3mo").dt.offset_by("-1d")
        parts.append(
            pl.DataFrame(
                {
                    "Date": np.tile([f"{day.month}/{day.day}/{day.year}" for day in last], len(boroughs)),
                    "Survey": "PAS",
                    "Borough": np.repeat([SURVEY_NAMES.get(name, name) for name in boroughs], each.height),
                    "Measure": QUOTED.get(str(measure), str(measure)),
                    "Proportion": np.clip(share, 0, 1).round(2).ravel(),
                    "MPS": np.tile(each["london"].to_numpy(), len(boroughs)),
                }
            )
        )
    return pl.concat(parts)


def _recorded(random: np.random.Generator, crime: pl.DataFrame) -> pl.DataFrame:
    months = [f"{year}{month:02d}" for year in range(2013, 2023) for month in range(1, 13)][3:111]
    rows = []
    for borough, monthly in crime.iter_rows():
        for offence, part in zip(OFFENCES, PARTS, strict=True):
            counts = random.poisson(monthly * part, len(months))
            text = {"majortext": offence, "minortext": offence, "boroughname": borough}
            rows.append(text | dict(zip(months, counts.tolist(), strict=True)))
    return pl.DataFrame(rows)
