"""How well the model does, on which rows, and against what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peel_ml.results.estimate import Estimate, PairedDifference

EvaluatedOn = Literal["validation", "held_out"]


@dataclass(frozen=True)
class CalibrationBin:
    """One bin of the calibration chart: `n` rows, mean expected share, observed share with its interval."""

    n: int
    expected: float
    observed: Estimate


@dataclass(frozen=True)
class Calibration:
    """Whether the percentages can be trusted.

    `slope` is 1 and `intercept` 0 for a calibrated model (Cox 1958); `ece` is the expected calibration
    error over equal-sized bins, in shares of 1.
    """

    slope: Estimate
    intercept: Estimate
    ece: Estimate
    bins: tuple[CalibrationBin, ...]


@dataclass(frozen=True)
class SliceScore:
    """The primary metric on one slice, for example one month or one borough."""

    dimension: str
    level: str
    n: int | None
    """Null where too few; so are the positives."""
    positives: int | None
    score: Estimate


@dataclass(frozen=True)
class ObservedExpected:
    """Observed against expected share of positives on one slice.

    `difference` = observed - expected, in shares of 1; `shown` tells whether its interval excludes zero
    after Holm's correction over the dimension.
    """

    dimension: str
    level: str
    n: int | None
    """Null where too few."""
    observed: float | None
    expected: float | None
    difference: Estimate
    shown: bool | None


@dataclass(frozen=True)
class ThresholdPoint:
    """What one threshold would give on the evaluated rows, in shares of 1."""

    threshold: float
    flagged_share: float
    precision: float | None
    """Null where too few are flagged."""
    recall: float | None


@dataclass(frozen=True)
class OperatingPoint:
    """Where a score becomes a decision: chosen on training rows, reported on the evaluated ones."""

    rule: Literal["threshold", "capacity", "cost"]
    threshold: float
    flagged_share: Estimate
    precision: Estimate
    recall: Estimate
    capture_at_capacity: tuple[tuple[float, Estimate], ...]
    """(share of cases looked at, share of positives among them found)."""
    net_benefit: tuple[tuple[float, float, float], ...]
    """(threshold, net benefit of the model, net benefit of flagging everybody), Vickers and Elkin 2006."""
    rationale: str
    today_at_capacity: tuple[tuple[float, Estimate], ...] = ()
    """The same as `capture_at_capacity` by today's method; empty where there is none that ranks."""
    thresholds: tuple[ThresholdPoint, ...] = ()


@dataclass(frozen=True)
class Scores:
    """Every figure of performance, on the rows named by `evaluated_on`."""

    evaluated_on: EvaluatedOn
    primary: str
    rows: int
    positives: int
    metrics: dict[str, Estimate]
    baselines: dict[str, dict[str, Estimate]]
    lift: PairedDifference
    comparisons: tuple[PairedDifference, ...]
    """The paired difference on the primary metric to every candidate, the tuned model minus each."""
    calibration: Calibration
    by_period: tuple[SliceScore, ...]
    by_area: tuple[SliceScore, ...]
    observed_expected: tuple[ObservedExpected, ...]
    operating_point: OperatingPoint | None
    resampling_rule: str = ""
    """What the 95% ranges were resampled from where that was not all rows; empty where it was."""
    fitted_rule: str = ""
    """Which candidates were fitted on fewer than the development rows; empty where none was."""
