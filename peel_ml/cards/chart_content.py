"""What charts show: figures that already passed disclosure control, with their words. No geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["within", "outside", "cannot_tell", "not_judged", "shown", "not_shown", "model", "other"]
"""Shape of a mark; every mark also has its words in the chart's legend and in the row."""
Unit = Literal["points", "per_hundred", "number", "signed"]
"""``points`` and ``per_hundred`` are shares of 1, printed times 100; ``points`` and ``signed`` carry a sign."""


@dataclass(frozen=True)
class Interval:
    """One row: a figure with its 95% interval. A withheld figure is null, and `text` says why."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    mark: Mark
    text: str
    words: str = ""
    """The row's verdict in words."""
    strong: bool = False
    """Whether a difference is shown: drawn with a thicker line."""


@dataclass(frozen=True)
class IntervalChart:
    """Dots and intervals on one scale."""

    rows: tuple[Interval, ...]
    unit: Unit
    axis: str
    legend: tuple[tuple[Mark, str], ...]
    band: float | None = None
    """Half-width of the tolerance band around zero."""
    band_words: str = ""
    zero: bool = False
    """Whether the line of no difference is drawn."""
    below: str = ""
    above: str = ""
    """What lies left and right of the line of no difference, in words."""
    centre: float = 0.0
    """Where no difference stands: 0 for differences, 1 for ratios."""
    kind: Literal["intervals"] = "intervals"


@dataclass(frozen=True)
class Bar:
    """One bar with its printed figure."""

    label: str
    value: float
    text: str


@dataclass(frozen=True)
class BarChart:
    """Bars from zero; negative values go left."""

    bars: tuple[Bar, ...]
    axis: str
    kind: Literal["bars"] = "bars"


@dataclass(frozen=True)
class Panel:
    """One small chart of several."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class PanelChart:
    """Small bar charts on one common scale."""

    panels: tuple[Panel, ...]
    below: str
    above: str
    kind: Literal["panels"] = "panels"


@dataclass(frozen=True)
class CalibrationPoint:
    """Mean expected and observed share in one bin, with the interval of the observed share."""

    expected: float
    observed: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class CalibrationChart:
    """Expected against observed, beside the line where both agree."""

    points: tuple[CalibrationPoint, ...]
    x_axis: str
    y_axis: str
    legend: tuple[str, str]
    """Words for the mark and for the line."""
    kind: Literal["calibration"] = "calibration"


@dataclass(frozen=True)
class IconArray:
    """What would happen to 100 cases; the four counts sum to 100."""

    rightly_flagged: int
    needlessly_flagged: int
    missed: int
    rightly_left: int
    kind: Literal["icons"] = "icons"


Style = Literal["solid", "dashed", "thin", "dots"]


@dataclass(frozen=True)
class Series:
    """One line, or a row of dots: (across, up). A label stands beside its end."""

    label: str
    points: tuple[tuple[float, float], ...]
    style: Style


@dataclass(frozen=True)
class LinePanel:
    """One small chart of several."""

    title: str
    series: tuple[Series, ...]


@dataclass(frozen=True)
class LineChart:
    """Small charts of lines on one common scale; both axes are shares of 1, printed times 100."""

    panels: tuple[LinePanel, ...]
    x_axis: str
    y_axis: str
    diagonal: bool = False
    """Whether the line where both axes agree is drawn; both then share one range."""
    band: float | None = None
    """Half-width of the tolerance band around zero; zero is drawn with it."""
    kind: Literal["lines"] = "lines"


@dataclass(frozen=True)
class Dot:
    """One named thing with two figures."""

    label: str
    x: float
    y: float
    mark: Mark


@dataclass(frozen=True)
class ScatterChart:
    """Named things by two figures; those of `front` are joined."""

    dots: tuple[Dot, ...]
    front: tuple[tuple[float, float], ...]
    x_axis: str
    y_axis: str
    x_unit: Literal["per_hundred", "number"]
    y_unit: Literal["per_hundred", "number"]
    legend: tuple[tuple[Mark, str], ...]
    kind: Literal["scatter"] = "scatter"
