"""What a forecast of counts holds beyond its scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ForecastDetail:
    """Many series of counts, forecast from rolling origins."""

    horizon: int
    """Periods ahead."""
    origins: int
    """Origins that were judged."""
    kind: Literal["count_forecast"] = "count_forecast"
