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
