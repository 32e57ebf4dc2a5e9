"""Bars: a ranking of facts, and small panels that share one scale."""

from __future__ import annotations

from markupsafe import Markup

from peel_ml.cards.chart_content import BarChart, Panel, PanelChart
from peel_ml.cards.svg.drawing import LINE, Drawing, line, n, path, rect, text, together, width_of, wrapped
from peel_ml.cards.svg.scale import Scale, tick_text, ticks

WIDE, PANEL = 800.0, 340.0
_NAMES = 140.0


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
    """Return one drawing for every panel, all on the same scale; the figures stand in the table."""
    values = [bar.value for panel in chart.panels for bar in panel.bars]
    low, high = min([0.0, *values]), max([0.0, *values])
    if high == low:
        low, high = -1.0, 1.0
    pad = (high - low) * 0.04
    x = Scale(low - (pad if low < 0 else 0), high + (pad if high > 0 else 0), _NAMES + 8, PANEL - 14)
    frame = _panel_frame(chart, x)
    return tuple(_panel(panel, x, frame) for panel in chart.panels)


def _panel_frame(chart: PanelChart, x: Scale) -> Markup:
    """Say which way is which and put the ticks above the bars: panels differ in height."""
    marks = ticks(x.low, x.high, 5)
    below, above = f"← {chart.below}", f"{chart.above} →"
    # Each side's words stand over its bars, moved where they would leave the drawing or meet.
    left = max(min(x(0) - 6, PANEL - width_of(above, 14) - 16), width_of(below, 14))
    right = left + 16 if left > x(0) - 6 else x(0) + 6
    return together(
        [
            text(left, 12, below, "end", "tick"),
            text(right, 12, above, "start", "tick"),
            *(text(x(one), 30, tick_text(one, "signed", marks), "middle", "tick") for one in marks),
        ]
    )


def _panel(panel: Panel, x: Scale, frame: Markup) -> Drawing:
    top, zero = 36.0, n(x(0))
    y, names = top + 3, []
    drawn = {"bar": "", "bar less": ""}
    for bar in panel.bars:
        label = wrapped(bar.label, _NAMES, 14, lines=3)
        height = max(len(label) * 15 + 4, 19.0)
        start = y + height / 2 - (len(label) - 1) * 7.5 + 5
        names += [text(_NAMES, start + index * 15, words, "end") for index, words in enumerate(label)]
        drawn["bar" if bar.value >= 0 else "bar less"] += (
            f"M{zero} {n(y + 2)}H{n(x(bar.value))}v{n(height - 4)}H{zero}z"
        )
        y += height
    grid = "".join(f"M{n(x(one))} {n(top)}V{n(y + 2)}" for one in ticks(x.low, x.high, 5) if one)
    return Drawing(
        together(
            [
                *([path(grid, "grid")] if grid else []),
                *(path(d, cls) for cls, d in drawn.items() if d),
                line(x(0), top, x(0), y + 2, "axis0"),
                *names,
            ]
        ),
        PANEL,
        y + 6,
        "any",
        panel.title,
        frame,
    )
