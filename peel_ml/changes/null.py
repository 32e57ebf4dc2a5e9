"""What a calm series looks like: its level, its season, how far it moves about them, and for how long.

Counts are Poisson about a mean that moves itself (a parameter-driven model; Zeger 1988): overdispersion and
autocorrelation are one latent AR(1), part of it common to all areas of a label. Other measures are normal about
their level, with the same AR(1), averaged over the window that a value is measured over. Both are fitted by moments,
so that thousands of made-up panels can be fitted again within a second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peel_ml.changes.moments import HIGHEST, fluctuations, of_the_mean, pooled, seasons, shrunk, spread_out
from peel_ml.changes.panel import Floats, Panel

_ROUNDS = 3
_GRID = np.linspace(0, HIGHEST, 96)


@dataclass(frozen=True)
class Null:
    """A calm panel, or many of them fitted at once (leading axes).

    Parameters
    ----------
    expected, variance : ndarray of shape (..., series, periods)
        Of every period, the judged ones too.
    moving : ndarray of shape (..., series)
        Of counts the variance of the moving mean relative to its square; of other measures the variance.
    rho, common : ndarray of shape (..., labels)
        See `peel_ml.changes.moments.fluctuations`.
    """

    expected: Floats
    variance: Floats
    moving: Floats
    rho: Floats
    common: Floats


def fitted(values: Floats, panel: Panel) -> Null:
    """Fit the reference period of one panel, or of many.

    Parameters
    ----------
    values : ndarray of shape (..., series, periods)
        Only the reference periods are read; what `panel` does not know is left out.
    panel : Panel
        The layout.
    """
    known = panel.known[:, : panel.reference]
    filled = np.where(known > 0, values[..., : panel.reference], 0.0)
    return _counts(filled, known, panel) if panel.unit == "count" else _measures(filled, known, panel)


def simulated(null: Null, panel: Panel, sets: int, random: np.random.Generator) -> Floats:
    """Draw calm panels: (sets, series, periods)."""
    moved = fluctuations(random, sets, panel, null.rho, null.common)
    if panel.unit == "count":
        return random.poisson(_moving_mean(null, moved)).astype(float)
    return np.asarray(null.expected + np.sqrt(null.moving)[:, None] * moved)


def with_change(null: Null, panel: Panel, change: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw one calm panel, and the same panel with a change in it.

    Parameters
    ----------
    null : Null
    panel : Panel
    change : ndarray of shape (series, periods)
        Of counts the expected value is multiplied by it, to other measures it is added. Periods without a change (1
        or 0) are the same in both.
    random : numpy.random.Generator

    Returns
    -------
    calm, changed : ndarray of shape (series, periods)
    """
    moved = fluctuations(random, 1, panel, null.rho, null.common)[0]
    if panel.unit == "count":
        mean = _moving_mean(null, moved)
        calm = random.poisson(mean).astype(float)
        return calm, np.where(change == 1, calm, random.poisson(mean * change).astype(float))
    calm = null.expected + np.sqrt(null.moving)[:, None] * moved
    return calm, calm + change


def _moving_mean(null: Null, moved: Floats) -> Floats:
    spread = np.log1p(null.moving)[:, None]
    return np.asarray(null.expected * np.exp(np.sqrt(spread) * moved - spread / 2))


def standardised(values: Floats, null: Null, panel: Panel) -> Floats:
    """Return (recorded minus expected) over the standard deviation; 0, no evidence, where nothing is recorded."""
    apart = (values - null.expected) / np.sqrt(null.variance)
    return np.where(panel.known > 0, apart, 0.0)


