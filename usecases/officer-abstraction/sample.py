"""A synthetic sample in the layout of the published files. No row is about officers, crimes or answers that were real.

Boroughs' and months' means and the spreads are those of ``rates/``; every value of a borough in a month is drawn. What
is planted: each 10 points more of officers' time taken away raise neighbourhood crime of the month by 4% (in
logarithms: `EFFECT`), alike in every borough. Sexual offences and answers of the survey do not depend on it, and no
month's crime sends officers anywhere.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

RATES = Path(__file__).with_name("rates")
EFFECT = 0.04
"""Logarithm of neighbourhood crime for 10 points more of officers' time taken away."""
SHARED = 0.7
"""Share of the variance of officers' time that boroughs of one command unit have in common."""
UNITS = (
    ("Hackney", "Tower Hamlets"),
    ("Camden", "Islington"),
    ("Lambeth", "Southwark"),
    ("Hammersmith and Fulham", "Kensington and Chelsea", "Westminster"),
    ("Barking and Dagenham", "Havering", "Redbridge"),
    ("Enfield", "Haringey"),
    ("Newham", "Waltham Forest"),
    ("Barnet", "Brent", "Harrow"),
    ("Bromley", "Croydon", "Sutton"),
    ("Bexley", "Greenwich", "Lewisham"),
    ("Kingston upon Thames", "Merton", "Richmond upon Thames", "Wandsworth"),
    ("Ealing", "Hillingdon", "Hounslow"),
)
OFFENCES = {
    "residential_burglary": ("BURGLARY", "DOMESTIC BURGLARY"),
    "personal_robbery": ("ROBBERY", "ROBBERY OF PERSONAL PROPERTY"),
    "theft_from_person": ("THEFT", "THEFT FROM THE PERSON"),
    "vehicle_crime": ("VEHICLE OFFENCES", "THEFT FROM A VEHICLE"),
    "sexual_offences": ("SEXUAL OFFENCES", "OTHER SEXUAL OFFENCES"),
}
OTHER_NAMES = {
    "Barking and Dagenham": "Barking And Dagenham",
    "Hammersmith and Fulham": "Hammersmith And Fulham",
    "Kensington and Chelsea": "Kensington And Chelsea",
    "Kingston upon Thames": "Kingston",
    "Richmond upon Thames": "Richmond",
}
"""How the file of minutes spells them."""
KINDS = {
    "Aid": 0.25,
    "CAD": 0.02,
    "Court": 0.03,
    "Custody": 0.05,
    "Local Aid": 0.2,
    "Staffing Up": 0.1,
    "Training": 0.35,
}
"""What officers are taken for, and which part of the time taken."""
MEASURES = {"trust": "Trust MPS", "knows_ward_officer": "Contact ward officer"}
LAST_SURVEY = date(2022, 3, 31)

Floats = NDArray[np.float64]


def sample(seed: int, folder: Path) -> None:
    """Write officers' minutes, recorded crime and the survey.

    Parameters
    ----------
    seed : int
        The same seed gives the same bytes.
    folder : Path
        Made if it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    boroughs = pl.read_csv(RATES / "boroughs.csv").sort("borough")
    months = pl.read_csv(RATES / "months.csv", try_parse_dates=True).sort("month")
    spread = dict(pl.read_csv(RATES / "spreads.csv").iter_rows())
    taken = _taken(random, boroughs, months, spread["abstracted"])
    _minutes(random, boroughs, months, taken).write_csv(folder / "SYNTHETIC-ward-officers-minutes.csv")
    _crime(random, boroughs, months, taken, spread["crime"]).write_csv(folder / "SYNTHETIC-recorded-crime-borough.csv")
    _survey(random, boroughs, months).write_csv(folder / "SYNTHETIC-survey.csv")


def _taken(random: np.random.Generator, boroughs: pl.DataFrame, months: pl.DataFrame, spread: float) -> Floats:
    """Return the share of time taken away, shape (boroughs, months)."""
    names = boroughs["borough"].to_list()
    unit = np.array([next(number for number, one in enumerate(UNITS) if name in one) for name in names])
    level = months["abstracted"].fill_null(strategy="backward").to_numpy()
    common = _moving(random, (len(UNITS), len(level)))[unit]
    own = _moving(random, (len(names), len(level)))
    apart = spread * (np.sqrt(SHARED) * common + np.sqrt(1 - SHARED) * own)
    return np.clip(level + (boroughs["abstracted"].to_numpy() - level.mean())[:, None] + apart, 0.01, 0.6)


def _moving(random: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Return series of variance 1 whose neighbours are correlated .5."""
    made = random.standard_normal(shape)
    for month in range(1, shape[1]):
        made[:, month] = 0.5 * made[:, month - 1] + np.sqrt(0.75) * made[:, month]
    return made


def _minutes(random: np.random.Generator, boroughs: pl.DataFrame, months: pl.DataFrame, taken: Floats) -> pl.DataFrame:
    held = months.with_row_index("place").filter(pl.col("abstracted").is_not_null())
    hours = boroughs["hours"].to_numpy()[:, None] * np.exp(0.1 * random.standard_normal(taken.shape))
    rows = []
    for month, place in held.select("month", "place").iter_rows():
        for number, borough in enumerate(boroughs["borough"]):
            total = 60 * hours[number, place]
            away = taken[number, place] * total
            rows.append(
                {
                    "Date": month.isoformat(),
                    "Borough": OTHER_NAMES.get(borough, borough),
                    **{f"Abstraction Type_{kind}": round(part * away, 0) for kind, part in KINDS.items()},
                    "Abstraction Type_Not Abstracted": round(total - away, 0),
                }
            )
    return pl.DataFrame(rows)


def _crime(
    random: np.random.Generator, boroughs: pl.DataFrame, months: pl.DataFrame, taken: Floats, spread: float
) -> pl.DataFrame:
    season = np.log(months["crime"].to_numpy())
    season = season - season.mean()
    shared = spread * _moving(random, taken.shape)
    change = EFFECT * (taken - taken.mean()) / 0.1
    names = [f"{month:%Y%m}" for month in months["month"]]
    rows = []
    for offence, (major, minor) in OFFENCES.items():
        level = boroughs[offence].to_numpy()[:, None]
        moves = season + shared + change if offence != "sexual_offences" else 0.0 * season
        counts = random.poisson(level * np.exp(moves))
        for number, borough in enumerate(boroughs["borough"]):
            rows.append(
                {
                    "majortext": major,
                    "minortext": minor,
                    "boroughname": borough,
                    **dict(zip(names, counts[number].tolist(), strict=True)),
                }
            )
    return pl.DataFrame(rows)


def _survey(random: np.random.Generator, boroughs: pl.DataFrame, months: pl.DataFrame) -> pl.DataFrame:
    ends = [month for month in months["month"] if month.month % 3 == 0 and month <= LAST_SURVEY]
    rows = []
    for measure, written in MEASURES.items():
        level = boroughs[measure].to_numpy()[:, None]
        values = np.clip(level + 0.03 * _moving(random, (boroughs.height, len(ends))), 0, 1)
        for number, borough in enumerate(boroughs["borough"]):
            for place, month in enumerate(ends):
                last = {3: 31, 6: 30, 9: 30, 12: 31}[month.month]
                rows.append(
                    {
                        "Date": f"{month.month}/{last}/{month.year}",
                        "Survey": "PAS",
                        "Borough": borough,
                        "Measure": written,
                        "Proportion": round(float(values[number, place]), 2),
                        "MPS": round(float(boroughs[measure].mean()), 2),  # type: ignore[arg-type]
                    }
                )
    return pl.DataFrame(rows)
