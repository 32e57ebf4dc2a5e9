"""Which areas each method picks before each judged period, and how much of what came fell in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel_ml.forecasting.hotspots.counts import Counts
from peel_ml.results.estimate import Estimate

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
DRAWS = 1000
FEWEST_DRAWN = 30
"""Areas below which the resampled interval is not told."""


def top(values: Floats, picked: int) -> Bools:
    """Return which areas are picked: the highest first, and of equal ones that which comes first.

    Examples
    --------
    >>> top(np.array([1.0, 3.0, 3.0, 2.0]), 2).tolist()
    [False, True, True, False]
    """
    chosen = np.zeros(len(values), dtype=bool)
    chosen[np.argsort(-values, kind="stable")[:picked]] = True
    return chosen


@dataclass(frozen=True)
class Picks:
    """One method's expectation and picks.

    Parameters
    ----------
    expected : ndarray of shape (areas, judged)
    chosen : ndarray of bool, shape (areas, judged)
    """

    expected: Floats
    chosen: Bools


def picks(expected: Floats, picked: int) -> Picks:
    """Pick before each judged period."""
    return Picks(expected, np.stack([top(one, picked) for one in expected.T], axis=1))


def hindsight(counts: Counts, picked: int) -> tuple[Picks, Picks]:
    """Return what somebody would pick who knew the sum of all judged periods, and who knew each of them."""
    came = counts.target[:, counts.judged]
    whole = np.repeat(came.mean(1)[:, None], came.shape[1], axis=1)
    return picks(whole, picked), picks(came, picked)


class Resampled:
    """Areas drawn anew with replacement, the same draws for every figure.

    What a group of areas holds rests on which areas there happen to be; picks and periods stay as they were.
    """

    def __init__(self, areas: int, seed: int, draws: int = DRAWS) -> None:
        rng = np.random.default_rng(seed)
        self._enough = areas >= FEWEST_DRAWN
        self._weights = rng.multinomial(areas, np.full(areas, 1 / areas), size=draws).astype(np.float32)

    def share(self, part: Floats, whole: Floats) -> Estimate:
        """Return a ratio of sums over areas with its 95% interval."""
        total = float(whole.sum())
        if total <= 0:
            return Estimate(None, reason="nothing was recorded in the judged periods")
        value = float(part.sum()) / total
        if not self._enough:
            return Estimate(value, reason=f"fewer than {FEWEST_DRAWN} areas")
        below = self._weights @ whole.astype(np.float32)
        low, high = np.quantile((self._weights @ part.astype(np.float32)) / np.maximum(below, 1e-9), [0.025, 0.975])
        return Estimate(value, float(low), float(high))


def held(counts: Counts, one: Picks) -> Floats:
    """Return for each area what came while it was picked."""
    value: Floats = (counts.target[:, counts.judged] * one.chosen).sum(1)
    return value


def came(counts: Counts) -> Floats:
    """Return for each area what came in the judged periods."""
    value: Floats = counts.target[:, counts.judged].sum(1)
    return value


def measures(counts: Counts, one: Picks, drawn: Resampled) -> dict[str, Estimate]:
    """Return recall, PAI and the error over all areas.

    Notes
    -----
    The predictive accuracy index (Chainey, Tompson and Uhlig 2008) divides the share of events by the share of the
    area picked; small areas are made to hold about as many residents each, so that their number stands for it here.
    """
    whole = came(counts)
    recall = drawn.share(held(counts, one), whole)
    part = one.chosen.sum() / one.chosen.size
    off = np.abs(counts.target[:, counts.judged] - one.expected).sum(1)
    return {"recall_at_k": recall, "pai": _scaled(recall, 1 / part), "wape": drawn.share(off, whole)}


def _scaled(one: Estimate, by: float) -> Estimate:
    ends = [None if value is None else value * by for value in (one.value, one.low, one.high)]
    return Estimate(ends[0], ends[1], ends[2], one.reason)


def overlap(one: Bools, other: Bools) -> float:
    """Return the share of the first one's picks that the other has too."""
    return float((one & other).sum() / max(1, one.sum()))


def ceiling_by_chance(expected: Floats, picked: int, seed: int, draws: int = 20) -> float:
    """Return what knowing each period in advance would add if counts were only chance about what was expected.

    Parameters
    ----------
    expected : ndarray of shape (areas, judged)
        Of the best simple method.
    """
    rng = np.random.default_rng(seed)
    gains = []
    for _ in range(draws):
        for one in expected.T:
            made = rng.poisson(one).astype(np.float64)
            best = made[top(made, picked)].sum() - made[top(one, picked)].sum()
            gains.append(best / max(made.sum(), 1.0))
    return float(np.mean(gains))


SHARES = (0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0)


def curve(counts: Counts, expected: Mapping[str, Floats]) -> list[tuple[float, dict[str, float]]]:
    """Return the share held by the areas picked, for several shares of areas."""
    judged = counts.target[:, counts.judged]
    whole = max(float(judged.sum()), 1e-12)
    made = []
    for share in SHARES:
        picked = max(1, round(share * len(judged)))
        chosen = {name: picks(values, picked).chosen for name, values in expected.items()}
        made.append((share, {name: float((judged * one).sum()) / whole for name, one in chosen.items()}))
    return made
