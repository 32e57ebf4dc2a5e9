"""What picking the top areas found: whether a model would pick better than a simple mean, and who lives there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peel_ml.results.estimate import Estimate


@dataclass(frozen=True)
class CurvePointAt:
    """How much of what came fell in the areas picked, where a share of all areas is picked."""

    picked: float
    by_method: dict[str, float]
    """By the name of the method; ``hindsight`` for the areas that had most, known afterwards."""


@dataclass(frozen=True)
class Burden:
    """One group of areas by who lives there, and how much of it is picked."""

    measure: str
    group: str
    areas: int
    residents: float
    """Share of all residents who live in this group of areas."""
    recorded: float
    """Share of all that was recorded in the judged periods."""
    picked: dict[str, float]
    """By method the share of this group's residents who live in an area picked, a mean over the judged periods."""


@dataclass(frozen=True)
class Exposure:
    """Of all residents a declared share is about, how many live in an area picked: a count, no estimate of anybody."""

    measure: str
    picked: dict[str, float]
    """By method."""


@dataclass(frozen=True)
class Hotspots:
    """The top areas, picked before each judged period from what was known."""

    share: float
    """Declared: share of areas that are picked."""
    areas: int
    picked: int
    least_gain: float
    """Declared: the least that a model would have to add to be worth building, as a share of what is recorded."""
    answer: Literal["do_not_build", "worth_building", "cannot_tell"]
    best_simple: str
    """The simple method that picks best."""
    gain: Estimate
    """What the model adds over it."""
    hindsight: Estimate
    """What the areas that turned out to have most over all judged periods hold."""
    ceiling: Estimate
    """What could be added over the best simple method at most, by knowing every judged period in advance."""
    ceiling_by_chance: float
    """What that would come to if nothing ever changed and only chance moved counts about their past means."""
    shared: float
    """Of the areas the model picks, the share that the simple method picks too."""
    stay: float
    """Of the areas the simple method picks, the share it picks again in the next period; 1 with a single period."""
    curve: tuple[CurvePointAt, ...]
    burden: tuple[Burden, ...]
    exposure: tuple[Exposure, ...]
    all_residents: dict[str, float]
    """By method the share of all residents who live in an area picked."""
