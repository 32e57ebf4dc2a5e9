"""Pieces of fitting by moments that counts and other measures share."""

from __future__ import annotations

import numpy as np
from scipy.special import polygamma

from peel_ml.changes.panel import Floats, Panel

HIGHEST = 0.95
"""The strongest likeness of neighbouring periods that is believed: beyond it a level cannot be told from a drift."""


def pooled(by_series: Floats, panel: Panel) -> Floats:
    """Return sums over the series of each label: (..., series) to (..., labels)."""
    return by_series @ panel.members


def spread_out(by_label: Floats, panel: Panel) -> Floats:
    """Return each series' figure of its label: (..., labels) to (..., series)."""
    return by_label @ panel.members.T


def seasons(ratio: Floats, panel: Panel, neutral: float) -> Floats:
    """Return the season of each period for each label, drawn towards none by what two years cannot tell.

    Parameters
    ----------
    ratio : ndarray of shape (..., labels, reference)
        All series of a label together against their level.
    panel : Panel
    neutral : float
        The figure that means no season: 1 for ratios, 0 for differences.

    Notes
    -----
    The months of the year are drawn towards `neutral` by the share of their differences that is more than the
    differences between years of one month (empirical Bayes; Efron and Morris 1973).
    """
    periods = len(panel.periods)
    if not panel.seasonal:
        return np.full((*ratio.shape[:-1], periods), neutral)
    calendar = panel.calendar
    same = np.eye(panel.year)[calendar[: panel.reference]]
    size = same.sum(axis=0)
    of_month = ratio @ same / size
    apart = ratio - of_month @ same.T
    noise = (apart**2).sum(axis=-1) / max(panel.reference - panel.year, 1)
    between = of_month.var(axis=-1, ddof=1)
    kept = np.clip(1 - noise / size.mean() / np.maximum(between, 1e-12), 0, 1)
    season = neutral + kept[..., None] * (of_month - of_month.mean(axis=-1, keepdims=True))
    return np.asarray(season[..., calendar])


def shrunk(scale: Floats, panel: Panel) -> Floats:
    """Draw each series' variance, relative to that of its label, towards 1 (Smyth 2004, section 4).

    Parameters
    ----------
    scale : ndarray of shape (..., series)
        Sum of squares over the sum expected of the label's common variance.

    Notes
    -----
    The prior's degrees of freedom come from how far the logarithms of the variances differ beyond chance. The
    trigamma function is inverted by its first two terms.
    """
    free = panel.reference - 1
    few = pooled(np.ones(scale.shape[-1]), panel) < 5
    logs = np.log(np.maximum(scale, 1e-3))
    count = pooled(np.ones_like(scale), panel)
    mean = pooled(logs, panel) / count
    spread = pooled((logs - spread_out(mean, panel)) ** 2, panel) / np.maximum(count - 1, 1)
    beyond = np.maximum(spread - float(polygamma(1, free / 2)), 1e-3)
    prior = (1 + np.sqrt(1 + 2 * beyond)) / beyond
    prior = spread_out(np.where(few, float(free), prior), panel)
    return np.asarray((prior + free * scale) / (prior + free))


def of_the_mean(rho: Floats, length: int) -> Floats:
    """Return the variance of the mean of `length` values of unit variance that follow an AR(1) with `rho`.

    Examples
    --------
    >>> float(of_the_mean(np.array(0.0), 4))
    0.25
    """
    lags = np.arange(1, length)
    return np.asarray((length + 2 * ((length - lags) * rho[..., None] ** lags).sum(axis=-1)) / length**2)


def fluctuations(random: np.random.Generator, sets: int, panel: Panel, rho: Floats, common: Floats) -> Floats:
    """Draw what moves series about their level: normal, unit variance, alike from one period to the next.

    Parameters
    ----------
    random : numpy.random.Generator
    sets : int
        How many panels to draw.
    panel : Panel
    rho, common : ndarray of shape (labels,)
        Correlation with the period before, and the share of the variance that all areas of a label have in common.

    Returns
    -------
    ndarray of shape (sets, series, periods)
        Averaged over the panel's window, and of unit variance after that.
    """
    before = panel.window - 1
    length = len(panel.periods) + before
    own = _autoregressive(random, (sets, len(panel.areas)), spread_out(rho, panel), length)
    shared = _autoregressive(random, (sets, len(rho)), rho, length)
    part = spread_out(common, panel)[:, None]
    joint = np.sqrt(1 - part) * own + np.sqrt(part) * (panel.members @ shared)
    if not before:
        return np.asarray(joint)
    sums = np.cumsum(joint, axis=-1)
    rolled = sums[..., before:].copy()
    rolled[..., 1:] -= sums[..., : -panel.window]
    size = np.sqrt(of_the_mean(spread_out(rho, panel), panel.window)) * panel.window
    return np.asarray(rolled / size[:, None])


def _autoregressive(random: np.random.Generator, shape: tuple[int, int], rho: Floats, length: int) -> Floats:
    made = random.standard_normal((*shape, length))
    left = np.sqrt(1 - rho**2)
    if not rho.any():
        return made
    for place in range(1, length):
        made[..., place] = rho * made[..., place - 1] + left * made[..., place]
    return made
