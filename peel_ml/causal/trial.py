"""A trial that drew by lot within blocks: the difference within blocks, and the lot drawn again and again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from peel_ml.causal.fits import Fit
from peel_ml.causal.fixed_effects import ERRORS, regression

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


def trial_effect(frame: pd.DataFrame, controls: Sequence[str] = ()) -> Fit:
    """Return the mean effect of a treatment that was drawn by lot within blocks.

    Parameters
    ----------
    frame : pandas.DataFrame
        ``y``, ``d`` (0 or 1), ``block`` and ``w`` (one over the chance of the arm a unit is in).
    controls : sequence of str
        Measured before the lot was drawn.

    Returns
    -------
    Fit
        Blocks held fixed; standard error clustered by block, which holds for pairs (de Chaisemartin and
        Ramirez-Cuellar 2024), and Student's t with blocks minus 1 degrees of freedom.
    """
    taken = frame.assign(cluster=frame["block"])
    fit = regression(taken, ("d", *controls), effects=("block",))
    blocks = int(frame["block"].nunique())
    return Fit(
        float(fit.coef()["d"]), float(fit.se()["d"]), blocks - 1, len(fit.resid()), len(frame), blocks, ERRORS["CRV1"]
    )


def lot_p(frame: pd.DataFrame, draws: int, seed: int) -> float:
    """Return the p-value of "the treatment changed nothing for anybody" by drawing the lot again (Fisher 1935).

    Parameters
    ----------
    frame : pandas.DataFrame
        As for `trial_effect`; blocks of any size.
    draws : int
    seed : int
    """
    ordered = frame.sort_values("block", kind="stable")
    block = np.unique(ordered["block"].to_numpy(), return_inverse=True)[1]
    y, d, w = (ordered[name].to_numpy(float) for name in "ydw")
    # Differences within blocks: their means taken out.
    y = y - (np.bincount(block, w * y) / np.bincount(block, w))[block]
    rng = np.random.default_rng(seed)
    seen = abs(_difference(y, d, w))
    more = 0
    for _ in range(draws):
        order = np.lexsort((rng.random(len(d)), block))
        more += abs(_difference(y, d[order], w)) >= seen - 1e-12
    return (1 + more) / (1 + draws)


def _difference(y: Floats, d: Floats, w: Floats) -> float:
    return float((w * d * y).sum() / (w * d).sum() - (w * (1 - d) * y).sum() / (w * (1 - d)).sum())
