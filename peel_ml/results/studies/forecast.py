"""What a forecast of counts holds beyond its scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peel_ml.results.studies.feedback import Feedback
from peel_ml.results.studies.hotspots import Hotspots


@dataclass(frozen=True)
class ForecastDetail:
    """Many series of counts, forecast from rolling origins."""

    horizon: int
    """Periods ahead."""
    origins: int
    """Origins that were judged."""
    hotspots: Hotspots | None = None
    """Only where the question is which areas are at the top."""
    feedback: Feedback | None = None
    """Could it feed on itself? A simulation."""
    kind: Literal["count_forecast"] = "count_forecast"
