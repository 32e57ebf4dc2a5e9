"""`suspiciously-good`: the model ranks better than anyone should expect."""

from __future__ import annotations

from peel_ml.checking import Found, Outcome, Passed, Skipped
from peel_ml.evaluation.checks.view import ModelView

LIMIT = 0.95
"""ROC area above which a model of administrative records is taken to know the answer already."""


def suspiciously_good(view: ModelView) -> Outcome:
    """Find a ROC area above 0.95, or above what the use case declares plausible."""
    area = view.scores.metrics.get("roc_auc")
    if area is None or area.value is None:
        return Skipped(f"There is no ROC area: {area.reason if area else 'not computed'}.")
    limit = LIMIT if view.plausible_auc is None else view.plausible_auc
    whose = "a model of such records" if view.plausible_auc is None else "the use case"
    if area.value <= limit:
        return Passed(
            f"The ROC area of {area.value:.3f} is not above {limit:.2f}, the most that {whose} "
            "can be expected to reach."
        )
    return Found(
        f"The ROC area is {area.value:.3f}; the most that {whose} can be expected to reach is {limit:.2f}. "
        "A feature probably gives the outcome away.",
        "Look at the leading features: is each known before the outcome? Look for rows that stand both in "
        "training and here. Do not use the figures until this is explained.",
        ({"roc_auc": area.value, "limit": limit},),
    )
