"""Area by area: how far forecasts were off, how often ranges held, and the months of the worst one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.areas.ratios import ratio
from peel_ml.forecasting.measures import CONFIDENCE
from peel_ml.forecasting.ranges import Ranges
from peel_ml.forecasting.totals import Totals
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.forecast import AreaForecast, AreaMonths, MonthForecast

Floats = NDArray[np.float64]
_FEW = "fewer than two months"


def area_detail(areas: NDArray[np.str_], came: Floats, said: Floats, held: Ranges) -> tuple[AreaForecast, ...]:
    """Return every area with months as the clusters of its ranges, by name."""
    told = ~np.isnan(came)
    count, off = np.where(told, came, 0.0), np.where(told, said - came, 0.0)
    inside = np.where(told, (came >= held.low) & (came <= held.high), 0.0)
    made = []
    for name in np.unique(areas):
        rows = areas == name
        made.append(
            AreaForecast(
                str(name),
                int(count[rows].sum()),
                _estimate(off[rows].sum(0), count[rows].sum(0)),
                _estimate(inside[rows].sum(0), told[rows].sum(0).astype(float)),
            )
        )
    return tuple(made)


def _estimate(up: Floats, down: Floats) -> Estimate:
    found = ratio(up, down)
    return Estimate(found.value, *found.interval(CONFIDENCE)) if found else Estimate(None, reason=_FEW)


def held_everywhere(areas: tuple[AreaForecast, ...], promised: float) -> int:
    """Return how many areas have a range of coverage that reaches what was promised."""
    return sum(
        one.coverage.low is not None
        and one.coverage.high is not None
        # Rounding alone must not move an area that held exactly what was promised.
        and one.coverage.low - 1e-9 <= promised <= one.coverage.high + 1e-9
        for one in areas
    )


def total_of(totals: Totals) -> tuple[MonthForecast, ...]:
    """Return the months of all areas together."""
    return _months(totals, -1)


def worst_of(totals: Totals) -> tuple[AreaMonths, ...]:
    """Return the area whose total was furthest off for its size; none where no total is known."""
    came, said = totals.came[:-1], totals.said[:-1]
    off, size = np.nansum(np.abs(said - came), 1), np.nansum(came, 1)
    if not (size > 0).any():
        return ()
    worst = int(np.argmax(np.where(size > 0, off / np.maximum(size, 1e-12), -1.0)))
    return (AreaMonths(totals.names[worst], _months(totals, worst)),)


def _months(totals: Totals, row: int) -> tuple[MonthForecast, ...]:
    figures = zip(totals.months, totals.came[row], totals.said[row], totals.low[row], totals.high[row], strict=True)
    return tuple(
        MonthForecast(f"{month:%Y-%m}", round(float(came)), float(said), float(low), float(high))
        for month, came, said, low, high in figures
        if not np.isnan([came, said, low, high]).any()
    )
