"""Made-up panels whose effect is known, and how often the machinery says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from peel_ml.causal.challenges.placebo import placebo
from peel_ml.causal.fits import Fit
from peel_ml.causal.fixed_effects import fixed_effects
from peel_ml.causal.imputation import imputed, jackknife
from peel_ml.causal.staggered import two_stage

AREAS, PERIODS = 40, 24
STARTS = (9, 13, 17)
EFFECT = 0.1


@dataclass(frozen=True)
class Made:
    """A panel with its truth.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `peel_ml.causal.panel.Panel` holds it.
    truth : float
        The mean effect over treated rows; for an amount the effect of one step.
    """

    frame: pd.DataFrame
    truth: float


def staggered(seed: int, effect: float) -> Made:
    """Return 40 areas, most of them treated from one of three periods on.

    The effect differs between areas and grows with time, and what areas have of their own is correlated over time
    (.5): two-way fixed effects are biased here, and standard errors that take rows as independent are too small.
    """
    rng = np.random.default_rng(seed)
    first = rng.choice([0, *STARTS], AREAS, p=[0.4, 0.2, 0.2, 0.2])
    first[:8] = np.repeat([0, *STARTS], 2)
    frame = _grid(first)
    since = (frame["period"] - frame["first"]).to_numpy()
    treated = (frame["first"].to_numpy() > 0) & (since >= 0)
    own = 1 + 0.5 * rng.standard_normal(AREAS)
    gain = effect * np.repeat(own, PERIODS) * np.where(treated, 0.6 + 0.05 * (since + 1), 0.0)
    truth = float(gain[treated].mean())
    return Made(frame.assign(d=treated.astype(float), y=_noise(rng) + gain), truth)


def amounts(seed: int, effect: float, units: int = 12) -> Made:
    """Return 40 areas whose treatment goes up and down, alike within 12 groups that lie next to one another."""
    rng = np.random.default_rng(seed)
    unit = np.arange(AREAS) * units // AREAS
    shared = _moving(rng, units)[unit]
    d = (0.7**0.5 * shared + 0.3**0.5 * _moving(rng, AREAS)).ravel()
    frame = _grid(np.zeros(AREAS, int)).assign(d=d, cluster=np.repeat(unit, PERIODS).astype(str))
    together = 0.05 * _moving(rng, units)[unit].ravel()
    return Made(frame.assign(y=_noise(rng) + together + effect * d), effect)


def _grid(first: np.ndarray) -> pd.DataFrame:  # type: ignore[type-arg]
    area = np.repeat([f"{one:02d}" for one in range(AREAS)], PERIODS)
    return pd.DataFrame(
        {
            "area": area,
            "cluster": area,
            "period": np.tile(np.arange(1, PERIODS + 1), AREAS),
            "first": np.repeat(first, PERIODS),
            "w": 1.0,
        }
    )


def _moving(rng: np.random.Generator, series: int) -> np.ndarray:  # type: ignore[type-arg]
    made = rng.standard_normal((series, PERIODS))
    for period in range(1, PERIODS):
        made[:, period] = 0.5 * made[:, period - 1] + 0.75**0.5 * made[:, period]
    return made


def _noise(rng: np.random.Generator) -> np.ndarray:  # type: ignore[type-arg]
    level = rng.standard_normal(AREAS)[:, None] + 0.1 * rng.standard_normal(PERIODS)
    return np.asarray((level + 0.14 * _moving(rng, AREAS)).ravel())


def quick_two_stage(frame: pd.DataFrame) -> Fit:
    """Return what `two_stage` returns, with its first stage solved here: much faster than the library's."""
    clusters = int(frame["cluster"].nunique())
    return Fit(imputed(frame).mean, jackknife(frame), clusters - 1, len(frame), AREAS, clusters, "")


DESIGNS: dict[str, tuple[Callable[[int, float], Made], Callable[[pd.DataFrame], Fit]]] = {
    "staggered": (staggered, two_stage),
    "staggered, quick": (staggered, quick_two_stage),
    "amount": (amounts, fixed_effects),
}
"""By name: what makes a panel, and the main method of its design."""


def counted(design: str, times: int) -> tuple[int, int]:
    """Return in how many panels the interval holds a planted effect, and in how many a placebo is flagged."""
    make, method = DESIGNS[design]
    held = flagged = 0
    for seed in range(times):
        planted = make(seed, EFFECT)
        low, high = method(planted.frame).interval()
        held += low <= planted.truth <= high
        nothing = make(seed + 1_000_000, 0.0)
        flagged += placebo("nothing", method(nothing.frame), 1, percent=False).held is False
    return held, flagged
