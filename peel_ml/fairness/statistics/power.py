"""The smallest difference that the engine's own test would show: power, from sizes and a share."""

from __future__ import annotations

import numpy as np
from scipy import special

from peel_ml.fairness.statistics.intervals import Arm, Floats, difference, outer

POWER = 0.8


def detectable(group: Arm, rest: Arm, level: float) -> Floats:
    """Return the smallest true difference that a test of this level would show in 80 of 100 data sets.

    Parameters
    ----------
    group, rest : Arm
        Truly equal sides; the difference is one of the group alone, towards one half, where it is hardest to see.
    level : float
        Two-sided; after Holm the worst case is alpha over the family.

    Returns
    -------
    ndarray of shape (groups,)
        NaN where no difference would be.

    Examples
    --------
    >>> a, b = (Arm(*(np.array([x]) for x in (n, 0.2, 0.0, n, np.inf, n))) for n in (1000.0, 4000.0))
    >>> detectable(a, b, 0.05).round(3)
    array([0.041])
    """
    if not len(group.rows):
        return np.zeros(0)
    if float(group.observed[0]) > 0.5:
        group, rest = group.turned(), rest.turned()
    start, counting = group.observed, (group.rows > 0) & (rest.rows > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        # The smallest observed share that the engine would call different, everybody else as expected.
        low, high = start.copy(), np.ones(len(start))
        for _ in range(40):
            tried = (low + high) / 2
            at = Arm(group.rows, tried, np.zeros(len(tried)), group.effective, group.freedom, group.clusters)
            other = Arm(rest.rows, start, np.zeros(len(tried)), rest.effective, rest.freedom, rest.clusters)
            shown = difference(at, other, outer(at, level / 2), outer(other, level / 2))[0] > 0
            low, high = np.where(shown, low, tried), np.where(shown, tried, high)
        needed = high - start
        away = needed
        for _ in range(40):
            there = np.clip(start + away, 0.0, 1.0)
            noise = np.sqrt(there * (1 - there) / group.effective + start * (1 - start) / rest.effective)
            away = needed + special.ndtri(POWER) * noise
    found: Floats = np.where(counting & (high < 1 - 1e-9) & (start + away <= 1), away, np.nan)
    return found
