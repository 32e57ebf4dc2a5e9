"""Challenge: would areas that were given each other's treatment show as much."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel_ml.causal.challenges.before import ALPHA
from peel_ml.causal.panel import Panel
from peel_ml.causal.within import Floats, within
from peel_ml.results.studies.effects import Challenge

_CODE, _QUESTION = "permutation", "Would areas show as much if they were given each other’s treatment?"
_METHOD = (
    "Areas exchange their whole treatment over time, at random; the studentised coefficient of two-way fixed effects "
    "each time (Fisher 1935; MacKinnon and Webb 2020)"
)


def permuted(panel: Panel, shown: bool, draws: int, seed: int) -> Challenge:
    """Compare the estimate with those under other orders of areas.

    Parameters
    ----------
    panel : Panel
        Periods that some area lacks are left out.
    shown : bool
        Whether the main method shows an effect; the order of areas should say the same.
    draws : int
        Orders drawn.
    seed : int
    """
    frame = panel.frame
    whole = frame.groupby("period")["area"].transform("size") == panel.areas
    frame = frame[whole].sort_values(["area", "period"])
    count = frame["period"].nunique()
    if count < 2 or frame.groupby("area")["d"].nunique().max() < 2:
        text = "It could not be asked: no period has every area."
        return Challenge(_CODE, _QUESTION, text, None, _METHOD)
    areas = panel.areas
    area, period = np.repeat(np.arange(areas), count), np.tile(np.arange(count), areas)
    weight = frame["w"].to_numpy(float)
    y = within(frame["y"].to_numpy(float), area, period, weight)
    paths = frame["d"].to_numpy(float).reshape(areas, count)
    cluster = np.unique(frame["cluster"].to_numpy(), return_inverse=True)[1]
    seen = _studentised(y, within(paths.ravel(), area, period, weight), weight, cluster)
    rng = np.random.default_rng(seed)
    more = 0
    for _ in range(draws):
        left = within(paths[rng.permutation(areas)].ravel(), area, period, weight)
        more += abs(_studentised(y, left, weight, cluster)) >= abs(seen)
    p = (1 + more) / (1 + draws)
    said = f"{more:,} of {draws:,} random orders show as much or more (p = {p:.3f})."
    return Challenge(_CODE, _QUESTION, said, (p < ALPHA) == shown, _METHOD, p)


def _studentised(y: Floats, d: Floats, weight: Floats, cluster: NDArray[np.int64]) -> float:
    bottom = float((weight * d * d).sum())
    if bottom <= 0:
        return 0.0
    value = float((weight * d * y).sum()) / bottom
    score = np.bincount(cluster, weight * d * (y - value * d))
    error = float((score**2).sum()) ** 0.5 / bottom
    return value / error if error > 0 else 0.0
