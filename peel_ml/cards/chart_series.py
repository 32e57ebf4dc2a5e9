"""What charts of many rows, of time and of choices show. As in `chart_content`: words and figures, no geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peel_ml.cards.chart_content import Interval, Mark, Unit


@dataclass(frozen=True)
class ManyChart:
    """Dots and intervals of many rows, drawn small: the figures stand in the table."""

    rows: tuple[Interval, ...]
    """A row without a figure and without a text is a heading for those below it."""
    unit: Unit
    axis: str
    legend: tuple[tuple[Mark, str], ...]
    centre: float = 0.0
    """Where no difference stands."""
    centre_words: str = ""
    band: float | None = None
    """Half-width of the tolerance band around zero."""
    band_words: str = ""
    below: str = ""
    above: str = ""
    kind: Literal["many"] = "many"


@dataclass(frozen=True)
class TimeChart:
    """A figure with its interval for each period, from left to right, beside the figure of all rows."""

    moments: tuple[Interval, ...]
    """The label is the period: a month in ISO 8601 is written as a month."""
    unit: Unit
    axis: str
    legend: tuple[tuple[Mark, str], ...]
    whole: float | None = None
    whole_words: str = ""
    kind: Literal["time"] = "time"


@dataclass(frozen=True)
class ForecastMoment:
    """One period: what came (null where it is withheld), and what was forecast with its range."""

    label: str
    came: float | None
    forecast: float
    low: float
    high: float


@dataclass(frozen=True)
class ForecastChart:
    """What came as dots, over what was forecast as a line with its range, from left to right."""

    moments: tuple[ForecastMoment, ...]
    """The label is the period: a month in ISO 8601 is written as a month."""
    axis: str
    came: str
    forecast: str
    range: str
    """Words for the dots, the line and the range."""
    kind: Literal["forecast"] = "forecast"


@dataclass(frozen=True)
class TimelineMonth:
    """One month: how many rows it holds and which share had the outcome, each null where that is not told."""

    label: str
    rows: int | None
    share: float | None


@dataclass(frozen=True)
class TimelinePart:
    """A part of the data from one month to another, by their places, both included."""

    words: str
    first: int
    last: int


@dataclass(frozen=True)
class TimelineBreak:
    """A break before one month, in words."""

    before: int
    words: str


@dataclass(frozen=True)
class TimelineChart:
    """Rows a month as columns, the share with the outcome below, the parts of the split above, breaks marked."""

    months: tuple[TimelineMonth, ...]
    parts: tuple[TimelinePart, ...]
    breaks: tuple[TimelineBreak, ...]
    rows_axis: str
    share_axis: str
    kind: Literal["timeline"] = "timeline"


@dataclass(frozen=True)
class CurvePoint:
    """One point of a curve: (across, up), shares of 1, with the interval of the second where there is one."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Curve:
    """One line over all choices; its label stands beside it."""

    label: str
    points: tuple[CurvePoint, ...]
    style: Literal["solid", "dashed", "thin"]


@dataclass(frozen=True)
class CurveChart:
    """What each choice would give, and the one that was made. Both axes are shares of 1, printed times 100."""

    curves: tuple[Curve, ...]
    x_axis: str
    y_axis: str
    at: float | None
    """The choice that was made, drawn as a line."""
    at_words: str
    kind: Literal["curve"] = "curve"
