"""Whether areas could be put in an order at all; the order itself is never given."""

from __future__ import annotations

import numpy as np

from peel_ml.panels.grid import Floats
from peel_ml.results.studies.panel import RankStability

DRAWS = 2000
APART = 1.959964


def rank_stability(values: Floats, errors: Floats | None, seed: int, reason: str | None = None) -> RankStability:
    """Draw every area's value anew within its margin of error, and see where it would stand.

    Parameters
    ----------
    values, errors : ndarray of shape (areas,)
        Values and their standard errors; no errors, no answer.
    seed : int
    reason : str, optional
        Why there are no errors.

    Notes
    -----
    Goldstein and Spiegelhalter (1996): ranks are among the least certain statistics there are. A pair can be told
    where the 95% range of the difference excludes zero, each pair on its own; corrected for their number it would
    be fewer still.

    Examples
    --------
    >>> rank_stability(np.array([0.1, 0.5, 0.9]), np.array([0.01, 0.01, 0.01]), 0).pairs_told
    1.0
    """
    if errors is None or len(values) < 2:
        return RankStability(None, None, None, 0, reason or "fewer than two areas")
    random = np.random.default_rng(seed)
    drawn = values + errors * random.standard_normal((DRAWS, len(values)))
    places = _places(drawn)
    moved = float(np.mean(places != _places(values[None, :])))
    low, high = np.quantile(places, [0.025, 0.975], axis=0, method="nearest")
    one, other = np.triu_indices(len(values), 1)
    gap = np.abs(values[one] - values[other])
    told = gap > APART * np.hypot(errors[one], errors[other])
    return RankStability(moved, float(np.median(high - low + 1)), float(told.mean()), DRAWS)


def _places(values: Floats) -> Floats:
    return np.asarray(values.argsort(axis=1).argsort(axis=1), np.float64)
