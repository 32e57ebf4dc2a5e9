"""Expected against recorded: dots near the line can be trusted."""

from __future__ import annotations

from peel_ml.cards.chart_content import CalibrationChart
from peel_ml.cards.svg.drawing import Drawing, circle, line, path, text, together
from peel_ml.cards.svg.drawing import n as num
from peel_ml.cards.svg.scale import Scale, tick_text, ticks


def calibration_drawings(chart: CalibrationChart) -> tuple[Drawing, ...]:
    """Return the wide and the narrow drawing, both with the same range on both axes."""
    values = [
        value
        for point in chart.points
        for value in (point.expected, point.observed, point.low, point.high)
        if value is not None
    ]
    low, high = min(values), max(values)
    pad = max((high - low) * 0.08, 0.01)
    low, high = max(low - pad, 0.0), min(high + pad, 1.0)
    return (_draw(chart, low, high, 620, 430, "wide"), _draw(chart, low, high, 320, 340, "narrow"))


def _draw(chart: CalibrationChart, low: float, high: float, width: float, height: float, fit: str) -> Drawing:
    x = Scale(low, high, 46, width - 12)
    y = Scale(low, high, height - 52, 34)
    marks = ticks(low, high, 6 if fit == "wide" else 5)
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
    for point in chart.points:
        if point.low is not None and point.high is not None:
            parts.append(line(x(point.expected), y(point.low), x(point.expected), y(point.high), "ci"))
        parts.append(circle(x(point.expected), y(point.observed), 6, "pt"))
    parts += [text((46 + x.end) / 2, height - 8, chart.x_axis, "middle"), text(2, 18, chart.y_axis)]
    return Drawing(together(parts), width, height, "wide" if fit == "wide" else "narrow")
