"""What a use case declares about a regression on survey or panel measures."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from peel_ml.data.declaration import Names
from peel_ml.data.studied import Studied


class Regression(Studied):
    """A measure by area and period, predicted from what was known before it."""

    kind: Literal["regression"]
    window_months: int = Field(default=0, ge=0, le=60)
    """Months that one value is measured over, such as 12 for a rolling-year survey; the split's embargo is at least
    as long."""
    sample_size: str | None = None
    """Column of how many people were asked; none means that it is not published."""
    methods: Names = ("last_value", "area_mean")
    """Simple methods to compare with."""
