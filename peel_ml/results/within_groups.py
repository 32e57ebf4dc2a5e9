"""What lies behind one figure a group: calibration, thresholds, and comparisons of like with like."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.results.estimate import Estimate


@dataclass(frozen=True)
class CalibrationPoint:
    """One bin of a group: rows (null where its number is withheld), mean expected share, observed share."""

    n: int | None
    expected: float
    observed: float


@dataclass(frozen=True)
class GroupCalibration:
    """Whether a percentage means the same in this group: slope 1 and intercept 0 if it does (Cox 1958)."""

    characteristic: str
    group: str
    n: int | None
    slope: Estimate
    intercept: Estimate
    points: tuple[CalibrationPoint, ...]
    sentence: str


@dataclass(frozen=True)
class CurvePoint:
    """Rates of a group if everybody at or above `threshold` were flagged; null where the denominator is too small."""

    threshold: float
    selection_rate: float | None
    false_positive_rate: float | None
    false_negative_rate: float | None


@dataclass(frozen=True)
class ErrorCurve:
    """Error rates of one group over thresholds."""

    characteristic: str
    group: str
    points: tuple[CurvePoint, ...]


@dataclass(frozen=True)
class ConditionalRow:
    """A group's difference to everyone else, plain and among rows alike in `controls`.

    The others are weighted to the group's own mix of strata. `left_out` is the share of the group's rows in strata
    that hold too few others to compare with (under the smallest count that is shown); null where there is no
    comparison, and where these rows are too few to report.
    """

    characteristic: str
    group: str
    metric: str
    controls: tuple[str, ...]
    plain: Estimate
    conditional: Estimate
    strata: int
    left_out: float | None
    difference_shown: bool | None
    """Of the conditional difference, after Holm's correction over all of them."""
    sentence: str


@dataclass(frozen=True)
class PooledRow:
    """A small group's difference drawn towards the others as far as its own rows are few: never a verdict."""

    characteristic: str
    group: str
    raw: float
    pooled: float
    low: float
    high: float


@dataclass(frozen=True)
class WithinGroups:
    """Everything below the headline figure of each group."""

    calibration: tuple[GroupCalibration, ...]
    curves: tuple[ErrorCurve, ...]
    conditional: tuple[ConditionalRow, ...]
    pooled: tuple[PooledRow, ...]
    cautions: tuple[str, ...]
    """What comparing like with like can hide, in plain sentences."""
