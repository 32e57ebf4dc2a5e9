"""A synthetic sample in the layout of the London Datastore's more thorough searches. No row describes a real search.

Everything is drawn from a seed and the tables in ``rates/``. The outcome depends on the reason and the year alone: on
no column about the person. What the publication does to its rows (a load twice, three spellings, two formats of date)
is done to these.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

ROWS = 12_000
"""Searches; the file holds more rows, because it repeats a load."""
RATES = Path(__file__).with_name("rates")
ANY = "(any)"
SECOND_LOAD_ENDS, NEW_SHEET_BEGINS = "2022-09", "2023-08"
BLANK: str | None = None
COLUMNS = (
    "col_0",
    "stop_date",
    "area",
    "borough",
    "age_group",
    "appropriate_adult_present",
    "sex",
    "ethnic_appearance",
    "stop_reason",
    "positive_outcome_of_stop",
    "outcome_reason",
    "sheet",
    "approporiate_adult_present_if_required?",
    "postive_outcome_of_stop",
    "positve_outcome",
)
_OLD = {
    "18 or over": "18 or older",
    "Male": "M",
    "Female": "F",
    "Not recorded": "Unknown",
    "Drugs (s.23 Misuse of Drugs Act)": "B Drugs (s.23 Misuse of Drugs Act)",
    "Weapons, points and blades (s.1 PACE, s.139 CJ Act)": "D Weapons, Point & Blades (s.1 PACE, s.139 CJ Act)",
    "Section 60 (Criminal Justice and Public Order Act)": "K s.60 CJPO Weapons",
    "Firearms (s.47 Firearms Act)": "C Firearms (s.47 Firearms Act)",
    "All other searches": "All Other Searches",
    "Westminster": "City of Westminster",
    "Aviation Policing": "CO18 (Heathrow Airport) (Legacy Only)",
}
_NEW = {
    "Not recorded": "Unknown",
    "Drugs (s.23 Misuse of Drugs Act)": "Drugs (s.23 Drugs Misuse Act)",
    "Weapons, points and blades (s.1 PACE, s.139 CJ Act)": "Weapons, Point & Blades (s.1 PACE, s.139 CJ Act)",
    "Section 60 (Criminal Justice and Public Order Act)": "s.60 CJPO Weapons",
    "All other searches": "All Other Searches",
    "Aviation Policing": "CO18 (Heathrow Airport)",
}
"""Labels of both loads, by what cleaning makes of them."""

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
    """Write the synthetic sample as one Parquet file.

    Parameters
    ----------
    seed : int
        The same seed gives the same rows.
    folder : Path
        Where the file goes; made when missing. Name it so that it says SYNTHETIC: the file keeps the published layout.

    Returns
    -------
    Path
        `folder`, holding ``thorough-searches.parquet``.
    """
    random = np.random.default_rng(seed)
    month = np.sort(draw("months", random, ROWS).astype(str)).astype(object)
    year = np.array([one[:4] for one in month], dtype=object)
    day = random.integers(1, 29, ROWS)
    borough = draw("boroughs", random, ROWS)
    reason = draw("reasons", random, ROWS, year)
    age = draw("ages", random, ROWS, year)
    rows = pl.DataFrame(
        {
            "day": [f"{one}-{number:02}" for one, number in zip(month, day, strict=True)],
            "borough": borough,
            "age_group": age,
            "sex": draw("sexes", random, ROWS),
            "ethnic_appearance": draw("ethnicity", random, ROWS, borough),
            "stop_reason": reason,
            "adult": draw("adults", random, ROWS, age, year),
            "positive": draw("outcomes", random, ROWS, reason, year),
        },
        schema=dict.fromkeys(
            ("day", "borough", "age_group", "sex", "ethnic_appearance", "stop_reason", "adult", "positive"), pl.String
        ),
    ).with_columns(
        adult=pl.when(pl.col("adult") == "Recorded as present").then(pl.lit("Y")),
        outcome_reason=pl.when(pl.col("positive") == "Yes").then(pl.lit("Drugs")).otherwise(pl.lit("Not Applicable")),
        area=pl.lit("Synthetic area"),
        sheet=pl.lit("Sheet1"),
    )
    newer = pl.col("day") >= NEW_SHEET_BEGINS
    old, new = rows.filter(~newer), rows.filter(newer)
    adult, outcome = "approporiate_adult_present_if_required?", "postive_outcome_of_stop"
    first = _labelled(old, _OLD).with_columns(
        stop_date=pl.col("day") + " 00:00:00.000000", **{adult: pl.col("adult"), outcome: pl.col("positive")}
    )
    second = first.filter(pl.col("day") < SECOND_LOAD_ENDS).with_columns(
        pl.col(outcome).alias("positve_outcome"), pl.lit(None, pl.String).alias(outcome)
    )
    third = _labelled(new, _NEW).with_columns(
        stop_date=pl.col("day"),
        appropriate_adult_present=pl.col("adult").fill_null(" "),
        positive_outcome_of_stop=pl.col("positive"),
    )
    table = pl.concat([first, second, third], how="diagonal").with_columns(col_0=pl.lit(None, pl.Float64))
    folder.mkdir(parents=True, exist_ok=True)
    table.select(COLUMNS).write_parquet(folder / "thorough-searches.parquet")
    return folder


def _labelled(rows: pl.DataFrame, words: dict[str, str]) -> pl.DataFrame:
    return rows.with_columns(pl.col("borough", "age_group", "sex", "ethnic_appearance", "stop_reason").replace(words))
