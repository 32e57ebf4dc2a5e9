"""How the measure goes together with others, with ranges that know that there are as many cases as areas.

The other measure is taken as it was known when the window of the measured one began. The range is that of a wild
cluster bootstrap of the studentised slope (Cameron, Gelbach and Miller 2008) with areas as clusters and Rademacher
weights. It says nothing about causes: what areas differ by, they differ by together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.statistics.correction import holm
from peel_ml.panels.grid import Floats, Grid
from peel_ml.panels.known import known
from peel_ml.results.estimate import Estimate
from peel_ml.results.studies.panel import Association

DRAWS = 4999
FEWEST_AREAS = 10
FEWEST_ROWS = 30
ROUNDS = 50
"""Of taking two kinds of means away in turn; rows without gaps need one."""


@dataclass(frozen=True)
class Slope:
    """A slope with its range and p-value."""

    value: float
    low: float
    high: float
    p: float


def slope(x: Floats, y: Floats, weights: Floats, cluster: NDArray[np.int64], seed: int) -> Slope | None:
    """Return the slope of y on x, both with what is held constant already taken away.

    Parameters
    ----------
    x, y, weights : ndarray of shape (n,)
    cluster : ndarray of int, shape (n,)
        Area of each row, numbered from 0.
    seed : int

    Returns
    -------
    Slope or None
        None where x does not vary.
    """
    groups = int(cluster.max()) + 1
    own = np.bincount(cluster, weights * x * x, groups)
    total = float(own.sum())
    if total < 1e-12:
        return None
    value = float(np.sum(weights * x * y)) / total
    score = np.bincount(cluster, weights * x * (y - value * x), groups)
    error = float(np.sqrt(np.sum(score**2))) / total
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(DRAWS, groups))
    off = signs @ score / total
    again = np.sqrt(np.sum((signs * score - off[:, None] * own) ** 2, axis=1)) / total
    t = np.abs(off) / np.where(again > 0, again, np.nan)
    if error <= 0:
        return Slope(value, value, value, 1 / (DRAWS + 1))
    half = float(np.nanquantile(t, 0.95)) * error
    p = (1 + float(np.sum(t >= abs(value) / error))) / (DRAWS + 1)
    return Slope(value, value - half, value + half, p)


def without(values: Floats, weights: Floats, kinds: NDArray[np.int64], series: bool) -> Floats:
    """Take the mean of every period and kind away, and of every series where asked, until both are gone.

    Means are weighted; rows of no weight are unknown.
    """
    left = np.where(weights > 0, values, 0.0)
    for _ in range(ROUNDS if series else 1):
        for kind in np.unique(kinds):
            left[kinds == kind] -= _mean(left[kinds == kind], weights[kinds == kind], 0)
        if series:
            left = left - _mean(left, weights, 1)
    return left


def _mean(values: Floats, weights: Floats, axis: int) -> Floats:
    total = weights.sum(axis=axis, keepdims=True)
    return np.asarray((values * weights).sum(axis=axis, keepdims=True) / np.where(total > 0, total, 1.0))


def associations(
    panel: Grid, columns: Sequence[tuple[str, str]], seed: int, alpha: float
) -> tuple[tuple[Association, ...], int]:
    """Return one association a column (and its plain name), and how many rows they rest on at most."""
    inputs = known(panel)
    _, area = np.unique(np.array(panel.areas), return_inverse=True)
    kinds = np.array(panel.kinds)
    made: list[tuple[str, str, float, bool, Slope | None, Slope | None]] = []
    most = 0
    for column, name in columns:
        weights = np.where(np.isfinite(inputs[column]), panel.weights, 0.0)
        there = weights > 0
        rows = int(there.sum())
        most = max(most, rows)
        enough = rows >= FEWEST_ROWS and len(set(area[there.any(axis=1)].tolist())) >= FEWEST_AREAS
        share = bool(((inputs[column][there] >= 0) & (inputs[column][there] <= 1)).all())
        found: list[Slope | None] = [None, None]
        spread = float("inf")
        for place, both in enumerate((False, True)):
            x, y = (without(each, weights, kinds, both) for each in (inputs[column], panel.values))
            # A step that areas take over time, too: half the figures would otherwise be of steps nobody takes.
            spread = min(spread, float(np.sqrt(np.average(x[there] ** 2, weights=weights[there]))) if rows else 0.0)
            cluster = np.broadcast_to(area[:, None], x.shape)[there]
            found[place] = slope(x[there], y[there], weights[there], cluster, seed) if enough else None
        made.append((column, name, 0.1 if share else spread, share, found[0], found[1]))
    tests = [(one[0], side, found) for one in made for side, found in (("between", one[4]), ("within", one[5]))]
    tests = [test for test in tests if test[2] is not None]
    p = np.array([found.p for _, _, found in tests if found is not None])
    keys = [frozenset({(column, side)}) for column, side, _ in tests]
    rejected = holm(p, keys, alpha).rejected.tolist() if tests else []
    shown = {(column, side): one for (column, side, _), one in zip(tests, rejected, strict=True)}
    return (
        tuple(
            Association(
                column,
                name,
                "share" if share else "number",
                _estimate(between, step),
                _estimate(within, step),
                step,
                shown.get((column, "between"), False),
                shown.get((column, "within"), False),
            )
            for column, name, step, share, between, within in made
        ),
        most,
    )


def _estimate(found: Slope | None, step: float) -> Estimate:
    if found is None:
        return Estimate(None, reason="too few areas or no differences")
    return Estimate(found.value * step, found.low * step, found.high * step)
