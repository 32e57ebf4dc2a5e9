"""The effect by time since the treatment."""

from __future__ import annotations

import numpy as np

from peel_ml.causal.fits import Fit
from peel_ml.causal.fixed_effects import jackknife, regression
from peel_ml.causal.panel import Panel
from peel_ml.causal.staggered import event_study
from peel_ml.results.studies.effects import Design, EventEffect

LEADS, LAGS = 3, 3
METHODS: dict[Design, str] = {
    "adoption": "Local projections, one for each period, against areas not yet treated (Dube et al. 2023); CRV1",
    "on_and_off": "One regression on the treatment of this period, of earlier and of later ones; CRV3",
    "amount": "One regression on the treatment of this period, of earlier and of later ones; CRV3",
}


def dynamics(panel: Panel) -> tuple[EventEffect, ...]:
    """Return the effect of a treatment some periods ago; of one yet to come, where negative."""
    if panel.design == "adoption":
        return event_study(panel.frame)
    names = {f"d{k}".replace("-", "m"): k for k in range(-LEADS, LAGS + 1)}
    frame = panel.frame.assign(**{name: panel.earlier("d", k) for name, k in names.items()}).dropna()
    if frame["period"].nunique() < LEADS + LAGS + 2:
        return ()
    fit = regression(frame, tuple(names))
    errors = np.sqrt(np.diag(jackknife(frame, tuple(names))))
    return tuple(
        EventEffect(k, Fit(float(fit.coef()[name]), float(error), panel.clusters - 1, len(frame), 0, 0, "").estimate)
        for (name, k), error in zip(names.items(), errors, strict=True)
        if name in fit.coef().index
    )
