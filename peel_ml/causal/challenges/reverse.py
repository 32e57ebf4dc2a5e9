"""Challenge: did the outcome lead to the treatment."""

from __future__ import annotations

import numpy as np

from peel_ml.causal.challenges.before import ALPHA
from peel_ml.causal.fits import Fit
from peel_ml.causal.fixed_effects import fixed_effects, regression
from peel_ml.causal.panel import Panel
from peel_ml.results.studies.effects import Challenge

_CODE, _QUESTION = "reverse-causation", "Did the outcome lead to the treatment?"
_ADOPTION = "Beginning now on the last change of the outcome, rows not yet treated, periods held fixed; CRV1"
_AMOUNT = "The treatment on the outcome of the period before, areas, periods and the treatment before held fixed; CRV3"


def reverse_causation(panel: Panel) -> Challenge:
    """Test whether the outcome before goes with the treatment after."""
    before = panel.earlier("y", 1)
    if panel.design == "adoption":
        at_risk = np.nan_to_num(panel.earlier("d", 1), nan=1.0) == 0
        frame = panel.frame.assign(change=before - panel.earlier("y", 2))[at_risk].dropna()
        if frame["d"].sum() < 2 or frame["d"].nunique() < 2:
            return _not_asked("fewer than two areas begin with two periods before", _ADOPTION)
        found = regression(frame, ("change",), outcome="d", effects=("period",))
        fit = Fit(
            float(found.coef().iloc[0]), float(found.se().iloc[0]), panel.clusters - 1, len(frame), panel.areas, 0, ""
        )
        return _answer(fit, _ADOPTION)
    frame = panel.frame.assign(change=before, d_before=panel.earlier("d", 1)).dropna()
    if frame["period"].nunique() < 3:
        return _not_asked("there are too few periods", _AMOUNT)
    return _answer(fixed_effects(frame, ("d_before",), treatment="change", outcome="d"), _AMOUNT)


def _answer(fit: Fit, method: str) -> Challenge:
    held = fit.p_value >= ALPHA
    more = "more" if fit.value > 0 else "less"
    said = (
        "It is not shown that the outcome of the period before goes with the treatment"
        if held
        else f"Yes: where the outcome was higher before, {more} treatment followed"
    )
    return Challenge(_CODE, _QUESTION, f"{said} (p = {fit.p_value:.3f}).", held, method, fit.p_value)


def _not_asked(why: str, method: str) -> Challenge:
    return Challenge(_CODE, _QUESTION, f"It could not be asked: {why}.", None, method)
