"""What a model check may look at."""

from __future__ import annotations

from dataclasses import dataclass

from peel_ml.results.rerun import Rerun
from peel_ml.results.scores import Scores
from peel_ml.results.tuning import TuningResult


@dataclass(frozen=True)
class ModelView:
    """The figures of a model as a check sees them."""

    scores: Scores
    tuning: TuningResult | None = None
    """``None`` when nothing was searched."""
    plausible_auc: float | None = None
    """The highest ROC area the use case holds possible; ``None`` when it declares none."""
    rerun: Rerun | None = None
    """``None`` where the model was not fitted again."""
