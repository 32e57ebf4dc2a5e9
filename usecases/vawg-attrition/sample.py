"""A synthetic sample in the layout of the published files. No row counts an offence or a victim that there was.

Levels are those of ``rates/``. What is planted: each borough keeps its own share of positive outcomes, all boroughs
move together from month to month, and what is left is chance and closing of old cases. Victims of no month differ
from those of another but by chance, and no outcome has anything to do with who a victim is.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

RATES = Path(__file__).with_name("rates")
LUMPS = 0.25
"""How much a borough's share moves from month to month beyond chance (in log odds): old cases closed together."""
WHOLE, INJURY = "Domestic Abuse", "Domestic Abuse Violence with Injury"
TYPES = {
    WHOLE: "Domestic Abuse",
    INJURY: "Domestic Abuse",
    "TNO Victim Based": "Miscalleneous",
}
WRITTEN = {(INJURY, "Offences"): "Domestic Abuse violence with injury"}
"""The file writes one label in two ways."""
SHEETS = {"age": "Victim count by age group", "ethnicity": "Victim count by ethnic group"}


def sample(seed: int, folder: Path) -> None:
    """Write the dashboard and the victims.

    Parameters
    ----------
    seed : int
        The same seed gives the same bytes.
    folder : Path
        Made if it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    months = pl.read_csv(RATES / "months.csv", try_parse_dates=True)
    _dashboard(random, months).write_parquet(folder / "SYNTHETIC-crime-dashboard.parquet")
    _victims(random, months["month"].to_list()).write_parquet(folder / "SYNTHETIC-vawg-victims.parquet")


def _dashboard(random: np.random.Generator, months: pl.DataFrame) -> pl.DataFrame:
    cells = pl.read_csv(RATES / "boroughs.csv").join(months, how="cross").sort("borough", "month", "kind")
    offences = random.poisson(cells["monthly"].to_numpy())
    odds = cells["positive"].to_numpy() * cells["times"].to_numpy()
    odds = odds / (1 - odds) * np.exp(LUMPS * random.standard_normal(len(odds)))
    counted = cells.with_columns(
        Offences=offences, positive_outcomes=random.binomial(offences, odds / (1 + odds))
    ).rename({"positive_outcomes": "Positive Outcomes"})
    abuse = counted.filter(pl.col("kind").is_in([WHOLE, INJURY]))
    sums = abuse.group_by("borough", "month", maintain_order=True).agg(pl.col("Offences", "Positive Outcomes").sum())
    names = ["borough", "month", "kind", "Offences", "Positive Outcomes"]
    counted = pl.concat(
        [counted.filter(pl.col("kind") != WHOLE).select(names), sums.with_columns(kind=pl.lit(WHOLE)).select(names)]
    )
    rows = counted.unpivot(
        ["Offences", "Positive Outcomes"],
        index=["borough", "month", "kind"],
        variable_name="measure",
        value_name="count",
    ).filter(pl.col("count") > 0)
    pairs = zip(rows["kind"], rows["measure"], strict=True)
    written = rows.select(
        month_year=pl.col("month").cast(pl.Datetime("us")),
        area_type=pl.lit("Borough"),
        borough_snt=pl.col("borough"),
        area_name=pl.col("borough"),
        crime_type=pl.col("kind").replace_strict(TYPES),
        crime_subtype=pl.Series([WRITTEN.get(pair, pair[0]) for pair in pairs]),
        measure=pl.col("measure"),
        count=pl.col("count").cast(pl.Int64),
        refresh_date=pl.lit(date(2025, 8, 2)).cast(pl.Datetime("us")),
    )
    # The file holds every crime twice: under its borough, and under a neighbourhood team.
    teams = written.with_columns(
        area_type=pl.lit("Safer Neighbourhood Teams"), area_name=pl.col("area_name") + " North"
    )
    return pl.concat([written, teams])


def _victims(random: np.random.Generator, months: list[date]) -> pl.DataFrame:
    levels = pl.read_csv(RATES / "victims.csv")
    parts = []
    for month in months:
        total = int(levels.filter(pl.col("counted_by") == "age")["monthly"].sum())
        total = int(random.poisson(total))
        for sheet, name in SHEETS.items():
            mine = levels.filter(pl.col("counted_by") == sheet)
            share = mine["monthly"].to_numpy() / mine["monthly"].sum()
            parts.append(_sheet(month, name, mine["group"].to_list(), random.multinomial(total, share), sheet))
        places = pl.read_csv(RATES / "boroughs.csv").filter(pl.col("kind") == WHOLE)
        share = places["monthly"].to_numpy() / places["monthly"].sum()
        counts = random.multinomial(total, share)
        parts.append(_sheet(month, "Victim count by location", places["borough"].to_list(), counts, "place"))
    return pl.concat(parts)


def _sheet(
    month: date, name: str, groups: list[str], counts: np.ndarray[tuple[int], np.dtype[np.int64]], kind: str
) -> pl.DataFrame:
    none = pl.lit(None, pl.String)
    day = pl.lit(month).cast(pl.Datetime("us"))
    return pl.DataFrame({"group": groups, "count": counts}).select(
        borough_name=pl.col("group") if kind == "place" else none,
        recorded_date_months=day,
        date_committed_from_date_months=day,
        count=pl.col("count").cast(pl.Int64),
        sheet=pl.lit(name),
        age_group=pl.col("group") if kind == "age" else none,
        ethnic_appearance_group_group=pl.col("group") if kind == "ethnicity" else none,
    )
