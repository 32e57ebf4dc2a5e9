"""The newest value of each area with its margin of error."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import norm

from peel_ml.panels.declaration import Regression
from peel_ml.panels.grid import Floats, Grid
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.panel import AreaValue

NOT_KNOWN = "how many people were asked is not published"


def newest(panel: Grid, window_months: int) -> tuple[int, int]:
    """Return the first and the last period of the newest year: one period where each is measured over a year."""
    last = int(np.flatnonzero(np.isfinite(panel.values).any(axis=0))[-1])
    count = 1 if window_months >= 12 else max(1, 12 // panel.step)
    return max(last - count + 1, 0), last


def design_effect(panel: Grid, task: Regression) -> float:
    """Return by how much figures vary beyond chance: assumed, or measured where sizes are published.

    Measured it is Pearson's chi-square over its degrees of freedom (McCullagh and Nelder 1989, 4.5) of the newest
    year's values about the mean of their series and the common movement of their kind; never below 1.
    """
    if task.assumed_sample is not None:
        return float(task.assumed_sample.design_effect)
    first, last = newest(panel, task.window_months)
    kinds = np.array(panel.kinds)
    values, sizes = panel.values[:, first : last + 1], panel.sizes[:, first : last + 1]
    there = np.isfinite(values) & np.isfinite(sizes) & (sizes > 0)
    n = np.where(there, sizes, 0.0)
    total = n.sum(axis=1, keepdims=True)
    share = (n * np.where(there, values, 0.0)).sum(axis=1, keepdims=True) / np.where(total > 0, total, 1.0)
    apart = np.where(there, values - share, 0.0)
    for kind in np.unique(kinds):
        mine = kinds == kind
        weight = n[mine].sum(axis=0)
        apart[mine] -= (n[mine] * apart[mine]).sum(axis=0) / np.where(weight > 0, weight, 1.0)
    chance = share * (1 - share)
    steady = np.broadcast_to(chance > 0, there.shape) & there
    groups = len(np.unique(kinds))
    freedom = int(steady.sum()) - int(steady.any(axis=1).sum()) - groups * (there.shape[1] - 1)
    if freedom < 1 or there.shape[1] < 3:
        return 1.0
    pearson = float(np.sum(np.where(steady, n * apart**2 / np.where(chance > 0, chance, 1.0), 0.0)))
    return float(max(1.0, pearson / freedom))


def area_values(panel: Grid, task: Regression, effect: float) -> tuple[AreaValue, ...]:
    """Return the areas in alphabetical order: an order by value is never given.

    The range is Wilson's (1927) for a share, of as many people as the sample is worth after its design effect.
    """
    first, last = newest(panel, task.window_months)
    made = []
    for area in sorted(set(panel.areas)):
        mine = [n for n, name in enumerate(panel.areas) if name == area]
        value, n = _pooled(panel, mine, first, last, task)
        if value is None:
            made.append(AreaValue(area, None, Estimate(None, reason="no value")))
            continue
        if n is None or task.target.unit != "share":
            why = NOT_KNOWN if n is None else "a range needs a share"
            made.append(AreaValue(area, None if n is None else round(n), Estimate(value, reason=why)))
            continue
        low, high = wilson(value, n / effect)
        made.append(AreaValue(area, round(n), Estimate(value, low, high)))
    return tuple(made)


def _pooled(
    panel: Grid, series: Sequence[int], first: int, last: int, task: Regression
) -> tuple[float | None, float | None]:
    cut = np.ix_(series, range(first, last + 1))
    weights, values = panel.weights[cut], panel.values[cut]
    total = float(weights.sum())
    if not total:
        return None, None
    value = float(np.nansum(weights * values)) / total
    if task.assumed_sample is not None:
        return value, float(task.assumed_sample.people)
    sizes = panel.sizes[cut][np.isfinite(values)]
    known = len(sizes) > 0 and bool(np.isfinite(sizes).all())
    return value, float(sizes.sum()) if known else None


def wilson(share: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval of a share of `n`, which need not be whole.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(0.5, 400)]
    [0.451, 0.549]
    """
    z = float(norm.ppf((1 + confidence) / 2))
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * float(np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))) / (1 + z**2 / n)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def standard_errors(areas: Sequence[AreaValue]) -> Floats | None:
    """Return half of each range over 1.96; none where one is not known."""
    ranges = [(one.value.low, one.value.high) for one in areas]
    if any(low is None or high is None for low, high in ranges):
        return None
    return np.array([(high - low) / (2 * 1.959964) for low, high in ranges if low is not None and high is not None])
