"""What a use case declares about disparity before any of it is measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from peel_ml.data.declaration import Names
from peel_ml.declaration import Declared

PrimaryMetric = Literal[
    "observed_minus_expected",
    "true_positive_rate",
    "false_negative_rate",
    "false_positive_rate",
    "false_omission_rate",
    "false_discovery_rate",
    "precision",
    "selection_rate",
    "accuracy",
    "signed_error",
    "absolute_error",
    "interval_coverage",
    "under_prediction_rate",
    "recall_at_k",
    "false_alarm_rate",
    "detection_rate",
    "effect",
]
"""What can be judged; from ``signed_error`` on, between groups of areas. Of a ranking the decision is "among the first
k": ``true_positive_rate`` is then recall at k, ``precision`` precision at k, and ``selection_rate`` exposure."""


AREA_METRICS: Mapping[PrimaryMetric, tuple[str, ...]] = {
    "signed_error": ("count_forecast", "regression"),
    "absolute_error": ("count_forecast", "regression"),
    "interval_coverage": ("count_forecast", "regression"),
    "under_prediction_rate": ("count_forecast", "regression"),
    "recall_at_k": ("count_forecast",),
    "false_alarm_rate": ("change_detection",),
    "detection_rate": ("change_detection",),
    "effect": ("causal",),
}
"""Metrics that compare groups of areas, and the kinds of task each belongs to."""


class DeclaredTolerance(Declared):
    """The limit beyond which a difference needs action: agreed by people, with its reason."""

    scale: Literal["difference", "ratio"]
    limit: float = Field(gt=0)
    reason: str
    harm_figure: str
    """What the limit means in people, for example "5 more in every 100 searches without result"."""
    agreed_by: tuple[str, ...] = ()
    """Roles that agreed it: the owner and the equality reviewer."""


class Fairness(Declared):
    """The one primary question, and which direction harms."""

    primary: PrimaryMetric
    """The metric the headline verdicts use; ``observed_minus_expected`` for an enforcement audit."""
    worse: Literal["higher", "lower"]
    """Which direction of the metric is worse for the people in a group."""
    also_judged: tuple[PrimaryMetric, ...] = ()
    """Further metrics that are held to the same limit, in one family with the primary one, which stays the headline.
    Which direction of them is worse follows from the metric: see `peel_ml.fairness.metrics.worse_of`."""
    controls: Names = ()
    """Slices by which like is compared with like, beside the plain comparison; sparingly: they can explain it away."""
    tolerance: DeclaredTolerance | Literal["not_agreed"] = "not_agreed"
    """The agreed limit, or ``not_agreed`` while exploring (the policy's illustration is used and labelled)."""

    @property
    def judged(self) -> tuple[PrimaryMetric, ...]:
        """Every metric that is held to the limit, the primary one first."""
        return (self.primary, *self.also_judged)

    @model_validator(mode="after")
    def _once(self) -> Self:
        twice = [name for place, name in enumerate(self.judged) if name in self.judged[:place]]
        if twice:
            raise ValueError(
                f"{', '.join(dict.fromkeys(twice))} is judged twice: name each metric once, the primary one not again "
                "under also_judged"
            )
        return self
