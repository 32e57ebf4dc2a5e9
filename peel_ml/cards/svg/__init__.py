"""Charts drawn by hand as SVG: classes carry every colour, so that themes and print can change them."""

from __future__ import annotations

from peel_ml.cards.chart_content import (
    BarChart,
    CalibrationChart,
    IconArray,
    IntervalChart,
    LineChart,
    PanelChart,
    ScatterChart,
)
from peel_ml.cards.chart_series import CurveChart, ForecastChart, ManyChart, TimeChart, TimelineChart
from peel_ml.cards.charts import Chart
from peel_ml.cards.svg.bars import bar_drawings, panel_drawings
from peel_ml.cards.svg.calibration import calibration_drawings
from peel_ml.cards.svg.curves import curve_drawings
from peel_ml.cards.svg.drawing import Drawing
from peel_ml.cards.svg.forecasts import forecast_drawings
from peel_ml.cards.svg.icons import icon_drawings
from peel_ml.cards.svg.intervals import interval_drawings
from peel_ml.cards.svg.lines import line_drawings
from peel_ml.cards.svg.many import many_drawings
from peel_ml.cards.svg.over_time import time_drawings
from peel_ml.cards.svg.scatter import scatter_drawings
from peel_ml.cards.svg.timeline import timeline_drawings

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
        case ManyChart():
            return many_drawings(chart)
        case TimeChart():
            return time_drawings(chart)
        case TimelineChart():
            return timeline_drawings(chart)
        case CurveChart():
            return curve_drawings(chart)
        case ForecastChart():
            return forecast_drawings(chart)
