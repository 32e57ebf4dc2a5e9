"""Cases with a known gap: the needs of one intersection of ethnicity and sex mostly do not show in the record.

Need shows in two recorded facts, and neither depends on who somebody is, except that for `HIDDEN` of the people in
`CELL` who need a visit both facts look as if they did not. So a model that sees only these facts misses them.
The group is a small part of its ethnic group and of its sex, so those differ little.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

ROWS = 40_000
CELL = ("Asian or Asian British", "Female")
HIDDEN = 0.7
ETHNICITY = {"Asian or Asian British": 0.45, "Black, Black British, Caribbean or African": 0.20, "White": 0.35}
FEMALE = {"Asian or Asian British": 0.03, "Black, Black British, Caribbean or African": 0.60, "White": 0.60}
NEED = 0.25


def cases(seed: int, hidden: float = HIDDEN, rows: int = ROWS) -> pl.DataFrame:
    """Return the cases of one year.

    Parameters
    ----------
    hidden : float
        Share of the people in `CELL` in need whose need does not show; 0 for no gap.
    """
    rng = np.random.default_rng(seed)
    ethnicity = rng.choice(list(ETHNICITY), rows, p=list(ETHNICITY.values()))
    female = rng.random(rows) < np.vectorize(FEMALE.get)(ethnicity)
    needed = rng.random(rows) < NEED
    cell = (ethnicity == CELL[0]) & female
    shows = needed & ~(cell & (rng.random(rows) < hidden))
    return pl.DataFrame(
        {
            "opened": [date(2023, 1, 1) + timedelta(days=int(day)) for day in np.sort(rng.integers(0, 365, rows))],
            "waited": (rng.gamma(2.0, 4.0, rows) + np.where(shows, rng.gamma(3.0, 4.0, rows), 0.0)).round(1),
            "calls": rng.poisson(np.where(shows, 3.0, 1.0)),
            "channel": rng.choice(["phone", "web"], rows),
            "ethnicity": ethnicity,
            "sex": np.where(female, "Female", "Male"),
            "needed": needed,
        }
    )


def sample(seed: int, folder: Path) -> Path:
    """Write the cases with the gap as one file."""
    folder.mkdir(parents=True, exist_ok=True)
    cases(seed).write_csv(folder / "cases.csv")
    return folder
