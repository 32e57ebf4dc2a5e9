"""Small charts of lines or dots that share one scale, with labels beside the lines."""

from __future__ import annotations

from markupsafe import Markup

from peel_ml.cards.chart_content import LineChart, LinePanel, Series
from peel_ml.cards.svg.drawing import Drawing, line, n, path, rect, text, through, together
from peel_ml.cards.svg.scale import Scale, tick_text, ticks

WIDTH, HEIGHT = 240.0, 200.0
_LEFT, _TOP, _FOOT = 38.0, 24.0, 44.0
_CLASSES = {"solid": "curve", "dashed": "curve dash", "thin": "curve thin"}


def line_drawings(chart: LineChart) -> tuple[Drawing, ...]:
    """Return one drawing for every panel, all on the same scale."""
    points = [point for panel in chart.panels for series in panel.series for point in series.points]
    across, up = [x for x, _ in points] or [0.0, 1.0], [y for _, y in points] or [0.0, 1.0]
    if chart.diagonal:
        across = up = [*across, *up]
    if chart.band:
        up = [*up, -chart.band * 1.2, chart.band * 1.2]
    x, y = _scale(across, _LEFT, WIDTH - 8), _scale(up, HEIGHT - _FOOT, _TOP)
    frame = _frame(chart, x, y)
    return tuple(
        Drawing(together(_panel(panel, x, y)), WIDTH, HEIGHT, "any", panel.title, frame) for panel in chart.panels
    )


def _scale(values: list[float], start: float, end: float) -> Scale:
    low, high = min(values), max(values)
    pad = (high - low) * 0.05 or 0.01
    return Scale(low - pad, high + pad, start, end)


def _frame(chart: LineChart, x: Scale, y: Scale) -> Markup:
    """Draw the axes with few ticks; every panel is read against the others, not to the third digit."""
    parts = []
    if chart.band:
        parts.append(rect(x.start, y(chart.band), x.end - x.start, y(-chart.band) - y(chart.band), "band"))
        parts.append(line(x.start, y(0), x.end, y(0), "ref"))
    if chart.diagonal:
        parts.append(path(f"M{n(x(x.low))} {n(y(y.low))}L{n(x(x.high))} {n(y(y.high))}", "ref"))
    parts.append(path(f"M{n(x.start)} {n(y.end)}V{n(y.start)}H{n(x.end)}", "axis0"))
    across, up = ticks(x.low, x.high, 6), ticks(y.low, y.high, 6)
    parts += [text(x(one), y.start + 17, tick_text(one, "per_hundred", across), "middle", "tick") for one in across]
    unit = "points" if chart.band else "per_hundred"
    parts += [text(x.start - 6, y(one) + 5, tick_text(one, unit, up), "end", "tick") for one in up]
    parts += [text(WIDTH - 8, HEIGHT - 8, f"{chart.x_axis}, in 100 →", "end", "tick")]
    parts.append(text(0, 12, f"↑ {chart.y_axis}", "start", "tick"))
    return together(parts)


def _panel(panel: LinePanel, x: Scale, y: Scale) -> list[Markup]:
    parts: list[Markup] = []
    for series in panel.series:
        if not series.points:
            continue
        if series.style == "dots":
            # Lines of no length with round ends: a tenth of the bytes of as many circles.
            parts.append(path("".join(f"M{n(x(across))} {n(y(up))}h0" for across, up in series.points), "dots"))
            continue
        d = through((x(across), y(up)) for across, up in series.points)
        parts.append(path(d, _CLASSES[series.style]))
        if series.label:
            parts.append(_label(series, x, y))
    return parts


def _label(series: Series, x: Scale, y: Scale) -> Markup:
    """Name a line where it is highest: there the lines of a panel are furthest apart."""
    across, up = max(series.points, key=lambda point: point[1])
    left = x(across) < (x.start + x.end) / 2
    return text(x(across) + (12 if left else -12), y(up) + 2, series.label, "start" if left else "end", "tick")
