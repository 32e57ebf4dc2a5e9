"""Charts drawn by hand as SVG: classes carry every colour, so that themes and print can change them."""

from __future__ import annotations

from peel_ml.cards.chart_content import (
    BarChart,
    CalibrationChart,
    Chart,
    IconArray,
    IntervalChart,
    LineChart,
    PanelChart,
    ScatterChart,
)
from peel_ml.cards.svg.bars import bar_drawings, panel_drawings
from peel_ml.cards.svg.calibration import calibration_drawings
from peel_ml.cards.svg.drawing import Drawing
from peel_ml.cards.svg.icons import icon_drawings
from peel_ml.cards.svg.intervals import interval_drawings
from peel_ml.cards.svg.lines import line_drawings
from peel_ml.cards.svg.scatter import scatter_drawings

__all__ = ["Drawing", "draw"]


def draw(chart: Chart) -> tuple[Drawing, ...]:
    """Return a chart's drawings: one wide and one narrow, or one for every panel."""
    match chart:
        case IntervalChart():
            return interval_drawings(chart)
        case BarChart():
            return bar_drawings(chart)
        case PanelChart():
            return panel_drawings(chart)
        case CalibrationChart():
            return calibration_drawings(chart)
        case IconArray():
            return icon_drawings(chart)
        case LineChart():
            return line_drawings(chart)
        case ScatterChart():
            return scatter_drawings(chart)
