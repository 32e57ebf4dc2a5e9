"""What a regression on survey or panel measures holds beyond its scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peel_ml.results.estimate import Estimate
from peel_ml.results.marks import People


@dataclass(frozen=True)
class EffectiveSize:
    """How many independent observations the rows are worth."""

    rows: int
    areas: int
    periods: int
    between_areas: float | None
    """Where areas are compared: rows divided by their design effect."""
    over_time: float | None
    """Independent periods, where a change over time that all areas share is asked about."""
    area_correlation: float | None
    """Share of the differences within a period that an area keeps over time (intraclass correlation)."""
    autocorrelation: float | None
    """Of what is left from one period to the next (lag 1)."""
    windows: float
    """Windows that do not overlap, in the time the rows span."""
    reason: str | None = None
    """Why a figure is missing."""


@dataclass(frozen=True)
class AreaValue:
    """The latest value of one area with its margin of error; areas stand in alphabetical order."""

    area: str
    people: People
    """People or offences the value rests on; of an assumed sample the assumption."""
    value: Estimate


@dataclass(frozen=True)
class RankStability:
    """Whether an order of areas could be told from these values: never the order itself."""

    moved: float | None
    """Share of areas that stand on another place in a new sample of the same size (mean over samples)."""
    places: float | None
    """Places that the middle area's 95% range of places spans."""
    pairs_told: float | None
    """Share of pairs of areas whose order can be told: the 95% range of their difference excludes zero."""
    draws: int
    reason: str | None = None


@dataclass(frozen=True)
class Association:
    """How the measure goes together with another one, known when the measure's window began."""

    column: str
    name: str
    unit: Literal["share", "number"]
    between: Estimate
    """Of areas: difference of the measure for a step up in the other, periods taken away."""
    within: Estimate
    """Of one area over time: the same for its own changes, areas and periods taken away."""
    step: float
    """What a step is: 0.1 of a share, or a standard deviation (the smaller of between areas and within one)."""
    shown: bool
    """Whether the first is shown, after Holm's correction over both of all of them."""
    shown_within: bool = False
    """Whether the second is."""


@dataclass(frozen=True)
class GroupBounds:
    """One group of people with every way of placing those whose group is unknown."""

    group: str
    people: People
    share: Estimate
    """Share of all people: the known alone stand in the middle (if the unknown are like the known), the bounds at
    the ends."""
    rate: Estimate
    """Per 1,000 residents a year, with the same bounds; none without residents."""
    ratio: Estimate
    """Rate against everybody else's, with the same bounds."""


@dataclass(frozen=True)
class CountedPeople:
    """Counts of people by group, with bounds."""

    key: str
    name: str
    label: str | None
    total: int
    unknown: float
    """Share whose group is unknown."""
    first: str
    last: str
    """First and last month that is counted."""
    groups: tuple[GroupBounds, ...]


@dataclass(frozen=True)
class PanelDetail:
    """A measure by area and period, predicted from what was known before."""

    effective_n: float | None
    """Independent observations the rows are worth where areas are compared."""
    size: EffectiveSize | None = None
    embargo_periods: int = 0
    """Periods between the last value that could be used and the one predicted."""
    step_months: int = 1
    unit: Literal["count", "share", "rate", "number"] = "share"
    latest: str = ""
    """What the areas' latest values are of, for example "the 12 months to March 2022"."""
    sample: Literal["published", "assumed", "not_known"] = "not_known"
    sample_basis: str | None = None
    design_effect: float = 1.0
    """How much more than chance figures vary, as a factor of the variance: assumed or measured."""
    areas: tuple[AreaValue, ...] = ()
    ranks: RankStability | None = None
    associations: tuple[Association, ...] = ()
    association_rows: int = 0
    people: tuple[CountedPeople, ...] = ()
    signed_by_period: tuple[tuple[str, float], ...] = ()
    """First month of each period and the mean error in it: where all areas miss in one direction."""
    kind: Literal["regression"] = "regression"
