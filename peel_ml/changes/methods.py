"""The methods: each gives, for every judged period, how far the figures up to it speak for a change.

A statistic is an array of shape (directions, ..., series, judged periods); where it is above its limit there is an
alarm. Only figures up to a period enter its statistic. Adding a method is adding a row to `METHODS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.changes.null import Null, standardised
from peel_ml.changes.panel import Floats, Panel

Statistic = Callable[[Floats, Null, Panel], Floats]
Signs = NDArray[np.int8]

MEMORY = 0.3
"""Weight of the newest period in the moving average (lambda; 0.2 to 0.4 is usual, Lucas and Saccucci 1990)."""
SHORTEST = 2
"""Periods that a level has to last to count as one."""


@dataclass(frozen=True)
class Method:
    """One method.

    Parameters
    ----------
    statistic : callable
    directions : int
        2 where up and down have limits of their own, else 1.
    as_used : float or None
        The limit that the rule is commonly used with; none for methods whose limits are worked out here.
    called : str
        The name of the rule with that limit.
    raised : callable, optional
        Tells the alarms of single series where they do not follow from the statistic alone.
    """

    statistic: Statistic
    directions: int
    as_used: float | None = None
    called: str = ""
    raised: Callable[[Floats, Floats, Null, Panel], Signs] | None = None


def alarms(method: Method, values: Floats, limits: Floats, null: Null, panel: Panel) -> Signs:
    """Return for every judged period whether there is an alarm: 1 for a rise, -1 for a fall, 0 for none.

    Parameters
    ----------
    method : Method
    values : ndarray of shape (..., series, periods)
    limits : ndarray of shape (directions, series)
    null : Null
        Fitted to the reference period of `values`.
    panel : Panel
    """
    if method.raised is not None:
        return method.raised(values, limits, null, panel)
    statistic = method.statistic(values, null, panel)
    shape = (method.directions, *([1] * (statistic.ndim - 3)), limits.shape[-1], 1)
    beyond = statistic > limits.reshape(shape)
    if method.directions == 2:
        return np.asarray(beyond[0].astype(np.int8) - beyond[1].astype(np.int8))
    ways = np.where(standardised(values, null, panel)[..., panel.reference :] >= 0, 1, -1)
    return np.asarray(np.where(beyond[0], ways, 0).astype(np.int8))


def control_chart(values: Floats, null: Null, panel: Panel) -> Floats:
    """Return the exponentially weighted moving average over its standard deviation, up and down.

    Notes
    -----
    Roberts (1959), on residuals that are standardised by a variance with overdispersion, as in Laney's charts
    (2002). It starts at 0 with the judged period, so that a change before it is no alarm.
    """
    moved = moving_average(values, null, panel)
    return np.stack([moved, -moved])


def moving_average(values: Floats, null: Null, panel: Panel) -> Floats:
    """Return the moving average of the judged periods in its own standard deviations."""
    apart = standardised(values, null, panel)[..., panel.reference :]
    moved = np.empty_like(apart)
    before = np.zeros(apart.shape[:-1])
    for place in range(panel.judged):
        # A month that is missing moves nothing: neither towards the limit nor away from it.
        known = panel.known[:, panel.reference + place]
        before = before + known * MEMORY * (apart[..., place] - before)
        moved[..., place] = before
    return np.asarray(moved / deviation_of_average(panel.judged))


def deviation_of_average(length: int) -> Floats:
    """Return the standard deviation of the moving average of independent residuals, period by period."""
    steps = np.arange(1, length + 1)
    return np.asarray(np.sqrt(MEMORY / (2 - MEMORY) * (1 - (1 - MEMORY) ** (2 * steps))))


def change_point(values: Floats, null: Null, panel: Panel) -> Floats:
    """Return by how much one change of level within the judged period betters the fit, in squared residuals.

    This is the gain that `ruptures` sets against its penalty for one change: what limits are worked out with, for
    thousands of series at once.
    """
    apart = standardised(values, null, panel)
    sums = np.cumsum(apart, axis=-1)
    best = np.zeros((*apart.shape[:-1], panel.judged))
    for place in range(SHORTEST - 1, panel.judged):
        end = panel.reference + place + 1
        whole = sums[..., end - 1]
        for start in range(panel.reference, end - SHORTEST + 1):
            first = sums[..., start - 1]
            gap = first / start - (whole - first) / (end - start)
            best[..., place] = np.maximum(best[..., place], gap**2 * start * (end - start) / end)
    return best[None]


def last_segments(values: Floats, limits: Floats, null: Null, panel: Panel) -> Signs:
    """Look for a new level in each series anew every period, with `ruptures` (PELT; Killick et al. 2012).

    The limit is the penalty for a change. An alarm is a change of level that begins in the judged period. A lower limit
    mostly raises more alarms, but not always: it may see the same change begin earlier, in the reference period.
    """
    from ruptures import KernelCPD

    apart = standardised(values, null, panel)
    flat = apart.reshape(-1, len(panel.areas), len(panel.periods))
    made = np.zeros((*flat.shape[:-1], panel.judged), dtype=np.int8)
    gain = change_point(values, null, panel)[0].reshape(made.shape)
    # An up and a down may pay for two penalties where one change is far from paying for one: that is no new level.
    for which, series, place in np.argwhere(gain > limits[0][:, None] / 2):
        line = flat[which, series, : panel.reference + place + 1]
        found = KernelCPD(kernel="linear", min_size=SHORTEST).fit(line[:, None]).predict(pen=float(limits[0, series]))
        begins = [one for one in found[:-1] if one >= panel.reference]
        if begins:
            after, before = line[begins[0] : found[found.index(begins[0]) + 1]], line[: begins[0]]
            made[which, series, place] = 1 if after.mean() > before.mean() else -1
    return made.reshape((*apart.shape[:-1], panel.judged))


def from_mean(values: Floats, null: Null, panel: Panel) -> Floats:
    """Return how many standard deviations of the reference period a figure lies from its mean, up and down."""
    known = panel.known[:, : panel.reference]
    past = np.where(known > 0, values[..., : panel.reference], 0.0)
    mean = past.sum(axis=-1) / known.sum(axis=-1)
    around = (((past - mean[..., None]) * known) ** 2).sum(axis=-1) / (known.sum(axis=-1) - 1)
    apart = (values[..., panel.reference :] - mean[..., None]) / np.sqrt(np.maximum(around, 1e-9))[..., None]
    apart = np.where(panel.known[:, panel.reference :] > 0, apart, 0.0)
    return np.stack([apart, -apart])


def on_last_year(values: Floats, null: Null, panel: Panel) -> Floats:
    """Return the change on the same period a year before: of counts as a share of it, else as a difference."""
    now, then = values[..., panel.reference :], values[..., panel.reference - panel.year : -panel.year]
    both = (panel.known[:, panel.reference :] > 0) & (panel.known[:, panel.reference - panel.year : -panel.year] > 0)
    apart = now - then
    if panel.unit == "count":
        apart = apart / np.maximum(then, 1.0)
    apart = np.where(both, apart, 0.0)
    return np.stack([apart, -apart])


METHODS: dict[str, Method] = {
    "control_chart": Method(control_chart, 2),
    "change_point": Method(change_point, 1, raised=last_segments),
}
"""By the name a use case declares."""
SIMPLE: dict[str, Method] = {
    "from_mean": Method(from_mean, 2, as_used=3.0, called="three_sigma"),
    "on_last_year": Method(on_last_year, 2, as_used=0.2, called="fifth_on_last_year"),
}
"""Rules of thumb that the methods are compared with, at the same rate of false alarms and as they are used."""
