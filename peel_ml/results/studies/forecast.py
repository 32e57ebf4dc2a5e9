"""What a forecast of counts holds beyond its scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from peel_ml.results.estimate import Estimate
from peel_ml.results.marks import PLACES, People
from peel_ml.results.studies.feedback import Feedback
from peel_ml.results.studies.hotspots import Hotspots


@dataclass(frozen=True)
class MonthForecast:
    """One month of a total: what came, and what was forecast `ForecastDetail.horizon` months before."""

    month: str
    """For example ``2024-03``."""
    observed: People
    forecast: float
    low: float
    high: float


@dataclass(frozen=True)
class AreaForecast:
    """How forecasts of one area did over all judged months and series, with ranges that treat months as clusters."""

    area: str
    observed: People
    signed_error: Estimate
    """Forecast minus counted, as a share of everything counted; above 0 is too many."""
    coverage: Estimate
    """Share of counts inside their ranges."""


@dataclass(frozen=True)
class AreaMonths:
    """The total of one area month by month."""

    area: str
    months: tuple[MonthForecast, ...]


@dataclass(frozen=True)
class AheadScore:
    """The primary metric of the model and of the best simple method, so many months ahead."""

    ahead: int
    model: Estimate
    simple: Estimate


@dataclass(frozen=True)
class LeftOut:
    """Series without a forecast, and why."""

    reason: str
    series: int


@dataclass(frozen=True)
class ForecastDetail:
    """Many series of counts, forecast from rolling origins."""

    horizon: int
    """Periods ahead."""
    origins: int
    """Origins that were judged."""
    refit_every: int = 6
    """Periods after which methods are fitted again."""
    promised: float = 0.9
    """Share of counts that ranges are to hold."""
    series: int = 0
    """Series forecast."""
    left_out: tuple[LeftOut, ...] = ()
    rows_left_out: int = 0
    """Judged rows without a count, or without a forecast by one of the methods."""
    use: str | None = None
    """The simple method to use instead, where the model is not shown to do better."""
    total: tuple[MonthForecast, ...] = ()
    """All areas and kinds together."""
    areas: Annotated[tuple[AreaForecast, ...], PLACES] = ()
    worst: Annotated[tuple[AreaMonths, ...], PLACES] = ()
    """The area whose total was furthest off, in shares of its count."""
    ahead: tuple[AheadScore, ...] = ()
    held_everywhere: int | None = None
    """Areas whose range of coverage reaches what was promised."""
    hotspots: Hotspots | None = None
    """Only where the question is which areas are at the top."""
    feedback: Feedback | None = None
    """Could it feed on itself? A simulation."""
    kind: Literal["count_forecast"] = "count_forecast"
