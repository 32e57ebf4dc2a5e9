"""A synthetic sample in the layout of the monthly crime dashboard. No row counts real crimes.

Everything is drawn from a seed and the tables in ``rates/``. Counts move about their mean as those of the file do:
Poisson about a mean that moves itself. Two changes are planted: faith hate crime rises in all boroughs in one month
of the validation period, and race hate crime rises in three boroughs in the held-out period. ``README.md`` says what
the file gets wrong; the sample gets it wrong, too.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

RATES = Path(__file__).with_name("rates")
FIRST, MONTHS = 2021 * 12 + 7, 43
"""August 2021, counted in months, and how many there are."""
MOVING, LIKENESS = 0.02, 0.2
"""Variance of the moving mean relative to its square, and its correlation with the month before."""
FAITH_RISES, FAITH_BY, FAITH_LASTS = 26, 3.0, 17
"""The planted rise of faith hate crime: its month (of `MONTHS`), its size, and for how long it fades."""
RACE_RISES, RACE_BY, RACE_WHERE = 37, 2.0, ("Bexley", "Ealing", "Merton")
OTHERS = {"Domestic Abuse": 7_700.0, "TNO Victim Based": 69_000.0}
MISSPELT = "Miscalleneous"


def sample(seed: int, folder: Path) -> Path:
    """Write the synthetic sample: one CSV in the published layout.

    Parameters
    ----------
    seed : int
        The same seed gives the same bytes.
    folder : Path
        Where the file goes; made when missing. Name it so that it says SYNTHETIC: the file keeps the published
        layout.

    Returns
    -------
    Path
        The file.
    """
    random = np.random.default_rng(seed)
    boroughs = pl.read_csv(RATES / "boroughs.csv")
    strands = dict(pl.read_csv(RATES / "strands.csv").iter_rows())
    season = pl.read_csv(RATES / "season.csv")["factor"].to_numpy()
    parts = []
    for name, a_month in (*strands.items(), *OTHERS.items()):
        mean = a_month * boroughs["share"].to_numpy()[:, None] * _season(season) * _planted(name, boroughs["borough"])
        parts.append(_rows(name, boroughs["borough"].to_list(), random.poisson(mean * _moving(random, mean.shape))))
    rows = pl.concat(parts)
    airport = pl.lit("Aviation Security (SO18) (Legacy Only)")
    moved = rows.filter(pl.col("borough_snt") == "Hillingdon", pl.col("crime_subtype") == "Racist Crime").head(6)
    moved = moved.with_columns(count=pl.lit(1, pl.Int64), area_name=airport)
    places = [
        moved.with_columns(borough_snt=pl.lit(name), area_code=pl.lit(code, pl.String))
        for name, code in (("Aviation Security", "SO18"), ("Other / NK", None))
    ]
    teams = rows.with_columns(
        area_type=pl.lit("Safer Neighbourhood Teams"),
        area_name=pl.lit("Town"),
        borough_snt=pl.col("borough_snt") + " Town",
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "SYNTHETIC-monthly-crime-dashboard.csv"
    order = ("month_year", "area_type", "borough_snt")
    pl.concat([rows, teams, *places]).sort(order, maintain_order=True).write_csv(path)
    return path


def _month(place: int) -> date:
    return date((FIRST + place) // 12, (FIRST + place) % 12 + 1, 1)


def _season(factor: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(factor[[_month(place).month - 1 for place in range(MONTHS)]])


def _planted(name: str, boroughs: pl.Series) -> NDArray[np.float64]:
    made = np.ones((len(boroughs), MONTHS))
    since = np.arange(MONTHS) - FAITH_RISES
    if name == "Faith Crime":
        fading = np.clip(1 - since / FAITH_LASTS, 0, 1)
        made *= np.where(since >= 0, 1 + (FAITH_BY - 1) * fading, 1.0)
    if name == "Racist Crime":
        made[boroughs.is_in(RACE_WHERE).to_numpy(), RACE_RISES:] = RACE_BY
    return made


def _moving(random: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    wave = random.standard_normal(shape)
    for place in range(1, MONTHS):
        wave[:, place] = LIKENESS * wave[:, place - 1] + np.sqrt(1 - LIKENESS**2) * wave[:, place]
    spread = np.log1p(MOVING)
    return np.asarray(np.exp(np.sqrt(spread) * wave - spread / 2))


def _rows(name: str, boroughs: list[str], counts: NDArray[np.int64]) -> pl.DataFrame:
    """Return rows of the published layout; a count of nought has none."""
    hate = name.endswith(" Crime")
    kind = "Hate crime" if hate else MISSPELT if name.startswith("TNO") else name
    places = [(borough, month) for borough in boroughs for month in range(MONTHS)]
    return pl.DataFrame(
        {
            "month_year": [_month(month).isoformat() for _, month in places],
            "area_type": "Borough",
            "borough_snt": [borough for borough, _ in places],
            "area_name": [borough for borough, _ in places],
            "area_code": [f"SYNTHETIC{boroughs.index(borough):02}" for borough, _ in places],
            "crime_type": kind,
            "crime_subtype": name,
            "measure": "Offences",
            "count": counts.ravel().astype(np.int64),
            "refresh_date": "2025-08-02",
        }
    ).filter(pl.col("count") > 0)
