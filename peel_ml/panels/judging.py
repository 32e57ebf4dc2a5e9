"""How far off each method is on the judged periods, and whether one is better than another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.panels.grid import Floats, Grid
from peel_ml.panels.resampling import Draws, by_area, draws, ends
from peel_ml.results.estimate import Estimate, PairedDifference

PRIMARY = {"share": "mae_points"}
"""The primary metric by the measure's unit; ``mae`` for every other."""
SIGNED = {"share": "signed_error_points"}
"""The signed error by the measure's unit; ``signed_error`` for every other."""


@dataclass(frozen=True)
class Judged:
    """Predictions beside what came.

    Parameters
    ----------
    metrics : dict of str to dict of str to Estimate
        By method.
    best : str
        The simple method with the least mean absolute error on these very rows: the hardest one to beat.
    lift : PairedDifference
        The candidate against it.
    comparisons : tuple of PairedDifference
        Every method against the candidate.
    blocks : float
        Windows that the judged periods hold.
    rows, areas, periods : int
    """

    metrics: dict[str, dict[str, Estimate]]
    best: str
    lift: PairedDifference
    comparisons: tuple[PairedDifference, ...]
    blocks: float
    rows: int
    areas: int
    periods: int


def judge(
    panel: Grid,
    predicted: Mapping[str, Floats],
    mask: NDArray[np.bool_],
    candidate: str,
    simple: Sequence[str],
    unit: str,
    seed: int,
) -> Judged:
    """Compare every method with what came.

    Parameters
    ----------
    panel : Grid
    predicted : mapping of str to ndarray of shape (series, periods)
    mask : ndarray of bool, shape (series, periods)
        Rows that are judged: all methods have a prediction for them.
    candidate, simple : str, sequence of str
        The method that would be used, and the simple ones.
    unit : str
        Of the measure.
    seed : int
    """
    used = np.flatnonzero(mask.any(axis=0))
    primary = PRIMARY.get(unit, "mae")

    def cells(values: Floats) -> Floats:
        return by_area(np.where(mask, panel.weights * values, 0.0), panel.areas)[:, used]

    weight = cells(np.ones(mask.shape))
    error = {name: np.where(mask, each - panel.values, 0.0) for name, each in predicted.items()}
    size = {name: cells(np.abs(each)) for name, each in error.items()}
    drawn = draws(weight.shape[0], len(used), panel.window, seed)
    best = min(simple, key=lambda name: float(size[name].sum()))
    metrics = {name: {primary: ends(*drawn.ratio(size[name], weight))} for name in predicted}
    for name, figures in metrics.items():
        square, base = cells(error[name] ** 2), cells(error[best] ** 2)
        value, of_draws = drawn.ratio(square, base)
        figures["r2_over_lag"] = Estimate(0.0, 0.0, 0.0) if name == best else ends(1 - value, 1 - of_draws)
        figures[SIGNED.get(unit, "signed_error")] = ends(*drawn.ratio(cells(error[name]), weight))
    compared = tuple(
        _difference(primary, other, size[other] - size[candidate], weight, drawn)
        for other in predicted
        if other != candidate
    )
    lift = next(one for one in compared if one.baseline == best)
    return Judged(
        metrics,
        best,
        lift,
        compared,
        drawn.blocks,
        int(mask.sum()),
        len({panel.areas[place] for place in np.nonzero(mask)[0].tolist()}),
        len(used),
    )


def _difference(metric: str, other: str, apart: Floats, weight: Floats, drawn: Draws) -> PairedDifference:
    found = ends(*drawn.ratio(apart, weight))
    return PairedDifference(metric, other, found.value, found.low, found.high)
