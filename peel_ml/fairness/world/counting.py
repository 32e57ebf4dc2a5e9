"""Records by group and area, and which of the counts may be shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from peel_ml.data.census import Residents
from peel_ml.disclosure.tables import Shown, suppress_table
from peel_ml.fairness.world.events import Codes, Floats
from peel_ml.fairness.world.matching import Match, Matched
from peel_ml.results.codes import MISSING_CODES

Column = tuple[str, ...]
"""Recorded groups that are counted together."""


@dataclass(frozen=True)
class Tally:
    """Rows counted by recorded group and area.

    Parameters
    ----------
    column, area : ndarray of shape (n,)
        Index into `columns` and into the areas of the residents; -1 for none.
    columns : tuple of Column
        Recorded groups that are counted together.
    counts : ndarray of shape (areas, columns)
    shown : tuple of Shown
        The same, with ``None`` for a count that is withheld.
    totals : Shown
        All areas together, column by column.
    unrecorded : int
        Rows without a recorded group, wherever they are.
    """

    column: Codes
    area: Codes
    columns: tuple[Column, ...]
    counts: NDArray[np.int64]
    shown: tuple[Shown, ...]
    totals: Shown
    unrecorded: int

    def of(self, match: Match) -> int:
        """Return the column of a match."""
        return self.columns.index(match.recorded)


def tally(matched: Matched, area: pl.Series, residents: Residents, minimum: int) -> Tally:
    """Count, and withhold what is small and what would give it away.

    The table that is controlled holds the rows without one of the groups too, as groups of their own, because the
    number of rows in an area is published elsewhere. How many rows of a group have no area is no secret: it says
    nothing about anybody, and follows from the totals.
    """
    columns = tuple(dict.fromkeys(match.recorded for match in matched.matches))
    place = {group: index for index, column in enumerate(columns) for group in column}
    left = [str(group) for group in matched.groups.unique().sort() if group not in place]
    everything = place | {group: len(columns) + index for index, group in enumerate(left)}
    column = matched.groups.replace_strict(everything, return_dtype=pl.Int64).to_numpy()
    index = {name: number for number, name in enumerate(residents.areas)}
    areas = area.replace_strict(index, default=-1, return_dtype=pl.Int64).to_numpy()
    wide, inside = len(columns) + len(left), areas >= 0
    table = np.bincount(areas[inside] * wide + column[inside], minlength=len(index) * wide).reshape(len(index), wide)
    # What nobody belongs to is not published, and must not be hidden at the cost of what is.
    rows, across = np.flatnonzero(table.sum(axis=1)), np.flatnonzero(table.sum(axis=0))
    controlled = suppress_table(table[np.ix_(rows, across)].tolist(), minimum)
    cells = np.full(table.shape, None, dtype=object)
    totals = np.full(wide, None, dtype=object)
    if len(rows):
        cells[np.ix_(rows, across)] = np.array(controlled.cells, dtype=object).reshape(len(rows), len(across))
        totals[across] = controlled.column_totals
    return Tally(
        np.where(column < len(columns), column, -1),
        areas,
        columns,
        table[:, : len(columns)],
        tuple(tuple(row[: len(columns)]) for row in cells),
        tuple(totals[: len(columns)]),
        int(matched.groups.is_in(list(MISSING_CODES)).sum()),
    )


def lived(match: Match, residents: Residents) -> Floats:
    """Return the residents of a match, area by area."""
    found: Floats = np.array([residents.counts[group] for group in match.residents], dtype=np.float64).sum(axis=0)
    return found
