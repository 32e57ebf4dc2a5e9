"""Whether the period that limits are learnt from is calm itself."""

from __future__ import annotations

import numpy as np

from peel_ml.changes.effort import Effort
from peel_ml.changes.methods import SHORTEST
from peel_ml.changes.null import Null, fitted, simulated, standardised
from peel_ml.changes.panel import Floats, Panel


def restless(null: Null, panel: Panel, rate: float, effort: Effort, random: np.random.Generator) -> tuple[int, float]:
    """Return how many series change their level within the reference period, and how many would by chance."""
    made = simulated(null, panel, min(effort.sets, 400), random)
    calm = np.sort(_gain(standardised(made, fitted(made, panel), panel), panel), axis=0)
    limit = calm[int((1 - rate) * len(calm))]
    found = _gain(standardised(panel.values, null, panel), panel) > limit
    return int(found.sum()), rate * len(panel.areas)


def _gain(apart: Floats, panel: Panel) -> Floats:
    """Return by how much the best single change of level betters the fit of the reference period."""
    sums = np.cumsum(apart[..., : panel.reference], axis=-1)
    end = panel.reference
    best = np.zeros(apart.shape[:-1])
    for start in range(SHORTEST, end - SHORTEST + 1):
        first = sums[..., start - 1]
        gap = first / start - (sums[..., -1] - first) / (end - start)
        best = np.maximum(best, gap**2 * start * (end - start) / end)
    return best
