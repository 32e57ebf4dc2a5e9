"""The whole procedure repeated on made-up panels, where it is known what is calm and what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from peel_ml.changes.effort import Effort
from peel_ml.changes.limits import AIM, highest
from peel_ml.changes.methods import Method, alarms
from peel_ml.changes.null import Null, fitted, simulated, with_change
from peel_ml.changes.panel import Floats, Ints, Panel
from peel_ml.results.estimate import Estimate

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Trial:
    """What one method did on made-up panels; arrays of shape (panels, series).

    Parameters
    ----------
    level : float
        The level its limits were set at.
    false_alarm : ndarray of bool
        Whether the calm series raised an alarm.
    found : ndarray of bool
        Whether the planted change was found: an alarm in its direction, after it began, and none before.
    delay : ndarray of int
        Periods from its beginning to the alarm, the first counted as 1; 0 where it was not found.
    calm_as_used, found_as_used : ndarray of bool or None
        The same with the limit that a rule of thumb is commonly used with.
    """

    level: float
    false_alarm: Flags
    found: Flags
    delay: Ints
    calm_as_used: Flags | None = None
    found_as_used: Flags | None = None


def trials(
    null: Null, panel: Panel, methods: Mapping[str, Method], rate: float, change: float, effort: Effort, seed: int
) -> dict[str, Trial]:
    """Repeat the procedure: set the level of the limits on some panels, and measure on others.

    Parameters
    ----------
    null : Null
        The calm panel that is made up from.
    panel : Panel
    methods : mapping of str to Method
    rate : float
        Of calm series, the share that may raise an alarm.
    change : float
        What is planted, half of them rises and half falls: of counts as a share of the level (a fall undoes such a
        rise), else in the unit of the measure.
    effort : Effort
    seed : int
        Panels to set the level on, and panels to measure on, are drawn from two streams of it.

    Notes
    -----
    Limits from a fitted model are passed a little more often than their level says, because the fit is not the
    truth. The level is therefore itself set by bootstrap (prepivoting; Beran 1988).
    """
    setting, measuring = (np.random.default_rng([seed, place]) for place in (1, 2))
    levels = set_levels(null, panel, methods, rate, effort, setting)
    made: dict[str, list[tuple[Flags, Flags, Ints, Flags | None, Flags | None]]] = {name: [] for name in methods}
    for _ in range(effort.measuring):
        planted, begins, ways = planted_change(panel, change, measuring)
        calm, changed = with_change(null, panel, planted, measuring)
        again = fitted(calm, panel)
        high = highest(again, panel, methods, effort.sets, measuring)
        for name, method in methods.items():
            limits = high[name].limits(levels[name])
            quiet = (alarms(method, calm, limits, again, panel) != 0).any(axis=-1)
            found, later = found_changes(alarms(method, changed, limits, again, panel), begins, ways)
            used: tuple[Flags | None, Flags | None] = (None, None)
            if method.as_used is not None:
                limits = np.full_like(limits, method.as_used)
                used = (
                    (alarms(method, calm, limits, again, panel) != 0).any(axis=-1),
                    found_changes(alarms(method, changed, limits, again, panel), begins, ways)[0],
                )
            made[name].append((quiet, found, later, *used))
    return {name: Trial(levels[name], *_stacked(parts)) for name, parts in made.items()}


def set_levels(
    null: Null, panel: Panel, methods: Mapping[str, Method], rate: float, effort: Effort, random: np.random.Generator
) -> dict[str, float]:
    """Return for each method the level at which limits keep to the rate aimed at, found on made-up panels."""
    p_values: dict[str, list[Floats]] = {name: [] for name in methods}
    for _ in range(effort.tuning):
        calm = simulated(null, panel, 1, random)[0]
        again = fitted(calm, panel)
        high = highest(again, panel, methods, effort.sets, random)
        for name, method in methods.items():
            reached = method.statistic(calm, again, panel).max(axis=-1)
            p_values[name].append(high[name].p_values(reached))
    return {name: _level(np.concatenate(found), rate) for name, found in p_values.items()}


def over_panels(values: Floats, confidence: float = 0.95) -> Estimate:
    """Return the mean over panels with its interval: panels are independent, series of one panel are not.

    Examples
    --------
    >>> over_panels(np.array([0.0, 0.1, 0.05, 0.05])).value
    0.05
    """
    values = values[np.isfinite(values)]
    if not len(values):
        return Estimate(None, reason="none was found")
    mean = float(values.mean())
    if len(values) < 2:
        return Estimate(mean, reason="one panel only")
    half = float(student.ppf((1 + confidence) / 2, len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5)
    return Estimate(mean, mean - half, mean + half)


def share(flags: Flags) -> Estimate:
    """Return a share over panels, its interval kept between 0 and 1.

    Notes
    -----
    Where no series of any panel has it, the upper end is the exact one of so many independent series.
    """
    found = over_panels(flags.mean(axis=1))
    if found.value in (0.0, 1.0):
        bound = 1 - 0.025 ** (1 / flags.size)
        low, high = (0.0, bound) if found.value == 0.0 else (1 - bound, 1.0)
        return Estimate(found.value, low, high)
    if found.low is None or found.high is None:
        return found
    return Estimate(found.value, max(found.low, 0.0), min(found.high, 1.0))


def delay(trial: Trial, of: Flags | slice = slice(None)) -> Estimate:
    """Return the mean delay of the changes that were found."""
    found, later = trial.found[:, of], trial.delay[:, of]
    count = found.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return over_panels(later.sum(axis=1) / count)


def _level(p_values: Floats, rate: float) -> float:
    """Return the highest level at which no more than the rate aimed at of calm series raise an alarm."""
    ordered = np.sort(p_values)
    allowed = int(rate * AIM * len(ordered))
    below = ordered[ordered < ordered[min(allowed, len(ordered) - 1)]]
    return float(below[-1]) if len(below) else 0.0


def planted_change(panel: Panel, change: float, random: np.random.Generator) -> tuple[Floats, Ints, Ints]:
    """Return the change to plant, the judged period it begins in (of the first half) and its direction."""
    series = len(panel.areas)
    begins = random.integers(0, (panel.judged + 1) // 2, series)
    ways = random.choice(np.array([-1, 1]), series)
    since = np.arange(len(panel.periods)) - panel.reference - begins[:, None] + 1
    # What is measured over a window takes a change in little by little.
    full = np.clip(since / panel.window, 0, 1)
    if panel.unit == "count":
        return (1 + change) ** (ways[:, None] * (full > 0)), begins, ways
    return change * ways[:, None] * full, begins, ways


def found_changes(signs: NDArray[np.int8], begins: Ints, ways: Ints) -> tuple[Flags, Ints]:
    """Return which planted changes were found, and in which of their periods: see `Trial`."""
    places = np.arange(signs.shape[-1])
    early = ((signs != 0) & (places < begins[:, None])).any(axis=-1)
    right = (signs == ways[:, None]) & (places >= begins[:, None])
    found = right.any(axis=-1) & ~early
    return found, np.where(found, right.argmax(axis=-1) - begins + 1, 0)


def _stacked(
    parts: list[tuple[Flags, Flags, Ints, Flags | None, Flags | None]],
) -> tuple[Flags, Flags, Ints, Flags | None, Flags | None]:
    quiet, found, later, calm_used, found_used = zip(*parts, strict=True)
    return (
        np.stack(quiet),
        np.stack(found),
        np.stack(later),
        None if calm_used[0] is None else np.stack([one for one in calm_used if one is not None]),
        None if found_used[0] is None else np.stack([one for one in found_used if one is not None]),
    )
