"""What rows like these could show at all: worked out from sizes, never from the outcome."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlannedGroup:
    """One group's comparison with everyone else, if it were truly equal."""

    characteristic: str
    group: str
    n: int | None
    denominator: int | None
    """Expected rows that count for the metric."""
    detectable: float | None
    """Smallest true difference that would be shown in 80 of 100 such data sets, two-sided, after correction."""
    chance_within: float | None
    """How often a truly equal group of this size would come out `within`."""


@dataclass(frozen=True)
class Planning:
    """Chances before anything is computed."""

    metric: str
    rate: float
    """Share of ones assumed for everybody."""
    limit: float
    agreed: bool
    family: int
    groups: tuple[PlannedGroup, ...]
    every_within: dict[str, float]
    """For each characteristic how often all its groups would come out `within` together."""
    statement: str
