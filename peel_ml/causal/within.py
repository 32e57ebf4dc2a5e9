"""The within transformation: what is left of a column once areas and periods are taken out.

By the theorem of Frisch, Waugh and Lovell the coefficient of two-way fixed effects is a ratio of sums of what is left,
so that each area's part in it, and the coefficient under another order of areas, cost next to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
ROUNDS, CLOSE = 2000, 1e-10


def within(values: Floats, area: NDArray[np.int64], period: NDArray[np.int64], weight: Floats) -> Floats:
    """Return columns without the weighted means of areas and periods, by alternating projections (Halperin 1962).

    Parameters
    ----------
    values : ndarray of shape (rows,) or (rows, columns)
    area, period : ndarray of shape (rows,)
        Whole numbers from 0.
    weight : ndarray of shape (rows,)

    Examples
    --------
    >>> y = np.array([1.0, 2.0, 3.0, 5.0])
    >>> within(y, np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.ones(4)).tolist()
    [0.25, -0.25, -0.25, 0.25]
    """
    left = np.array(values, float)
    flat = left.reshape(len(left), -1)
    size = max(float(np.abs(flat).max(initial=0.0)), 1e-300)
    for _ in range(ROUNDS):
        moved = 0.0
        for code in (area, period):
            # Left-out clusters leave numbers without rows.
            total = np.maximum(np.bincount(code, weight), 1e-300)
            for column in flat.T:
                means = np.bincount(code, weight * column) / total
                column -= means[code]
                moved = max(moved, float(np.abs(means).max()))
        if moved <= CLOSE * size:
            break
    return left


def codes(frame: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return areas and periods as whole numbers from 0, in sorted order."""
    area = np.unique(frame["area"].to_numpy(), return_inverse=True)[1]
    period = np.unique(frame["period"].to_numpy(), return_inverse=True)[1]
    return area.astype(np.int64), period.astype(np.int64)


def left_over(frame: pd.DataFrame, columns: Sequence[str], controls: Sequence[str] = ()) -> list[Floats]:
    """Return what is left of each column once areas, periods and controls are taken out.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of a `Panel`.
    columns, controls : sequence of str
    """
    area, period = codes(frame)
    weight = frame["w"].to_numpy(float)
    taken = within(frame[[*columns, *controls]].to_numpy(float), area, period, weight)
    left, fixed = taken[:, : len(columns)], taken[:, len(columns) :]
    if controls:
        root = np.sqrt(weight)[:, None]
        left = left - fixed @ np.linalg.lstsq(fixed * root, left * root, rcond=None)[0]
    return [left[:, i] for i in range(len(columns))]
