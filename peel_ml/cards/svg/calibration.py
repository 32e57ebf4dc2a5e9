"""Expected against recorded: dots near the line can be trusted."""

from __future__ import annotations

from peel_ml.cards.chart_content import CalibrationChart
from peel_ml.cards.svg.drawing import Drawing, path, text, together
from peel_ml.cards.svg.drawing import n as num
from peel_ml.cards.svg.scale import Scale, tick_text, ticks


def calibration_drawings(chart: CalibrationChart) -> tuple[Drawing, ...]:
    """Return the one drawing, with the same range on both axes."""
    values = [
        value
        for point in chart.points
        for value in (point.expected, point.observed, point.low, point.high)
        if value is not None
    ]
    low, high = min(values, default=0.0), max(values, default=1.0)
    pad = max((high - low) * 0.08, 0.01)
    low, high = max(low - pad, 0.0), min(high + pad, 1.0)
    return (_draw(chart, low, high),)


def _draw(chart: CalibrationChart, low: float, high: float) -> Drawing:
    width, height = 360.0, 350.0
    x = Scale(low, high, 46, width - 12)
    y = Scale(low, high, height - 52, 34)
    marks = ticks(low, high, 6)
    parts = [
        path(
            "".join(f"M{num(x(one))} 34V{num(y.start)}M46 {num(y(one))}H{num(x.end)}" for one in marks),
            "grid",
        ),
        path(f"M46 34V{num(y.start)}H{num(x.end)}", "axis0"),
        path(f"M{num(x(low))} {num(y(low))}L{num(x(high))} {num(y(high))}", "ref"),
    ]
    for one in marks:
        parts.append(text(x(one), y.start + 20, tick_text(one, "per_hundred", marks), "middle", "tick"))
        parts.append(text(38, y(one) + 5, tick_text(one, "per_hundred", marks), "end", "tick"))
    whiskers = "".join(
        f"M{num(x(point.expected))} {num(y(point.low))}V{num(y(point.high))}"
        for point in chart.points
        if point.low is not None and point.high is not None
    )
    dots = "".join(f"M{num(x(point.expected))} {num(y(point.observed))}h0" for point in chart.points)
    parts += [path(whiskers, "cut")] if whiskers else []
    parts += [path(dots, "dots full")] if dots else []
    parts += [text((46 + x.end) / 2, height - 8, chart.x_axis, "middle"), text(2, 18, chart.y_axis)]
    return Drawing(together(parts), width, height, "any")
