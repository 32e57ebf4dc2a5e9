"""Ranges that know two sources of chance: other areas, and other times that share their windows.

Areas are drawn anew with all their periods; periods are drawn anew in blocks as long as the window, because values
inside one share what they measure (the pigeonhole bootstrap of Owen 2007 over areas and the circular moving blocks
of Politis and Romano 1992). With few blocks it is a range of few times, and the card says how many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.panels.grid import Floats
from peel_ml.results.estimate import Estimate

DRAWS = 2000


@dataclass(frozen=True)
class Draws:
    """How often each area and each period counts in every draw.

    Parameters
    ----------
    areas : ndarray of shape (draws, areas)
    periods : ndarray of shape (draws, periods)
    blocks : float
        Blocks that the periods hold; with one or fewer, times cannot be drawn anew.
    """

    areas: Floats
    periods: Floats
    blocks: float

    def ratio(self, above: Floats, below: Floats) -> tuple[float, Floats]:
        """Return sum over sum, and the same of every draw.

        Parameters
        ----------
        above, below : ndarray of shape (areas, periods)
        """
        up = np.einsum("da,ap,dp->d", self.areas, above, self.periods, optimize=True)
        down = np.einsum("da,ap,dp->d", self.areas, below, self.periods, optimize=True)
        return float(above.sum() / below.sum()), up / np.where(down > 0, down, np.nan)


def draws(areas: int, periods: int, window: int, seed: int, count: int = DRAWS) -> Draws:
    """Draw areas, and blocks of neighbouring periods.

    Examples
    --------
    >>> drawn = draws(areas=5, periods=8, window=4, seed=0, count=3)
    >>> drawn.areas.sum(axis=1).tolist(), drawn.periods.sum(axis=1).tolist(), drawn.blocks
    ([5.0, 5.0, 5.0], [8.0, 8.0, 8.0], 2.0)
    """
    random = np.random.default_rng(seed)
    by_area = random.multinomial(areas, np.full(areas, 1 / areas), size=count).astype(float)
    length = min(max(window, 1), periods)
    if length == periods:
        return Draws(by_area, np.ones((count, periods)), 1.0)
    starts = random.integers(0, periods, size=(count, -(-periods // length)))
    places = (starts[:, :, None] + np.arange(length)) % periods
    places = places.reshape(count, -1)[:, :periods]
    by_period = np.zeros((count, periods))
    np.add.at(by_period, (np.arange(count)[:, None], places), 1.0)
    return Draws(by_area, by_period, periods / length)


def by_area(table: Floats, areas: Sequence[str]) -> Floats:
    """Add the series of each area up, areas in alphabetical order."""
    names, place = np.unique(np.array(areas), return_inverse=True)
    made = np.zeros((len(names), table.shape[1]))
    np.add.at(made, place, table)
    return made


def ends(value: float, drawn: NDArray[np.float64]) -> Estimate:
    """Return the value with the middle 95% of the draws."""
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return Estimate(value, float(low), float(high))
