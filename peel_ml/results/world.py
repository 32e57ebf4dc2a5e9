"""Disparity in what was recorded, apart from any model. Findings about practice, never gates."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.results.estimate import Estimate


@dataclass(frozen=True)
class RateRow:
    """Records of a group per 1,000 residents a year; `ratio` is to the reference group."""

    characteristic: str
    group: str
    records: int | None
    residents: int
    rate: Estimate
    ratio: Estimate
    """Relative rate index, all areas together."""
    ratio_within_areas: Estimate
    """Relative rate index pooled over areas (Mantel and Haenszel 1959): like compared with like places."""
    bound_low: float | None = None
    """Smallest `ratio` any allocation of the records without a recorded group could give."""
    bound_high: float | None = None


@dataclass(frozen=True)
class AreaRatio:
    """The relative rate index of one group in one area."""

    characteristic: str
    group: str
    area: str
    records: int | None
    residents: int
    ratio: Estimate


@dataclass(frozen=True)
class OutcomeGap:
    """Share of records with the outcome: a group minus everyone else, within one level of a slice."""

    characteristic: str
    group: str
    dimension: str
    level: str
    n: int | None
    """Records of the group in this level; null where too few."""
    share: float | None
    gap: Estimate
    shown: bool | None
    """After Holm's correction over the dimension and characteristic."""


@dataclass(frozen=True)
class World:
    """What was recorded, by group, place and kind."""

    rates: tuple[RateRow, ...]
    areas: tuple[AreaRatio, ...]
    gaps: tuple[OutcomeGap, ...]
    denominators: str
    """Source, year and credit of the resident counts."""
    period: str
    cautions: tuple[str, ...]
    statement: str
