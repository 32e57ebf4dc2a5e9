"""A ratio of sums over a group of areas, with what areas of one group differ by as its only source of chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ratio:
    """A ratio, its squared standard error, and the degrees of freedom of that.

    Notes
    -----
    Linearised (Cochran 1977, 6.3) with areas as clusters and k / (k - 1); Student's t with k - 1 degrees of freedom
    for one group and Welch and Satterthwaite's for a difference of two.
    """

    value: float
    variance: float
    freedom: float
    areas: int

    def interval(self, confidence: float) -> tuple[float, float]:
        """Return both ends."""
        half = float(student.ppf((1 + confidence) / 2, self.freedom)) * self.variance**0.5
        return self.value - half, self.value + half

    def minus(self, other: Ratio) -> Ratio:
        """Return the difference to a ratio of other areas."""
        parts = (self.variance, other.variance)
        total = sum(parts)
        below = sum(part**2 / one for part, one in zip(parts, (self.freedom, other.freedom), strict=True))
        freedom = total**2 / below if below > 0 else min(self.freedom, other.freedom)
        return Ratio(self.value - other.value, total, freedom, self.areas + other.areas)

    def p_beyond(self, limit: float) -> float:
        """Return the p-value of "no further from zero than this" (two-sided at a limit of 0)."""
        if self.variance <= 0:
            return 0.0 if abs(self.value) > limit else 1.0
        error = self.variance**0.5
        if not limit:
            return 2 * float(student.sf(abs(self.value) / error, self.freedom))
        return float(student.sf((abs(self.value) - limit) / error, self.freedom))


def ratio(numerator: Floats, denominator: Floats) -> Ratio | None:
    """Return the ratio of sums over areas; none of fewer than two areas, or where nothing stands below the line.

    Parameters
    ----------
    numerator, denominator : ndarray of shape (areas,)
        Sums over the rows of each area.

    Examples
    --------
    >>> found = ratio(np.array([1.0, 2.0, 3.0]), np.array([10.0, 10.0, 10.0]))
    >>> round(found.value, 3), round(found.variance**0.5, 4), found.freedom
    (0.2, 0.0577, 2.0)
    """
    areas, total = len(numerator), float(denominator.sum())
    if areas < 2 or not total:
        return None
    value = float(numerator.sum()) / total
    apart = (numerator - value * denominator) / total
    return Ratio(value, areas / (areas - 1) * float((apart**2).sum()), float(areas - 1), areas)
