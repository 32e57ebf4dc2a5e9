"""What a simulation says of forecasts that learn from what they caused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Learns = Literal["all", "reported", "weighted"]
"""What the next forecast is made from: everything recorded, what people reported, or everything with what patrols
found counted down by the (known) rate at which they find it."""


@dataclass(frozen=True)
class FeedbackPath:
    """One simulated world, round by round."""

    method: Literal["forecast", "mean"]
    """A forecast that follows the latest rounds, or the plain mean of all rounds."""
    discovery: float
    """How much more of what only looking finds is recorded where patrols go, as a multiple: 1 is twice as much."""
    learns: Learns
    drift: tuple[float, ...]
    """For each round: of what the next forecast learns from, the share in other areas than under even recording."""
    misplaced: tuple[float, ...]
    """For each round: the share of patrols elsewhere than even recording, known without error, would send them."""
    stuck: tuple[float, ...]
    """For each round: how much of the first round's misplaced patrols is still as it was; 1 in the first."""


@dataclass(frozen=True)
class FeedbackGroup:
    """One group of areas by who lives there, in the central world."""

    measure: str
    """Name of the declared measure."""
    group: str
    even: float
    """Share of all that would be recorded under even recording."""
    patrols_first: float
    patrols_last: float
    """Share of patrols in the first and in the last round."""
    recorded_last: float
    """Share of all recorded in the last round."""


@dataclass(frozen=True)
class Feedback:
    """Could a forecast feed on itself? A simulation on assumptions that are named, not a finding about the police.

    Notes
    -----
    After Lum and Isaac (2016) and Ensign et al. (2018).
    """

    areas: int
    rounds: int
    """Rounds after the first; one round is one period of the data."""
    draws: int
    top_share: float | None
    """Share of areas that patrols go to; null where they go everywhere, in proportion to the forecast."""
    found_share: float
    """Assumed: share of what is recorded that only looking finds (possession of drugs, for example), spread over
    areas by residents."""
    reporting: float
    """Assumed: how much more of what people report is recorded for each 1 of discovery."""
    central: float
    """The discovery of the groups below."""
    paths: tuple[FeedbackPath, ...]
    groups: tuple[FeedbackGroup, ...]
    """With the method "forecast" learning from everything."""
