"""Bars: a ranking of facts, and small panels that share one scale."""

from __future__ import annotations

from markupsafe import Markup

from peel_ml.cards.chart_content import BarChart, Panel, PanelChart
from peel_ml.cards.svg.drawing import LINE, Drawing, line, rect, text, together, width_of, wrapped
from peel_ml.cards.svg.scale import Scale

WIDE, PANEL = 800.0, 370.0


def bar_drawings(chart: BarChart) -> tuple[Drawing, ...]:
    """Return the one drawing, labels beside the bars."""
    most = max((bar.value for bar in chart.bars), default=0.0) or 1.0
    x = Scale(0, most, 264, WIDE - 70)
    y, parts = 4.0, []
    for bar in chart.bars:
        label = wrapped(bar.label, 250, lines=2)
        height = max(len(label) * LINE + 8, 34.0)
        middle = y + height / 2
        start = middle - (len(label) - 1) * LINE / 2 + 5
        parts += [text(0, start + index * LINE, words) for index, words in enumerate(label)]
        parts += [
            rect(264, middle - 11, max(x(bar.value) - 264, 1.5), 22, "bar"),
            text(x(bar.value) + 9, middle + 5, bar.text, "start", "tick"),
        ]
        y += height
    parts.append(line(264, 2, 264, y + 2, "axis0"))
    return (Drawing(together([*parts, text(264, y + 24, chart.axis)]), WIDE, y + 34, "wide"),)


def panel_drawings(chart: PanelChart) -> tuple[Drawing, ...]:
    """Return one drawing for every panel, all on the same scale."""
    values = [bar.value for panel in chart.panels for bar in panel.bars]
    low, high = min([0.0, *values]), max([0.0, *values])
    if high == low:
        low, high = -1.0, 1.0
    return tuple(_panel(panel, chart, low, high) for panel in chart.panels)


def _panel(panel: Panel, chart: PanelChart, low: float, high: float) -> Drawing:
    # Room for the printed figures beyond the longest bar on either side.
    x = Scale(low, high, 142 + (48 if low < 0 else 6), PANEL - 48)
    zero = x(0)
    y, parts = 24.0, []
    for bar in panel.bars:
        label = wrapped(bar.label, 134, 14)
        height = max(len(label) * 16 + 8, 28.0)
        middle = y + height / 2
        start = middle - (len(label) - 1) * 8 + 5
        parts += [text(134, start + index * 16, words, "end") for index, words in enumerate(label)]
        end = x(bar.value)
        parts.append(
            rect(
                min(zero, end),
                middle - 8,
                max(abs(end - zero), 1.0),
                16,
                "bar" if bar.value >= 0 else "bar less",
            )
        )
        parts.append(
            text(
                end + 6 if bar.value >= 0 else end - 6,
                middle + 5,
                bar.text,
                "start" if bar.value >= 0 else "end",
                "tick",
            )
        )
        y += height
    parts.append(line(zero, 18, zero, y + 2, "axis0"))
    return Drawing(together([_directions(chart, zero), *parts]), PANEL, y + 6, "any", panel.title)


def _directions(chart: PanelChart, zero: float) -> Markup:
    below, above = f"← {chart.below}", f"{chart.above} →"
    if width_of(above, 14) > PANEL - zero - 6:
        return together(
            [
                text(PANEL, 12, above, "end", "tick"),
                text(PANEL - width_of(above, 14) - 16, 12, below, "end", "tick"),
            ]
        )
    return together([text(zero - 6, 12, below, "end", "tick"), text(zero + 6, 12, above, "start", "tick")])
