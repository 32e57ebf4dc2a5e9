"""Could a forecast feed on itself? Patrols go where it points, find more there, and it learns from what they found.

A simulation in which what would be recorded if officers looked everywhere alike is known, so that the drift away from
it can be read off. Nothing about a runaway is built in: where patrols find nothing more, nothing drifts.

Sources: Lum and Isaac (2016), To predict and serve?; Ensign et al. (2018), Runaway feedback loops in predictive
policing, whose urn is the case of patrols in proportion to a forecast and offences that nobody but they record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peel_ml.fairness.areas.groups import AreaGroups
from peel_ml.results.studies.feedback import Feedback, FeedbackGroup, FeedbackPath, Learns

Floats = NDArray[np.float64]

DISCOVERIES = (0.0, 0.5, 1.0, 3.0)
CENTRAL = 1.0
"""Twice as much is found where officers are sent to look."""
FOUND_SHARE = 0.1
"""Drug, weapon and like offences are 6% of what was recorded in London in the year to February 2025."""
REPORTING = 0.05
FOLLOWS = 0.3
"""Weight of the latest round in the forecast that follows it (simple exponential smoothing): it stands for a fitted
model, which would have to be fitted anew in each of thousands of rounds."""
HISTORY = 6
"""Rounds recorded evenly before the first patrol."""


@dataclass(frozen=True)
class World:
    """Areas, and what would be recorded in them a round if officers looked everywhere alike.

    Parameters
    ----------
    names : sequence of str
    reported, found : ndarray of shape (areas,)
        Expected offences that people report, and that only looking finds.
    residents : ndarray of shape (areas,)
        Patrols are counted against them where they go everywhere.
    top_share : float or None
        Share of areas that patrols go to; None sends them everywhere in proportion to the forecast.
    """

    names: Sequence[str]
    reported: Floats
    found: Floats
    residents: Floats
    top_share: float | None = None

    @property
    def even(self) -> Floats:
        """What would be recorded in each area under even recording."""
        return self.reported + self.found

    def patrols(self, forecast: Floats) -> Floats:
        """Return the share of patrols in each area; the last axis of `forecast` are the areas."""
        if self.top_share is None:
            return _shares(forecast)
        picked = max(1, round(self.top_share * len(self.names)))
        order = np.argpartition(-forecast, picked - 1, axis=-1)[..., :picked]
        sent: Floats = np.zeros_like(forecast)
        np.put_along_axis(sent, order, 1.0 / picked, -1)
        return sent

    def looked(self, patrols: Floats) -> Floats:
        """Return how much officers look in each area: 0 or 1 where they go to the top, else against residents."""
        if self.top_share is not None:
            return (patrols > 0).astype(np.float64)
        looked: Floats = patrols / (self.residents / self.residents.sum())
        return looked


@dataclass(frozen=True)
class Path:
    """One simulated world; arrays have the shape (rounds + 1, areas) and are means over the draws."""

    patrols: Floats
    recorded: Floats
    """Share of what is expected to be recorded."""
    drift: Floats
    misplaced: Floats
    stuck: Floats
    """See `FeedbackPath` for these three, of shape (rounds + 1,)."""


def spread_by_residents(counts: Floats, residents: Floats, share: float = FOUND_SHARE) -> Floats:
    """Return offences that only looking finds: this share of all, as common for each resident everywhere.

    That is the premise of Lum and Isaac (2016), from surveys of drug use.

    Examples
    --------
    >>> spread_by_residents(np.array([80.0, 10.0]), np.array([1.0, 1.0])).tolist()
    [5.0, 5.0]
    """
    spread: Floats = counts.sum() * share / (1 - share) * residents / residents.sum()
    return spread


def _shares(values: Floats) -> Floats:
    """Return shares of the whole; even ones where there is nothing to share."""
    total = values.sum(-1, keepdims=True)
    shares: Floats = np.where(total > 0, values, 1.0) / np.where(total > 0, total, values.shape[-1])
    return shares


def _apart(one: Floats, other: Floats) -> float:
    """Return the share that lies elsewhere (total variation distance), a mean over draws."""
    return float(np.abs(one - other).sum(-1).mean() / 2)


def simulated(
    world: World,
    *,
    method: Literal["forecast", "mean"],
    discovery: float,
    learns: Learns = "all",
    reporting: float = REPORTING,
    rounds: int = 12,
    draws: int = 8,
    seed: int = 0,
) -> Path:
    """Send patrols, record, learn, and again.

    Parameters
    ----------
    world : World
    method : {"forecast", "mean"}
    discovery : float
        Extra share of what only looking finds, where officers look as much as 1.
    learns : {"all", "reported", "weighted"}
    reporting : float
        Extra share of what people report, for each 1 of discovery.
    rounds, draws, seed : int

    Examples
    --------
    >>> ones = np.full(50, 20.0)
    >>> world = World([str(n) for n in range(50)], ones, ones / 10, ones, top_share=0.1)
    >>> float(simulated(world, method="mean", discovery=0.0).drift.max())
    0.0
    >>> bool(simulated(world, method="mean", discovery=1.0).drift.max() > 0)
    True
    """
    rng = np.random.default_rng(seed)
    # What the forecast would learn from if all areas were looked at alike; only then is nothing drifting.
    even = world.reported if learns == "reported" else world.even
    state: Floats = rng.poisson(even * HISTORY * np.ones((draws, 1))) / HISTORY
    fair, ideal = _shares(even), world.patrols(even[None])
    first = world.patrols(state) - ideal
    patrols, recorded, drift, misplaced, stuck = [], [], [], [], []
    for at in range(rounds + 1):
        sent = world.patrols(state)
        looked = world.looked(sent)
        more_reported, more_found = 1 + reporting * discovery * looked, 1 + discovery * looked
        reported, found = world.reported * more_reported, world.found * more_found
        seen = {"all": reported + found, "reported": reported, "weighted": world.even + 0 * sent}[learns]
        patrols.append(sent.mean(0))
        recorded.append(_shares(reported + found).mean(0))
        drift.append(_apart(_shares(seen), fair))
        misplaced.append(_apart(sent, ideal))
        stuck.append(float((first * (sent - ideal)).sum() / max(float((first**2).sum()), 1e-12)))
        new = rng.poisson(reported).astype(np.float64)
        more = rng.poisson(found)
        if learns == "weighted":
            new = new / more_reported + more / more_found
        elif learns == "all":
            new += more
        weight = FOLLOWS if method == "forecast" else 1 / (HISTORY + at + 1)
        state = state + weight * (new - state)
    return Path(*(np.array(one) for one in (patrols, recorded, drift, misplaced, stuck)))


def feedback(
    world: World, groups: Sequence[AreaGroups], *, rounds: int = 12, draws: int = 4, seed: int = 0
) -> Feedback:
    """Return the drift over a range of assumptions, and by who lives in the areas.

    Parameters
    ----------
    world : World
    groups : sequence of AreaGroups
    rounds, draws, seed : int
    """
    paths = []
    asked: list[tuple[Literal["forecast", "mean"], float, Learns]] = [
        *(("forecast", value, "all") for value in DISCOVERIES),
        *(("mean", value, "all") for value in DISCOVERIES),
        ("forecast", DISCOVERIES[-1], "reported"),
        ("forecast", DISCOVERIES[-1], "weighted"),
    ]
    central: Path | None = None
    for method, discovery, learns in asked:
        one = simulated(world, method=method, discovery=discovery, learns=learns, rounds=rounds, draws=draws, seed=seed)
        if (method, discovery, learns) == ("forecast", CENTRAL, "all"):
            central = one
        told = (_rounded(each) for each in (one.drift, one.misplaced, one.stuck))
        paths.append(FeedbackPath(method, discovery, learns, *told))
    assert central is not None
    return Feedback(
        areas=len(world.names),
        rounds=rounds,
        draws=draws,
        top_share=world.top_share,
        found_share=float(world.found.sum() / world.even.sum()),
        reporting=REPORTING,
        central=CENTRAL,
        paths=tuple(paths),
        groups=_groups(world, groups, central),
    )


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), 5) for value in values)


def _groups(world: World, groups: Sequence[AreaGroups], path: Path) -> tuple[FeedbackGroup, ...]:
    fair = world.even / world.even.sum()
    made = []
    for measure in groups:
        place = np.array([measure.group.get(name, -1) for name in world.names])
        for number, label in enumerate(measure.labels):
            here = place == number
            if here.any():
                shares = (fair, path.patrols[0], path.patrols[-1], path.recorded[-1])
                made.append(FeedbackGroup(measure.measure, label, *(float(one[here].sum()) for one in shares)))
    return tuple(made)
