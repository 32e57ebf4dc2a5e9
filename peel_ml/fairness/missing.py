"""What the people without a recorded group could change: bounds over every way they might be allocated.

For a difference of means the extreme allocation gives a group the rows above (or below) a cut, so sorting
once and summing once finds the bound exactly (Manski 1990, worst-case bounds).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.metrics import Floats


@dataclass(frozen=True)
class Residuals:
    """Sum and number of value minus expected on one side."""

    total: float
    n: int


def residuals(residual: Floats, mask: NDArray[np.bool_]) -> Residuals:
    """Sum up the rows of a mask."""
    return Residuals(float(residual[mask].sum()), int(mask.sum()))


def difference_bounds(group: Residuals, rest: Residuals, missing: Floats) -> tuple[float, float]:
    """Return the smallest and largest difference group minus rest over every allocation of the missing rows.

    Parameters
    ----------
    group, rest : Residuals
        The recorded rows; neither side empty.
    missing : ndarray of shape (m,)
        Value minus expected of the rows without a recorded group; each goes to the group or to the rest.

    Examples
    --------
    >>> low, high = difference_bounds(Residuals(1.0, 2), Residuals(1.0, 2), np.array([1.0, 0.0]))
    >>> round(low, 3), round(high, 3)
    (-0.333, 0.333)
    """

    def largest(values: Floats, a: Residuals, b: Residuals) -> float:
        gained = np.concatenate([[0.0], np.cumsum(-np.sort(-values))])
        k = np.arange(len(gained))
        return float(np.max((a.total + gained) / (a.n + k) - (b.total + gained[-1] - gained) / (b.n + k[::-1])))

    return -largest(-missing, Residuals(-group.total, group.n), Residuals(-rest.total, rest.n)), largest(
        missing, group, rest
    )


def mean_bounds(side: Residuals, missing: Floats) -> tuple[float, float]:
    """Return the smallest and largest mean of a side over every share of the missing rows it might gain."""

    def largest(values: Floats, one: Residuals) -> float:
        gained = np.concatenate([[0.0], np.cumsum(-np.sort(-values))])
        return float(np.max((one.total + gained) / (one.n + np.arange(len(gained)))))

    return -largest(-missing, Residuals(-side.total, side.n)), largest(missing, side)


def share_that_flips(
    group: Residuals, rest: Residuals, missing: Floats, *, above: float | None, below: float | None
) -> float | None:
    """Return the smallest share of the missing rows that, given to the group, takes the difference past a line.

    Parameters
    ----------
    above, below : float or None
        The difference has flipped when it exceeds `above`, or falls under `below`.

    Returns
    -------
    float or None
        0 to 1; ``None`` where no allocation of this kind does.
    """
    if not len(missing):
        return None
    others = rest.total / rest.n
    k = np.arange(1, len(missing) + 1)
    first: list[int] = []
    for line, ordered, sign in ((above, -np.sort(-missing), 1.0), (below, np.sort(missing), -1.0)):
        if line is None:
            continue
        moved = (group.total + np.cumsum(ordered)) / (group.n + k) - others
        past = np.flatnonzero(sign * moved > sign * line)
        if len(past):
            first.append(int(past[0]) + 1)
    return min(first) / len(missing) if first else None
