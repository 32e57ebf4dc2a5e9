"""What a use case declares about a forecast of counts."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from peel_ml.data.declaration import Names
from peel_ml.data.studied import Studied


class CountForecast(Studied):
    """Many series of counts at once, forecast period by period."""

    kind: Literal["count_forecast"]
    horizon: int = Field(default=1, ge=1, le=24)
    """Periods ahead that are forecast."""
    coverage: float = Field(default=0.9, gt=0.5, lt=1)
    """Share of counts that the intervals are to hold."""
    adds_up_to: str | None = None
    """Column of the larger area that the areas add up to, for example ``borough`` for wards."""
    methods: Names = ("seasonal_naive", "last_value", "mean_12", "auto_ets")
    """Simple methods to compare with."""
    top_share: float | None = Field(default=None, gt=0, le=0.5)
    """Share of areas at the top that are picked, for example 0.05: the question is then how much of what comes falls
    in them, and whether a model would pick better than a simple mean."""
    least_gain: float = Field(default=0.02, gt=0, lt=1)
    """With `top_share`: the least a model would have to add to be worth building, as a share of what is recorded
    (0.02 for two points)."""
