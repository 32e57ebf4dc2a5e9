"""Resident counts that ship with the project: how many people of each ethnic group live in each area.

``london_boroughs_2021.csv`` holds the usual residents of the 32 boroughs and the City of London on Census day,
21 March 2021, by the five ethnic groups of the Office for National Statistics (Census 2021, table TS021,
Open Government Licence v3.0). `peel_ml.data.census.derive` makes it from the published files.
Who lives in a borough, ward or small area, with its deprivation, is told by `composition`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import polars as pl

from peel_ml.data.census.composition import (
    COMPOSITION_CREDIT,
    SHARES,
    Joined,
    Level,
    composition,
    join_composition,
)
from peel_ml.data.vocabulary import GROUPS

ResidentTable = Literal["census-2021-london-boroughs"]
"""Tables that a use case may declare its rows to be held against."""


@dataclass(frozen=True)
class Residents:
    """Usual residents by area and group.

    Parameters
    ----------
    scheme : str
        Classification of the groups, a key of `peel_ml.data.vocabulary.GROUPS`.
    areas : tuple of str
        Names as the data's own areas are named.
    counts : dict of str to tuple of int
        For each group of the scheme its residents, area by area.
    credit : str
        Source, day and licence, as it is printed beside every figure.
    """

    scheme: str
    areas: tuple[str, ...]
    counts: dict[str, tuple[int, ...]]
    credit: str


@dataclass(frozen=True)
class _Table:
    file: str
    scheme: str
    credit: str


_TABLES: dict[str, _Table] = {
    "census-2021-london-boroughs": _Table(
        "london_boroughs_2021.csv",
        "ons-5",
        "Usual residents on 21 March 2021 by ethnic group, Census 2021 table TS021, Office for National Statistics, "
        "Open Government Licence v3.0",
    )
}
assert set(_TABLES) == set(get_args(ResidentTable))


@cache
def residents(table: ResidentTable) -> Residents:
    """Return one of the shipped tables.

    Examples
    --------
    >>> london = residents("census-2021-london-boroughs")
    >>> len(london.areas), sum(sum(one) for one in london.counts.values())
    (33, 8799731)
    """
    found = _TABLES[table]
    frame = pl.read_csv(Path(__file__).with_name(found.file))
    return Residents(
        found.scheme,
        tuple(frame["area"]),
        {group: tuple(frame[group]) for group in GROUPS[found.scheme]},
        found.credit,
    )


__all__ = [
    "COMPOSITION_CREDIT",
    "SHARES",
    "Joined",
    "Level",
    "ResidentTable",
    "Residents",
    "composition",
    "join_composition",
    "residents",
]
