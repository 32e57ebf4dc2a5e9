"""Challenge: how strong would something left out have to be to change the answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from peel_ml.causal.fits import Fit
from peel_ml.causal.panel import Panel
from peel_ml.causal.within import left_over
from peel_ml.results.studies.effects import Challenge, EventEffect

Floats = NDArray[np.float64]
ROBUSTNESS = (
    "Robustness value (Cinelli and Hazlett 2020, section 4.3) of the bias named, for two-way fixed effects; the "
    "strongest control beside it"
)
MAGNITUDES = (
    "Bounds on relative magnitudes (Rambachan and Roth 2023, section 2.4.1), with the largest wobble before the "
    "beginning as estimated: a plug-in, simpler than their conditional confidence sets"
)


def robustness_value(frame_left: tuple[Floats, ...], bias: float) -> float:
    """Return the share of what is left of outcome and treatment that a cause must explain to make this bias.

    Parameters
    ----------
    frame_left : tuple of ndarray
        Outcome, treatment and weight, the first two after areas, periods and controls are taken out.
    bias : float
        In the unit of the coefficient.

    Examples
    --------
    >>> d = np.array([1.0, -1, 1, -1])
    >>> y = d + np.array([1.0, 1, -1, -1])
    >>> round(robustness_value((y, d, np.ones(4)), 1.0), 3)
    0.618
    """
    y, d, weight = frame_left
    size = float((weight * d * d).sum())
    rest = y - d * float((weight * d * y).sum()) / size
    spread = float((weight * rest * rest).sum())
    if spread <= 0:
        return 1.0
    f2 = bias**2 * size / spread
    return 0.5 * (float(np.sqrt(f2**2 + 4 * f2)) - f2)


def left_out(panel: Panel, fit: Fit, smallest: float | None) -> Challenge:
    """Return how strong an unknown cause would have to be to turn the answer round."""
    question = "How strong would an unknown cause have to be to change the answer?"
    y, d = left_over(panel.frame, ("y", "d"), panel.controls)
    weight = panel.frame["w"].to_numpy(float)
    if fit.shown:
        # What makes the interval reach zero.
        bias, what = min(abs(end) for end in fit.interval()), "the effect would no longer be shown"
    elif smallest is not None and fit.ruled_out(smallest):
        bias, what = smallest - fit.largest, "an effect that matters could no longer be ruled out"
    else:
        return Challenge("unknown-cause", question, "There is no answer that it could change.", None, ROBUSTNESS)
    value = robustness_value((y, d, weight), bias)
    strongest = max((_explained(panel, name) for name in panel.controls), default=None)
    beside = "" if strongest is None else f" The strongest control explains {strongest:.1%} of the one or the other."
    said = f"If it explained {value:.1%} of what is left of both outcome and treatment, {what}.{beside}"
    return Challenge("unknown-cause", question, said, None if strongest is None else value > strongest, ROBUSTNESS)


def _explained(panel: Panel, control: str) -> float:
    """Return the larger of the partial R² of a control with the outcome and with the treatment."""
    others = tuple(name for name in panel.controls if name != control)
    y, d, x = left_over(panel.frame, ("y", "d", control), others)
    weight = panel.frame["w"].to_numpy(float)
    return max(_r2(y, x, weight), _r2(d, x, weight))


def _r2(
    one: Floats,
    other: Floats,
    weight: Floats,
) -> float:
    bottom = float((weight * one * one).sum()) * float((weight * other * other).sum())
    return float((weight * one * other).sum()) ** 2 / bottom if bottom > 0 else 0.0


def other_trend(events: Sequence[EventEffect], fit: Fit) -> Challenge:
    """Return how far trends would have to part after the beginning, in wobbles of before, to lose the finding."""
    question = "How far would trends have to part after the beginning to change the answer?"
    before = [one for one in events if one.period < 0 and one.effect.value is not None]
    after = [one for one in events if one.period >= 0]
    if len(before) < 2 or not after:
        return Challenge("other-trend", question, "There are too few periods before it.", None, MAGNITUDES)
    wobble = max(abs((later.effect.value or 0) - (earlier.effect.value or 0)) for earlier, later in pairwise(before))
    if not fit.shown:
        return Challenge("other-trend", question, "No effect is shown that it could take away.", None, MAGNITUDES)
    near = min(abs(end) for end in fit.interval())
    # A break of m wobbles each period adds up: m, 2m, 3m …, on average over the periods after.
    grows = (len(after) + 1) / 2
    m = near / (grows * wobble) if wobble > 0 else float("inf")
    said = (
        f"If trends parted in each period after it by {m:.2f} times the largest movement between two periods before "
        "it, the effect would no longer be shown."
    )
    return Challenge("other-trend", question, said, m >= 1, MAGNITUDES)
