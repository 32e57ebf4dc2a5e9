"""What treated rows would have been: effects of areas and periods learnt from untreated rows alone.

The second stage of Gardner (2022) and the imputation of Borusyak, Jaravel and Spiess (2024) give the same mean. Here it
gives each row's own departure, and the jackknife over clusters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from peel_ml.causal.within import codes

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Imputed:
    """Treated rows whose area and period have untreated rows.

    Parameters
    ----------
    departure : ndarray of shape (rows,)
        Outcome minus what it would have been; 0 for rows that are not used.
    weight : ndarray of shape (rows,)
        Weight of treated rows that are used; 0 for all others.
    """

    departure: Floats
    weight: Floats

    @property
    def mean(self) -> float:
        """The mean effect on the treated."""
        return float((self.weight * self.departure).sum() / self.weight.sum())


def imputed(frame: pd.DataFrame) -> Imputed:
    """Return how far treated rows depart from what untreated rows lead one to expect.

    Examples
    --------
    >>> import pandas as pd
    >>> made = imputed(pd.DataFrame({
    ...     "area": ["a", "a", "b", "b"], "period": [1, 2, 1, 2], "y": [1.0, 2.0, 3.0, 6.0],
    ...     "d": [0, 0, 0, 1], "w": 1.0,
    ... }))
    >>> round(made.mean, 6)
    2.0
    """
    area, period = codes(frame)
    y, d, w = (frame[name].to_numpy(float) for name in "ydw")
    return _imputed(area, period, y, d > 0, w)


def jackknife(frame: pd.DataFrame) -> float:
    """Return the standard error by leaving out one cluster at a time, both stages made again (CRV3)."""
    area, period = codes(frame)
    y, d, w = (frame[name].to_numpy(float) for name in "ydw")
    cluster = np.unique(frame["cluster"].to_numpy(), return_inverse=True)[1]
    whole = _imputed(area, period, y, d > 0, w).mean
    count = int(cluster.max()) + 1
    without = []
    for one in range(count):
        keep = cluster != one
        found = _imputed(area[keep], period[keep], y[keep], d[keep] > 0, w[keep])
        if found.weight.sum() > 0:
            without.append(found.mean)
    apart = np.array(without) - whole
    return float(np.sqrt((len(without) - 1) / len(without) * (apart**2).sum()))


def _imputed(
    area: NDArray[np.int64], period: NDArray[np.int64], y: Floats, treated: NDArray[np.bool_], w: Floats
) -> Imputed:
    areas, periods = int(area.max()) + 1, int(period.max()) + 1
    free = ~treated
    # Normal equations of one level an area and one a period, from untreated rows.
    cross = np.zeros((areas, periods))
    np.add.at(cross, (area[free], period[free]), w[free])
    by_area, by_period = cross.sum(axis=1), cross.sum(axis=0)
    left = np.block([[np.diag(by_area), cross], [cross.T, np.diag(by_period)]])
    right = np.concatenate(
        [
            np.bincount(area[free], w[free] * y[free], areas),
            np.bincount(period[free], w[free] * y[free], periods),
        ]
    )
    level = np.linalg.lstsq(left, right, rcond=1e-12)[0]
    known = treated & (by_area[area] > 0) & (by_period[period] > 0)
    departure = np.where(known, y - level[area] - level[areas + period], 0.0)
    return Imputed(departure, np.where(known, w, 0.0))
