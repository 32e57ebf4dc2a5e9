"""A synthetic sample in the layout of the London Datastore's recorded crime by LSOA. No row is of a real place.

Counts are drawn from a seed and the tables in ``rates/`` (made by ``derive_rates.py``). Each made-up area keeps its own
rate all year: beside the month's season and chance nothing changes, so that no model can know more than a plain mean.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

RATES = Path(__file__).with_name("rates")
EDGE = "202402"
"""The first column of the published file, which holds next to nothing."""


def sample(seed: int, folder: Path) -> Path:
    """Write the file and return its folder.

    Parameters
    ----------
    seed : int
        The same seed gives the same bytes.
    folder : Path
        Where to write; its name should say SYNTHETIC, because the layout cannot.
    """
    rng = np.random.default_rng(seed)
    areas = pl.read_csv(RATES / "areas.csv")
    months = pl.read_csv(RATES / "months.csv", schema_overrides={"month": pl.String})
    offences = pl.read_csv(RATES / "offences.csv")
    bands = int(offences["band"].max()) + 1  # type: ignore[arg-type]
    order = np.argsort(np.argsort(areas["count"].to_numpy(), kind="stable"), kind="stable")
    band = order * bands // areas.height
    factor = months["factor"].to_numpy()
    moves = float(months["moves"][0])
    # An area's month moves about its own mean by more than chance, and independently of the month before.
    shape = 1 / moves**2
    about = rng.gamma(shape, 1 / shape, (areas.height, len(factor)))
    monthly = areas["count"].to_numpy()[:, None] * factor * about
    rows: list[dict[str, object]] = []
    for at, area in enumerate(areas.iter_rows(named=True)):
        for offence in offences.filter(pl.col("band") == int(band[at])).iter_rows(named=True):
            counts = rng.poisson(monthly[at] * offence["share"])
            if counts.any():
                # Published files have no row where nothing was recorded all year.
                rows.append(
                    {
                        "lsoa_code": area["code"],
                        "lsoa_name": f"SYNTHETIC {area['code'][3:]}",
                        "borough": area["borough"],
                        "major_category": offence["major_category"],
                        "minor_category": offence["minor_category"],
                        EDGE: int(rng.random() < 0.0005),
                        **dict(zip(months["month"], counts.tolist(), strict=True)),
                    }
                )
    folder.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(rows).write_csv(folder / "recorded-crime-lsoa-SYNTHETIC.csv")
    return folder
