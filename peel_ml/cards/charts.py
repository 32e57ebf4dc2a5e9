"""Every kind of chart as one type."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from peel_ml.cards.chart_content import (
    BarChart,
    CalibrationChart,
    IconArray,
    IntervalChart,
    LineChart,
    PanelChart,
    ScatterChart,
)
from peel_ml.cards.chart_series import CurveChart, ManyChart, TimeChart, TimelineChart

Chart = Annotated[
    IntervalChart
    | BarChart
    | PanelChart
    | CalibrationChart
    | IconArray
    | LineChart
    | ScatterChart
    | ManyChart
    | TimeChart
    | TimelineChart
    | CurveChart,
    Field(discriminator="kind"),
]