def _counts(filled: Floats, known: Floats, panel: Panel) -> Null:
    level = filled.sum(axis=-1) / known.sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        together = _by_label(filled, panel) / _by_label(level[..., None] * known, panel)
    season = seasons(np.nan_to_num(together, nan=1.0), panel, 1.0)
    season_of = panel.members @ np.maximum(season, 0.05)
    level = np.maximum(filled.sum(axis=-1) / (known * season_of[..., : panel.reference]).sum(axis=-1), 1e-6)
    expected = level[..., None] * season_of
    mean = expected[..., : panel.reference] * known
    apart = (filled - mean) * known

    sums, squares = _total(mean, panel), _total(mean**2, panel)
    around = _total(apart**2, panel) / squares
    neighbours = _total(apart[..., 1:] * apart[..., :-1], panel) / _total(mean[..., 1:] * mean[..., :-1], panel)
    rho = np.zeros_like(sums)
    moving = np.zeros_like(sums)
    for _ in range(_ROUNDS):
        # The level is estimated too: what it takes from variance and covariance is the variance of the mean.
        lost = sums / squares / panel.reference + moving * of_the_mean(rho, panel.reference)
        moving = np.maximum(around + lost - sums / squares, 0.0)
        rho = np.clip((neighbours + lost) / np.maximum(moving, 1e-9), 0.0, HIGHEST) * (moving > 1e-6)
    base = mean + spread_out(moving, panel)[..., None] * mean**2
    free = panel.reference / (panel.reference - 1)
    own = shrunk(free * (apart**2).sum(axis=-1) / base.sum(axis=-1), panel)
    typical = mean.sum(axis=-1) / known.sum(axis=-1)
    of_series = np.maximum((own * (typical + spread_out(moving, panel) * typical**2) - typical) / typical**2, 0.0)

    all_series = _by_label(mean, panel)
    wobble = ((_by_label(filled, panel) / np.maximum(all_series, 1e-9) - 1) ** 2).mean(axis=-1) * free
    total = np.maximum(all_series.mean(axis=-1), 1e-9)
    one = squares / panel.reference / total**2
    apart_only = 1 / total + moving * one
    common = (wobble - apart_only) / np.maximum((1 - one) * moving, 1e-9)
    common = np.where((moving > 1e-6) & (one < 0.9), np.clip(common, 0.0, 0.95), 0.0)
    return Null(expected, expected + of_series[..., None] * expected**2, of_series, rho, common)


def _measures(filled: Floats, known: Floats, panel: Panel) -> Null:
    count = known.sum(axis=-1)
    level = filled.sum(axis=-1) / count
    series = pooled(np.ones(len(panel.areas)), panel)
    together = _by_label((filled - level[..., None]) * known, panel) / series[:, None]
    season = panel.members @ seasons(together, panel, 0.0)
    expected = level[..., None] + season
    apart = (filled - expected[..., : panel.reference]) * known

    lag = panel.window
    around = (apart**2).sum(axis=-1) / count
    later = (apart[..., lag:] * apart[..., :-lag]).sum(axis=-1) / (known[..., lag:] * known[..., :-lag]).sum(axis=-1)
    base, likeness = pooled(around, panel) / series, pooled(later, panel) / series
    rho = np.zeros_like(base)
    variance = base.copy()
    for _ in range(_ROUNDS):
        lost = variance * _mean_of_windows(rho, panel)
        variance = base + lost
        ratio = np.clip((likeness + lost) / np.maximum(variance, 1e-12), 0.0, 1.0)
        rho = np.interp(ratio, _windowed(_GRID, panel.window)[:, lag], _GRID)
    own = shrunk(around / spread_out(np.maximum(base, 1e-12), panel), panel)
    of_series = np.maximum(own * spread_out(variance, panel), 1e-12)
    wobble = (_by_label(apart, panel) / series[:, None]).var(axis=-1)
    beyond = (wobble / np.maximum(base, 1e-12) - 1 / series) / (1 - 1 / np.maximum(series, 2))
    common = np.where(series > 1, np.clip(beyond, 0.0, 0.95), 0.0)
    shape = np.ones_like(expected)
    return Null(expected, of_series[..., None] * shape, of_series, rho, common)


def _windowed(rho: Floats, window: int, lags: int | None = None) -> Floats:
    """Return the autocorrelations, by lag, of an AR(1) that is averaged over `window` periods."""
    reach = (lags or window) + 1
    inside = np.arange(-(window - 1), window)
    weight = (window - np.abs(inside)) / window**2
    powers = np.abs(np.arange(reach)[:, None] + inside)
    # The correlation at lag 0 is 1 also for a rho of 0 (0 ** 0).
    covariance = (np.power(rho[..., None, None], powers) * weight).sum(axis=-1)
    return np.asarray(covariance / covariance[..., :1])


def _mean_of_windows(rho: Floats, panel: Panel) -> Floats:
    length = panel.reference
    by_lag = _windowed(rho, panel.window, length - 1)
    lags = np.arange(1, length)
    return np.asarray((length + 2 * ((length - lags) * by_lag[..., 1:]).sum(axis=-1)) / length**2)


def _by_label(values: Floats, panel: Panel) -> Floats:
    """Return sums over the series of each label, period by period."""
    return np.asarray(panel.members.T @ values)


def _total(values: Floats, panel: Panel) -> Floats:
    return pooled(values.sum(axis=-1), panel)
