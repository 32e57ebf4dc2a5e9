"""What is compared between areas: a metric as two sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peel_ml.errors import PeelError, Problem
from peel_ml.fairness.declaration import PrimaryMetric

SHARES: tuple[PrimaryMetric, ...] = (
    "interval_coverage",
    "under_prediction_rate",
    "recall_at_k",
    "false_alarm_rate",
    "detection_rate",
)
"""Metrics that count how many of what stands below the line: no area can be known better than as many tosses."""


@dataclass(frozen=True)
class AreaValues:
    """One metric as a ratio of sums: errors over counts, hits over ranges, effects over areas.

    Parameters
    ----------
    metric : str
        A metric of `peel_ml.fairness.declaration.AREA_METRICS`.
    areas : ndarray of shape (rows,)
        Area of each judged row.
    numerator, denominator : ndarray of shape (rows,)
        The metric of a group of areas is the sum of the first over the sum of the second. For the metrics of `SHARES`
        they are counts.
    unit : {"points", "number"}
        How a difference reads: shares of 1 as points, anything else as a number.
    """

    metric: PrimaryMetric
    areas: NDArray[np.str_]
    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]
    unit: Literal["points", "number"] = "points"


def refuse_unusable(values: Sequence[AreaValues]) -> None:
    """Refuse what has no sum: a blank would make a group of areas vanish.

    Raises
    ------
    PeelError
        A metric's values are no numbers, or something below its line is negative; every metric at once.
    """
    problems = []
    for one in values:
        bad = int((~np.isfinite(one.numerator) | ~np.isfinite(one.denominator) | (one.denominator < 0)).sum())
        if bad:
            what = f"{bad:,} of {len(one.areas):,} rows have no number, or a negative one below the line"
            problems.append(Problem(what, "Leave such rows out before areas are compared.", one.metric))
    if problems:
        raise PeelError("Areas cannot be compared.", problems)
