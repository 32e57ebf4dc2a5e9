"""What the score goes by."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.results.estimate import Estimate


@dataclass(frozen=True)
class EffectBin:
    """Mean contribution (log-odds) of a feature over `n` rows with these values; never one person's."""

    label: str
    n: int
    mean_contribution: float


@dataclass(frozen=True)
class FeatureEffect:
    """One feature: mean absolute contribution in log-odds, its rank and how stable that rank is."""

    feature: str
    plain_name: str
    mean_abs: float
    rank: int
    rank_low: int
    rank_high: int
    """2.5% and 97.5% of the rank over resamples of the explained rows."""
    sentence: str
    bins: tuple[EffectBin, ...] = ()


@dataclass(frozen=True)
class GroupContrast:
    """Mean contribution of a feature in a group minus that in everyone else (log-odds)."""

    characteristic: str
    group: str
    feature: str
    contrast: float
    n: int
    low: float | None = None
    high: float | None = None
    """Its 95% interval, without a correction for the number of features and groups."""
    total: Estimate | None = None
    """The same of all features together: the group's mean score minus everyone else's."""


@dataclass(frozen=True)
class Explanation:
    """SHAP values of the fitted trees (Lundberg et al. 2020), from LightGBM's own contributions."""

    method: str
    sample_rows: int
    sample_rule: str
    additivity_error: float
    """Largest absolute gap between the sum of contributions and the raw score, in log-odds."""
    rank_stability: float | None
    """Mean Spearman correlation of feature ranks between the bagged models; 1 is perfectly stable."""
    features: tuple[FeatureEffect, ...]
    contrasts: tuple[GroupContrast, ...] = ()
    caveat: str = "These are associations in recorded data, not causes."
