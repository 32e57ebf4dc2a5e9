"""Who lives in an area: residents, the five ethnic groups and deprivation, by borough, ward and small area.

The tables ``composition_*.parquet`` beside this module are made by `peel_ml.data.census.derive_composition`.
Figures by composition of residents are about areas: they say nothing about single people who live, were
stopped or were victims there (the ecological fallacy).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import polars as pl

from peel_ml.data.vocabulary import GROUPS
from peel_ml.errors import BadRequest, Problem

Level = Literal["borough", "ward", "lsoa"]
"""Boroughs with the City of London (33), wards of 2024 (684) and lower layer super output areas of 2021 (4,994)."""

SHARES: dict[str, str] = {f"share_{group.split()[0].rstrip(',').lower()}": group for group in GROUPS["ons-5"]}
"""Column of `composition` by the group of the Office for National Statistics it is the share of."""

COMPOSITION_CREDIT = (
    "Usual residents on 21 March 2021 by ethnic group (Census 2021; small areas by the GLA Census Information "
    "Scheme), Office for National Statistics; English Indices of Deprivation 2019, Ministry of Housing, Communities "
    "and Local Government; Open Government Licence v3.0"
)
"""Source, day and licence, as printed beside every figure by composition."""

RENAMED_WARDS: dict[tuple[str, str], str] = {
    ("Bethnal Green", "Tower Hamlets"): "Bethnal Green East",
    ("St Peter's", "Tower Hamlets"): "Bethnal Green West",
}
"""Ward names of the recorded-crime files (name, borough) that the lookup of 2024 spells otherwise."""


@dataclass(frozen=True)
class Joined:
    """A frame with the composition of each row's area, and what could not be joined.

    Parameters
    ----------
    frame : pl.DataFrame
        Every row of the frame given, in its order; the columns of `composition` are null where there is no area.
    areas_missing : tuple of str
        Areas of the frame that the table does not know, sorted.
    rows_missing : int
        Rows of those areas, and rows without an area.
    """

    frame: pl.DataFrame
    areas_missing: tuple[str, ...]
    rows_missing: int


@cache
def composition(level: Level) -> pl.DataFrame:
    """Return one row an area: who lives there.

    Parameters
    ----------
    level : {"borough", "ward", "lsoa"}
        How fine the areas are.

    Returns
    -------
    pl.DataFrame
        ``area_code``, ``area_name``, ``borough``, ``residents`` (people), ``share_asian``, ``share_black``,
        ``share_mixed``, ``share_white``, ``share_other`` (0 to 1, sum 1) and ``imd_2019`` (score of the Index of
        Multiple Deprivation, higher is more deprived; of wards and boroughs weighted by residents; null where
        a part of the area has none), sorted by code.

    Raises
    ------
    BadRequest
        There is no such level.

    Examples
    --------
    >>> boroughs = composition("borough")
    >>> boroughs.height, boroughs["residents"].sum()
    (33, 8799731)
    >>> composition("ward").height, composition("lsoa").height
    (684, 4994)
    """
    if level not in get_args(Level):
        fix = f"Known: {', '.join(get_args(Level))}."
        raise BadRequest("There is no such table of residents.", [Problem(f"unknown level {level!r}", fix)])
    counts = pl.read_parquet(Path(__file__).with_name(f"composition_{level}.parquet"))
    return counts.select(
        "area_code",
        "area_name",
        "borough",
        "residents",
        *((pl.col(group) / pl.col("residents")).alias(share) for share, group in SHARES.items()),
        "imd_2019",
    )


def join_composition(frame: pl.DataFrame, level: Level, on: str | tuple[str, str]) -> Joined:
    """Give each row the composition of its area.

    Parameters
    ----------
    frame : pl.DataFrame
        Rows of areas, for example of the London Datastore's recorded crime.
    level : {"borough", "ward", "lsoa"}
        What the areas are.
    on : str or tuple of str
        The column that holds the areas' codes (``wardcode``); for boroughs also their names; for wards also the
        two columns of name and borough (``("wardname", "lookup_boroughname")``), because a name such as
        Abbey is that of several wards.

    Raises
    ------
    BadRequest
        The frame lacks the column, or has columns of the composition already.

    Examples
    --------
    >>> rows = pl.DataFrame({"wardcode": ["E05013570", "unknown"], "crimes": [31, 2]})
    >>> found = join_composition(rows, "ward", on="wardcode")
    >>> found.frame["area_name"].to_list(), found.areas_missing, found.rows_missing
    (['Heathrow Villages', None], ('unknown',), 1)
    """
    keys = (on,) if isinstance(on, str) else on
    table = composition(level)
    wrong = [
        Problem(f"no column {name!r}", f"There are: {', '.join(frame.columns)}.")
        for name in keys
        if name not in frame.columns
    ]
    wrong += [
        Problem(f"has a column {name!r} already", "Rename it.")
        for name in table.columns
        if name in frame.columns and name not in keys
    ]
    if wrong:
        raise BadRequest("The composition cannot be joined.", wrong)
    known = table.with_columns(_key=pl.col("area_code"))
    if level == "borough":
        known = pl.concat([known, table.with_columns(_key=pl.col("area_name"))])
    if len(keys) == 2:
        known = table.with_columns(_key=_named(pl.col("area_name"), pl.col("borough")))
        renamed = {f"{old}, {borough}": f"{new}, {borough}" for (old, borough), new in RENAMED_WARDS.items()}
        key = _named(pl.col(keys[0]), pl.col(keys[1])).replace(renamed)
    else:
        key = pl.col(keys[0]).cast(pl.String).str.strip_chars()
    known = known.drop([name for name in keys if name in known.columns])
    joined = frame.with_columns(_key=key).join(known, on="_key", how="left", maintain_order="left")
    lost = joined.filter(pl.col("residents").is_null())
    return Joined(joined.drop("_key"), tuple(sorted(lost["_key"].drop_nulls().unique())), lost.height)


def _named(name: pl.Expr, borough: pl.Expr) -> pl.Expr:
    return pl.concat_str(name.str.strip_chars(), borough.str.strip_chars(), separator=", ")
