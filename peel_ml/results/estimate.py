"""A figure and how sure we are of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95% interval.

    An interval that cannot be computed is ``None`` at both ends and says why in `reason`; so does a value.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str | None = None
    """Why a figure or its interval is missing; ``None`` when nothing is missing."""


@dataclass(frozen=True)
class PairedDifference:
    """How much better (positive) or worse the model is than a baseline on the same rows, resampled together.

    Differences are oriented so that positive means better, also for metrics where lower is better.
    """

    metric: str
    baseline: str
    value: float | None
    low: float | None
    high: float | None
    reason: str | None = None
    """Why the difference or its interval is missing; ``None`` when nothing is missing."""
