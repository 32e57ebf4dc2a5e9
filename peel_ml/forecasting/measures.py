"""How far forecasts are off: every metric a ratio of sums over areas, so that areas are its clusters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.areas.ratios import ratio
from peel_ml.forecasting.lags import YEAR
from peel_ml.forecasting.ranges import LEVELS, Ranges
from peel_ml.results.estimate import Estimate, PairedDifference

Floats = NDArray[np.float64]
FEW = "fewer than two areas"
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Parts:
    """A metric before it is divided: both of shape (series, months), NaN where a row does not count."""

    up: Floats
    down: Floats


def scales(counts: Floats, last: int) -> Floats:
    """Return each series' mean absolute change in a year up to the month numbered `last`; NaN where it is none.

    Hyndman and Koehler 2006 scale by the error of the naive method in the rows learnt from; here the seasonal one.
    """
    known = counts[:, : last + 1].astype(float)
    change = np.abs(known[:, YEAR:] - known[:, :-YEAR])
    told = ~np.isnan(change)
    mean = np.where(told, change, 0).sum(1) / np.maximum(told.sum(1), 1)
    return np.where(mean > 0, mean, np.nan)


def parts(came: Floats, said: Floats, held: Ranges, scale: Floats, coverage: float) -> dict[str, Parts]:
    """Return the metrics of rows.

    Parameters
    ----------
    came, said : ndarray of shape (series, months)
        Counts and forecasts.
    held : Ranges
    scale : ndarray of shape (series,)
        See `scales`.

    Notes
    -----
    The continuous ranked probability score is twice the mean pinball loss over evenly spaced quantiles (Gneiting and
    Ranjan 2011).
    """
    off = np.abs(said - came)
    one = np.where(np.isnan(off), np.nan, 1.0)
    tail = (1 - coverage) / 2
    ends = (_pinball(came, held.low, tail) + _pinball(came, held.high, 1 - tail)) / 2
    crps = sum(_pinball(came, held.quantiles[place], float(level)) for place, level in enumerate(LEVELS))
    scaled = off / scale[:, None]
    return {
        "mase": Parts(scaled, np.where(np.isnan(scaled), np.nan, 1.0)),
        "wape": Parts(off, np.where(np.isnan(off), np.nan, came)),
        "pinball": Parts(ends, one),
        "crps": Parts(np.asarray(2 * crps / len(LEVELS)), one),
        "coverage": Parts(np.where(np.isnan(off), np.nan, (came >= held.low) & (came <= held.high)), one),
    }


def _pinball(came: Floats, quantile: NDArray[np.floating], level: float) -> Floats:
    apart = came - quantile
    return np.asarray(np.maximum(level * apart, (level - 1) * apart))


def estimate(metric: Parts, areas: NDArray[np.str_]) -> Estimate:
    """Return a metric with the 95% range that areas as clusters give it."""
    found = ratio(*_by_area(metric, areas))
    if found is None:
        value = float(np.nansum(metric.up) / np.nansum(metric.down)) if np.nansum(metric.down) else None
        return Estimate(value, reason=FEW)
    return Estimate(found.value, *found.interval(CONFIDENCE))


def better_by(name: str, model: Parts, other: Parts, method: str, areas: NDArray[np.str_]) -> PairedDifference:
    """Return how much less the model is off than another method on the same rows."""
    found = ratio(*_by_area(Parts(other.up - model.up, model.down), areas))
    if found is None:
        return PairedDifference(name, method, None, None, None, FEW)
    return PairedDifference(name, method, found.value, *found.interval(CONFIDENCE))


def estimates(metrics: Mapping[str, Parts], areas: NDArray[np.str_]) -> dict[str, Estimate]:
    """Return every metric."""
    return {name: estimate(one, areas) for name, one in metrics.items()}


def _by_area(metric: Parts, areas: NDArray[np.str_]) -> tuple[Floats, Floats]:
    _, place = np.unique(areas, return_inverse=True)
    told = ~np.isnan(metric.up) & ~np.isnan(metric.down)
    up, down = (np.where(told, one, 0.0).sum(1) for one in (metric.up, metric.down))
    return np.bincount(place, up).astype(float), np.bincount(place, down).astype(float)
