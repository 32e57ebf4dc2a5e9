"""Limits that a calm series passes as rarely as declared, over all judged periods together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from peel_ml.changes.methods import Method
from peel_ml.changes.null import Null, fitted, simulated
from peel_ml.changes.panel import Floats, Panel

AIM = 0.8
"""Limits are set for this share of the declared rate: what a finite simulation and a fitted level cannot know falls on
the safe side."""
_AT_ONCE = 2_000_000
"""Figures that are simulated at a time, which bounds memory."""


@dataclass(frozen=True)
class Highest:
    """The highest value of a statistic over the judged periods in each simulated calm series.

    Parameters
    ----------
    by_set : ndarray of shape (sets, directions, series)
        Sorted along the first axis.
    """

    by_set: Floats

    def limits(self, rate: float) -> Floats:
        """Return, for each direction and series, the limit that a share of at most `rate` passes."""
        sets, directions, _ = self.by_set.shape
        above = int(rate / directions * sets)
        return np.asarray(self.by_set[sets - 1 - above])

    def p_values(self, reached: Floats) -> Floats:
        """Return how likely a calm series reaches this or more, for (directions, series): Davison and Hinkley 1997."""
        sets, directions, _ = self.by_set.shape
        at_least = (self.by_set >= reached).sum(axis=0)
        return np.asarray(np.minimum(directions * ((1 + at_least) / (sets + 1)).min(axis=0), 1.0))


def highest(
    null: Null, panel: Panel, methods: Mapping[str, Method], sets: int, random: np.random.Generator
) -> dict[str, Highest]:
    """Simulate calm panels, fit each again as if it were real, and return the highest values of every statistic.

    Parameters
    ----------
    null : Null
        The calm panel fitted to the reference period.
    panel : Panel
    methods : mapping of str to Method
    sets : int
        Simulated panels.
    random : numpy.random.Generator

    Notes
    -----
    A parametric bootstrap: because levels, seasons and spreads are fitted again each time, limits are as wide as
    not knowing them demands.
    """
    parts: dict[str, list[Floats]] = {name: [] for name in methods}
    size = max(_AT_ONCE // panel.values.size, 1)
    for start in range(0, sets, size):
        made = simulated(null, panel, min(size, sets - start), random)
        again = fitted(made, panel)
        for name, method in methods.items():
            parts[name].append(np.moveaxis(method.statistic(made, again, panel).max(axis=-1), 0, 1))
    return {name: Highest(np.sort(np.concatenate(part), axis=0)) for name, part in parts.items()}
