"""Many series side by side: what is known of their layout before a single figure is looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Unit = Literal["count", "other"]


@dataclass(frozen=True)
class Panel:
    """Series of one length, their reference period first and the judged periods after it.

    Parameters
    ----------
    values : ndarray of shape (series, periods)
        NaN where a series has no figure for a period: missing, not nought.
    areas : tuple of str
        Area of each series.
    labels : tuple of str
        What tells series of one area apart, in words; all empty where an area has one series.
    periods : tuple of str
        First day of each period, ISO 8601.
    reference : int
        How many of the periods, from the first, the limits are learnt from.
    unit : {"count", "other"}
        Counts vary as counts do; anything else is taken as normal about its level.
    step : int
        Months from one period to the next.
    window : int
        Periods that one value is measured over; 1 where neighbouring values share nothing.
    """

    values: Floats
    areas: tuple[str, ...]
    labels: tuple[str, ...]
    periods: tuple[str, ...]
    reference: int
    unit: Unit
    step: int = 1
    window: int = 1

    @property
    def judged(self) -> int:
        """How many periods are judged."""
        return len(self.periods) - self.reference

    @property
    def year(self) -> int:
        """How many periods a year has; 0 where a year is no whole number of them."""
        return 12 // self.step if not 12 % self.step else 0

    @property
    def seasonal(self) -> bool:
        """Whether a season can be told: two reference years or more, and no value that is measured over one."""
        return self.year > 1 and self.reference >= 2 * self.year and self.window < self.year

    @cached_property
    def known(self) -> Floats:
        """1 where a series has a figure, else 0."""
        return np.isfinite(self.values).astype(float)

    @cached_property
    def members(self) -> Floats:
        """Series (down) by label (across): 1 where the series has the label. What is pooled is pooled within one."""
        names = sorted(set(self.labels))
        return np.array([[label == name for name in names] for label in self.labels], dtype=float)

    @cached_property
    def calendar(self) -> Ints:
        """Place of each period in its year."""
        if not self.year:
            return np.zeros(len(self.periods), dtype=np.int64)
        months = np.array([int(day[5:7]) - 1 for day in self.periods])
        return months // self.step

    def only(self, keep: NDArray[np.bool_]) -> Panel:
        """Return the panel of some of the series."""
        places = np.flatnonzero(keep)
        return replace(
            self,
            values=self.values[places],
            areas=tuple(self.areas[place] for place in places),
            labels=tuple(self.labels[place] for place in places),
        )

    def holding(self, values: Floats) -> Panel:
        """Return a panel of the same layout that holds other values."""
        return replace(self, values=values)
