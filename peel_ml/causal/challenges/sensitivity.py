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
_CODE = "unknown-cause"
_QUESTION = "How strong would an unknown cause have to be to change the answer?"
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
    """Return how strong an unknown cause would have to be to turn the answer round, and whether a known one is."""
    if fit.shown:
        bias, what = min(abs(end) for end in fit.interval()), "the effect would no longer be shown"
    elif smallest is not None and fit.ruled_out(smallest):
        bias, what = smallest - fit.largest, "an effect that matters could no longer be ruled out"
    else:
        return Challenge(_CODE, _QUESTION, "There is no answer that it could change.", None, ROBUSTNESS)
    y, d = left_over(panel.frame, ("y", "d"), panel.controls)
    weight = panel.frame["w"].to_numpy(float)
    value = robustness_value((y, d, weight), bias)
    said = f"If it explained {value:.1%} of what is left of both outcome and treatment, {what}."
    if not panel.controls:
        return Challenge(_CODE, _QUESTION, said, None, ROBUSTNESS)
    known = max(_moved(panel, name, y, d) for name in panel.controls)
    beside = f" One as strong as the strongest control would move the estimate by {known / bias:.0%} of that."
    return Challenge(_CODE, _QUESTION, said + beside, known < bias, ROBUSTNESS)


def _moved(panel: Panel, control: str, y: Floats, d: Floats) -> float:
    """Return the bias of a cause as strong as a control, by its partial R² with outcome and treatment (equation 12)."""
    others = tuple(name for name in panel.controls if name != control)
    y_before, d_before, x = left_over(panel.frame, ("y", "d", control), others)
    weight = panel.frame["w"].to_numpy(float)
    with_y, with_d = _r2(y_before, x, weight), min(_r2(d_before, x, weight), 0.999)
    size = float((weight * d * d).sum())
    rest = y - d * float((weight * d * y).sum()) / size
    return float(np.sqrt((weight * rest * rest).sum() / size * with_y * with_d / (1 - with_d)))


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
