"""Models made to be less unequal, beside the one that was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peel_ml.results.estimate import Estimate

Kind = Literal["chosen", "reweighing", "reduction", "feature_repair", "constrained_choice"]


@dataclass(frozen=True)
class Alternative:
    """One model: its performance and the gap of the group that is worst off, both on the validation folds.

    `performance_change` and `gap_change` are paired differences to the chosen model.
    """

    name: str
    kind: Kind
    setting: str
    performance: Estimate
    gap: Estimate
    worst_group: str
    performance_change: Estimate
    gap_change: Estimate
    on_front: bool
    """Whether no other model is at least as good in both and better in one (Pareto)."""
    less_unequal: bool
    """Whether its gap is smaller while its performance is not shown to be worse than the chosen model's."""


@dataclass(frozen=True)
class Mitigation:
    """What was tried, and the less unequal alternatives that cost nothing that can be shown."""

    metric: str
    performance_metric: str
    alternatives: tuple[Alternative, ...]
    refused: tuple[str, ...]
    """What was asked for and refused, each with its reason."""
    statement: str
