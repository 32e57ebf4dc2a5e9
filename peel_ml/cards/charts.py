"""Every kind of chart as one type."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
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
from peel_ml.cards.chart_series import CurveChart, ForecastChart, ManyChart, TimeChart, TimelineChart
from peel_ml.errors import BadRequest, Problem

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
    | CurveChart
    | ForecastChart,
    Field(discriminator="kind"),
]


def refuse_unfinite(figure: str, chart: object) -> None:
    """Refuse a chart, or what one is made from, that holds a figure which is no number.

    Raises
    ------
    BadRequest
        Naming every such figure by its place.
    """
    places = list(_unfinite(chart, ""))
    if places:
        raise BadRequest(
            "The card cannot be drawn: a chart holds figures that are not finite numbers.",
            [
                Problem(
                    f"{place} is not a finite number", "Give null with its reason where nothing was measured.", figure
                )
                for place in places
            ],
        )


def _unfinite(value: object, place: str) -> Iterator[str]:
    if isinstance(value, float):
        if not math.isfinite(value):
            yield place
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _unfinite(one, f"{place}[{number}]")
    elif is_dataclass(value):
        for field in fields(value):
            yield from _unfinite(getattr(value, field.name), f"{place}.{field.name}".lstrip("."))
