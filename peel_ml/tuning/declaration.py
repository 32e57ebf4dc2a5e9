"""What a use case declares about its search."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from peel_ml.declaration import Declared

Mode = Literal["standard", "thorough"]


class Tuning(Declared):
    """How long and for what to search."""

    mode: Mode = "standard"
    """``thorough`` takes half the steps where models are kept: a little longer, for a little or nothing."""

    objective: Literal["roc_auc", "average_precision", "log_loss"] = "roc_auc"
    """The metric trials are compared by (scikit-learn's name)."""
    trials: int = Field(default=30, ge=1, le=10_000)
    timeout_s: int | None = Field(default=120, ge=1)
    """The search stops asking for new trials after this many seconds."""
    folds: int = Field(default=5, ge=2, le=20)
    """Folds of the training rows; their models are kept and averaged."""
    fairness_objective: bool = False
    """Also look for models that are less unequal, beside the one that is chosen, which stays. Takes about as long
    as the search again. Not for an enforcement audit, where nobody is selected."""
