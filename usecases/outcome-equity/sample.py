"""A synthetic sample in the layout of data.police.uk's street and outcomes files. No row describes a real crime.

Everything is drawn from a seed and the tables in ``rates/``. How a crime ends depends on its type alone: on nothing
about the area. What follows is published as it is in the world: outcomes later than the last month are not there yet,
some crimes never get an update, anti-social behaviour has no id, and a few ids stand in the file twice.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

CRIMES = 12_000
ANTI_SOCIAL = 800
REPEATED = 200
FORCE = "city-of-london"
RATES = Path(__file__).with_name("rates")
ANY = "(any)"
BLANK_PLACE = 0.07
"""Share of crimes without a place, as in the files the rates come from."""
PLACE_COLUMNS = {"Longitude": "-0.081113", "Latitude": "51.516869"}
STREET = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)
OUTCOMES = (*STREET[:9], "Outcome type")

Texts = NDArray[np.object_]


def draw(name: str, random: np.random.Generator, rows: int, *given: Texts) -> Texts:
    """Return one value a row from ``rates/NAME.csv``; where a group has no shares, from the next coarser one."""
    table = pl.read_csv(RATES / f"{name}.csv", infer_schema=False).with_columns(pl.col("share").cast(pl.Float64))
    *names, value, _ = table.columns
    chances: dict[tuple[str, ...], tuple[Texts, NDArray[np.float64]]] = {
        tuple(str(one) for one in key): (part[value].to_numpy().astype(object), np.cumsum(part["share"].to_numpy()))
        for key, part in (table.partition_by(names, as_dict=True) if names else {(): table}).items()
    }
    uniform = random.random(rows)
    drawn = np.empty(rows, dtype=object)
    keys = [tuple(str(one) for one in key) for key in zip(*given, strict=True)] if given else [()] * rows
    for at, key in enumerate(keys):
        depth = len(key)
        while key not in chances:
            depth -= 1
            key = (*key[:depth], *[ANY] * (len(key) - depth))
        values, cumulative = chances[key]
        drawn[at] = values[min(int(np.searchsorted(cumulative / cumulative[-1], uniform[at])), len(values) - 1)]
    return drawn


def sample(seed: int, folder: Path) -> Path:
    """Write the synthetic sample: one street and one outcomes file a month.

    Parameters
    ----------
    seed : int
        The same seed gives the same bytes.
    folder : Path
        Where the months' folders go; made when missing. Name it so that it says SYNTHETIC: the files keep the
        published layout and cannot say so themselves.

    Returns
    -------
    Path
        `folder`, holding ``YYYY-MM/YYYY-MM-city-of-london-street.csv`` and ``…-outcomes.csv``.
    """
    crimes, outcomes = _drawn(seed)
    for kind, rows, header in (("street", crimes, STREET), ("outcomes", outcomes, OUTCOMES)):
        for (month,), part in rows.sort("Month", maintain_order=True).partition_by("Month", as_dict=True).items():
            path = folder / str(month) / f"{month}-{FORCE}-{kind}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            part.select(header).write_csv(path)
    return folder


def _drawn(seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    random = np.random.default_rng(seed)
    kind, month, area = (draw(name, random, CRIMES) for name in ("types", "months", "areas"))
    place = draw("places", random, CRIMES, kind)
    end = draw("ends", random, CRIMES, kind)
    outcome = draw("outcomes", random, CRIMES, end, kind)
    lag = draw("lags", random, CRIMES, end).astype(int)
    blank = random.random(CRIMES) < BLANK_PLACE
    rows = pl.DataFrame(
        {
            "Crime ID": [f"{number:064x}" for number in range(1, CRIMES + 1)],
            "Month": month,
            "Location": np.where(blank, "No Location", place).tolist(),
            "area": np.where(blank, None, area).tolist(),
            "Crime type": kind,
            "end": end,
            "outcome": outcome,
        },
        schema_overrides=dict.fromkeys(("Month", "Location", "area", "Crime type", "end", "outcome"), pl.String),
    ).with_columns(
        pl.lit("City of London Police").alias("Reported by"),
        pl.lit("City of London Police").alias("Falls within"),
        pl.lit(None, pl.String).alias("Context"),
        pl.col("area").str.slice(0, 9).alias("LSOA code"),
        pl.col("area").str.slice(10).alias("LSOA name"),
        *(pl.when(pl.col("area").is_not_null()).then(pl.lit(one)).alias(name) for name, one in PLACE_COLUMNS.items()),
        later=pl.Series((pl.Series(month, dtype=pl.String) + "-01").str.to_date()).dt.offset_by(
            pl.Series([f"{one}mo" for one in lag])
        ),
    )
    last = str(rows["Month"].max())
    ended = pl.col("end").is_in(["positive", "ended"])
    known = ended & (pl.col("later").dt.strftime("%Y-%m") <= last)
    crimes = rows.with_columns(
        pl.when(known)
        .then("outcome")
        .when(pl.col("end") == "silent")
        .then(pl.lit("Status update unavailable"))
        .otherwise(pl.lit("Under investigation"))
        .alias("Last outcome category")
    )
    nuisance = crimes.head(ANTI_SOCIAL).with_columns(
        pl.lit(None, pl.String).alias("Crime ID"),
        pl.lit("Anti-social behaviour").alias("Crime type"),
        pl.lit(None, pl.String).alias("Last outcome category"),
    )
    outcomes = rows.filter(known).with_columns(
        pl.col("later").dt.strftime("%Y-%m").alias("Month"), pl.col("outcome").alias("Outcome type")
    )
    return pl.concat([crimes, crimes.tail(REPEATED), nuisance]), outcomes
