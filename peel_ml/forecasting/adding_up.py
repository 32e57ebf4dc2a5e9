"""Forecasts of areas that add up to that of the larger area."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def reconciled(own: Floats, larger: Floats, place: NDArray[np.int64], own_var: Floats, larger_var: Floats) -> Floats:
    """Return the forecasts of the areas, moved so that they add up to a compromise with the larger area's forecast.

    Parameters
    ----------
    own, larger : ndarray
        Forecasts of the areas and of the larger areas.
    place : ndarray of int, shape of `own`
        Number of the larger area of each.
    own_var, larger_var : ndarray
        Variances of their errors, above 0.

    Returns
    -------
    ndarray
        At least 0. The larger area's forecast is their sum.

    Notes
    -----
    Minimum trace with a diagonal covariance (Wickramasuriya, Athanasopoulos and Hyndman 2019) has a closed form for
    two levels: the difference is shared in proportion to the variances, the larger area keeping its own share.

    Examples
    --------
    >>> one = np.zeros(2, int)
    >>> reconciled(np.array([10.0, 20.0]), np.array([40.0]), one, np.array([1.0, 3.0]), np.array([1.0])).tolist()
    [12.0, 26.0]
    """
    apart = larger - np.bincount(place, own, len(larger))
    total = np.bincount(place, own_var, len(larger)) + larger_var
    return np.maximum(own + own_var * (apart / total)[place], 0.0)
