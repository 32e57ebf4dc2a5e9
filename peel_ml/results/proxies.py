"""How far the features give a protected characteristic away, and what leaving the strongest out would do."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.results.estimate import Estimate


@dataclass(frozen=True)
class FeatureProxy:
    """How well one feature alone tells the groups apart: cross-validated AUC, .5 is not at all and 1 always."""

    feature: str
    auc: Estimate
    flagged_name: str | None
    """Why the name alone asks for care, for example "a small area"; null where it does not."""


@dataclass(frozen=True)
class ProxyRow:
    """How well one characteristic can be worked out. With several groups the AUC is the mean over pairs."""

    characteristic: str
    groups: tuple[str, ...]
    n: int
    from_features: Estimate
    from_score: Estimate
    features: tuple[FeatureProxy, ...]
    """The strongest first."""
    sentence: str


@dataclass(frozen=True)
class Ablation:
    """The model fitted again without some features: what it costs and what it changes.

    `performance` is without minus with, on the primary metric; `disparity` is the change of the largest
    difference of a group to everyone else, without minus with. Paired, on the same rows.
    """

    without: tuple[str, ...]
    characteristic: str
    group: str
    metric: str
    performance: Estimate
    disparity: Estimate
    sentence: str


@dataclass(frozen=True)
class Proxies:
    """The proxy report."""

    rows: tuple[ProxyRow, ...]
    ablations: tuple[Ablation, ...]
    sample_rule: str
    statement: str
    """Never "is not used" without how far other facts still give it away."""
