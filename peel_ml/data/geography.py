"""From a published place to a borough, by the nearest known map point.

data.police.uk snaps every place to one of its map points, and stop and search carries no area code. Its
street and outcomes files do carry one (the LSOA), at the same points. `derive_map_points` turns those files
into the table kept beside this module, ``map_points.parquet``: longitude, latitude and borough of each point
of Greater London, and those within 20 km around it as "Outside London". It was made from Metropolitan
outcomes of 2019-04 to 2019-06 and City of London street and outcomes files of 2022-03 to 2024-03
(data.police.uk, Open Government Licence 3.0), by::

    python -m peel_ml.data.geography DOWNLOAD.zip [DOWNLOAD.zip ...] --out map_points.parquet
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.results.codes import NOT_RECORDED, UNMAPPED

OUTSIDE = "Outside London"
NEAR = 500.0
"""Metres within which the nearest map point is believed. With map points held out at random, the nearest one
left lies in the same borough for 96% of those under 200 m away, 93% at 400 to 500 m and 89% at 500 to 700 m,
while 99% of the Metropolitan stops of 2022-03 to 2024-03 that have a place lie within 500 m (median 53 m)."""
RING = 20_000.0
"""Metres around Greater London within which outside points are kept."""
BOX = (-0.5104, 51.2867, 0.3341, 51.6919)
"""West, south, east, north of Greater London in degrees: a place beyond is outside whatever point is
nearest."""

BOROUGHS = (
    "Barking and Dagenham",
    "Barnet",
    "Bexley",
    "Brent",
    "Bromley",
    "Camden",
    "City of London",
    "Croydon",
    "Ealing",
    "Enfield",
    "Greenwich",
    "Hackney",
    "Hammersmith and Fulham",
    "Haringey",
    "Harrow",
    "Havering",
    "Hillingdon",
    "Hounslow",
    "Islington",
    "Kensington and Chelsea",
    "Kingston upon Thames",
    "Lambeth",
    "Lewisham",
    "Merton",
    "Newham",
    "Redbridge",
    "Richmond upon Thames",
    "Southwark",
    "Sutton",
    "Tower Hamlets",
    "Waltham Forest",
    "Wandsworth",
    "Westminster",
)
"""The 32 boroughs and the City of London."""

_METRES = 111_195.0
"""Metres in a degree of latitude (mean radius 6,371 km)."""
_EAST = _METRES * float(np.cos(np.radians(51.5)))


def metres(longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return places on a plane in metres, shape (n, 2).

    Distances are right to 1% anywhere in Greater London.
    """
    return np.column_stack([longitude * _EAST, latitude * _METRES])


@cache
def _points() -> pl.DataFrame:
    return pl.read_parquet(Path(__file__).with_name("map_points.parquet"))


@cache
def _tree() -> Any:
    from scipy.spatial import cKDTree

    table = _points()
    return cKDTree(metres(table["longitude"].to_numpy(), table["latitude"].to_numpy()))


def borough_of(longitude: pl.Series, latitude: pl.Series) -> pl.Series:
    """Return the borough of the nearest map point.

    Parameters
    ----------
    longitude, latitude : polars.Series
        Degrees (WGS 84), one a row; null where blank.

    Returns
    -------
    polars.Series
        Text: one of `BOROUGHS`; "Outside London"; "Unmapped" where no map point lies within `NEAR` metres;
        "Not recorded" where a coordinate is blank.

    Examples
    --------
    >>> borough_of(pl.Series([-0.1276, None, -2.24]), pl.Series([51.5034, 51.5, 53.48])).to_list()
    ['Westminster', 'Not recorded', 'Outside London']
    """
    rows = pl.DataFrame(
        {"longitude": longitude.cast(pl.Float64).fill_nan(None), "latitude": latitude.cast(pl.Float64).fill_nan(None)}
    )
    # Places repeat, because they are snapped: each is looked up once.
    places = rows.unique().drop_nulls()
    found = places.with_columns(borough=_nearest(places))
    joined = rows.join(found, on=["longitude", "latitude"], how="left", maintain_order="left")
    return joined["borough"].fill_null(NOT_RECORDED)


def _nearest(places: pl.DataFrame) -> pl.Series:
    if places.is_empty():
        return pl.Series("borough", [], dtype=pl.String)
    longitude, latitude = places["longitude"].to_numpy(), places["latitude"].to_numpy()
    west, south, east, north = BOX
    beyond = (longitude < west) | (longitude > east) | (latitude < south) | (latitude > north)
    inside = np.flatnonzero(~beyond)
    names = np.full(len(places), OUTSIDE, dtype=object)
    if len(inside):
        distance, index = _tree().query(metres(longitude[inside], latitude[inside]))
        near = _points()["borough"].to_numpy()[index]
        names[inside] = np.where(distance <= NEAR, near, UNMAPPED)
    return pl.Series("borough", names.tolist(), dtype=pl.String)


def nearest_note(borough: pl.Series) -> str:
    """Say which share of rows has no borough, and why."""
    if not len(borough):
        return "No rows, so no boroughs."
    reasons = (NOT_RECORDED, OUTSIDE, UNMAPPED)
    blank, outside, far = (int((borough == code).sum()) / len(borough) for code in reasons)
    return (
        f"{blank + outside + far:.1%} of rows have no borough: {blank:.1%} without a place, "
        f"{outside:.1%} outside London, {far:.1%} more than {NEAR:.0f} m from any known map point."
    )


def derive_map_points(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the table of map points from rows of street or outcomes files.

    Parameters
    ----------
    rows : polars.DataFrame
        Text columns ``Longitude``, ``Latitude`` and ``LSOA name`` (a district's name and a code such as
        013B).

    Returns
    -------
    polars.DataFrame
        ``longitude``, ``latitude`` (degrees) and ``borough``, sorted; points outside London but within `RING`
        metres of a London point are kept as "Outside London", farther ones left out.
    """
    from scipy.spatial import cKDTree

    table = (
        rows.select(
            longitude=pl.col("Longitude").cast(pl.Float64),
            latitude=pl.col("Latitude").cast(pl.Float64),
            borough=pl.col("LSOA name").str.replace(r" \S+$", ""),
        )
        .drop_nulls()
        .unique(["longitude", "latitude"], keep="first", maintain_order=True)
    )
    inside = pl.col("borough").is_in(BOROUGHS)
    table = table.with_columns(pl.when(inside).then("borough").otherwise(pl.lit(OUTSIDE)))
    place = metres(table["longitude"].to_numpy(), table["latitude"].to_numpy())
    london = (table["borough"] != OUTSIDE).to_numpy()
    distance, _ = cKDTree(place[london]).query(place)
    return table.filter(distance <= RING).sort("longitude", "latitude")


def _main(arguments: Iterable[str] | None = None) -> None:
    from peel_ml.data.sources.files import opened

    parser = argparse.ArgumentParser(description="Derive the table of map points.")
    parser.add_argument("downloads", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(None if arguments is None else list(arguments))
    kinds = re.compile(r"-(street|outcomes)\.csv$")
    columns = ["Longitude", "Latitude", "LSOA name"]
    rows = []
    for path in options.downloads:
        with opened(path) as members:
            rows += [
                pl.read_csv(member.read(), infer_schema=False).select(columns)
                for member in members
                if kinds.search(member.name)
            ]
    derive_map_points(pl.concat(rows)).write_parquet(options.out, compression="zstd", compression_level=19)


if __name__ == "__main__":
    _main()
